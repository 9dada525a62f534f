import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveConfig, type DataPath, type Manifest, type Measurement } from '@doorbell/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ResolvedPath } from '../contract/index.ts';
import { isAcceptable, replayMeasurement, replayRequests, unreplayedRecords, type ReplayRow } from './replay.ts';

const plugins = resolve(import.meta.dirname, '../../../plugins');

interface Plugin {
  readonly manifest: Manifest;
  readonly path: DataPath<unknown>;
}

function manifestOf(folder: string): Manifest {
  return (JSON.parse(readFileSync(resolve(plugins, folder, 'package.json'), 'utf8')) as { readonly doorbell: Manifest }).doorbell;
}

async function read(folder: string): Promise<Plugin> {
  const { default: path } = await import(`../../../plugins/${folder}/index.ts`) as { readonly default: DataPath<unknown> };
  return { path, manifest: manifestOf(folder) };
}

/** As the catalogue answers. */
function describeAll({ manifest, path }: Plugin): readonly ResolvedPath[] {
  return replayRequests(manifest).map(({ key, choice, platform }) => ({
    key, model: path.describe(resolveConfig(manifest, choice).config, platform), plugin: { id: manifest.id, version: '1.0.0', sha256: '0'.repeat(64) },
  }));
}

const folders = readdirSync(plugins, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

describe.each(folders)('what was published about %s', (folder) => {
  const { measurements = [] } = manifestOf(folder);

  it('is replayed as far as an option was fitted to it', () => {
    expect(unreplayedRecords(manifestOf(folder))).toEqual([]);
  });

  it.each(measurements)('$id: $record, $use', async ({ id }) => {
    const plugin = await read(folder);
    const measurement = plugin.manifest.measurements?.find((each) => each.id === id) as Measurement;
    const row = replayMeasurement(plugin.manifest, measurement, describeAll(plugin));
    expect(isAcceptable(row), `published ${measurement.value}, simulated ${String(row.simulated)} ${row.problem ?? ''}`).toBe(true);
  });
});

describe('replayMeasurement', () => {
  let native: Plugin;
  beforeAll(async () => { native = await read('native'); });
  const replay = (change: Partial<Measurement>, plugin: Plugin = native): ReplayRow => {
    const measurement = { ...plugin.manifest.measurements?.[0] as Measurement, ...change };
    return replayMeasurement(plugin.manifest, measurement, describeAll({ ...plugin, manifest: { ...plugin.manifest, measurements: [measurement] } }));
  };

  it('misses what the path does not do, and fails unless the figure was held out', () => {
    const fitted = replay({ value: 1e9 });
    expect(fitted).toMatchObject({ verdict: 'missed', unit: 'B/s' });
    expect(fitted.deviation).toBeCloseTo((fitted.simulated ?? 0) / 1e9 - 1, 12);
    expect(isAcceptable(fitted)).toBe(false);
    expect(isAcceptable(replay({ value: 1e9, use: 'consistency' }))).toBe(false);
    expect(isAcceptable(replay({ value: 1e9, use: 'held-out' }))).toBe(true);
  });

  it('takes the tolerance of the measurement', () => {
    expect(replay({ value: 1e9 }).verdict).toBe('missed');
    expect(replay({ value: 1e9, tolerance: 0.3 }).verdict).toBe('holds');
  });

  it('has no noise: the same figure every time', () => {
    expect(replay({}).simulated).toBe(replay({}).simulated);
  });

  it('adds the library on both sides under mpi alone', () => {
    const latency = { quantity: 'half-round-trip', messageBytes: 8, value: 1000 } as const;
    const raw = replay({ ...latency, layer: 'raw' }).simulated ?? 0;
    expect((replay({ ...latency, layer: 'mpi', libraryNs: 150 }).simulated ?? 0) - raw).toBeCloseTo(300, 0);
  });

  it('gives less bandwidth through windows of small messages, and never more than the wire', () => {
    const bandwidth = { quantity: 'bandwidth', layer: 'raw', value: 1e9 } as const;
    const small = replay({ ...bandwidth, messageBytes: 64 }).simulated ?? 0;
    const large = replay({ ...bandwidth, messageBytes: 1 << 20 }).simulated ?? 0;
    expect(small).toBeLessThan(large);
    expect(large).toBeLessThan(1.25e9);
    expect(replay({ ...bandwidth, layer: 'mpi', messageBytes: 1 << 20 }).simulated).toBeGreaterThan(0);
  });

  it('measures between two VMs of one host', async () => {
    const bridged = await read('xen-bridged');
    const latency = { quantity: 'half-round-trip', layer: 'raw', messageBytes: 8, value: 1000 } as const;
    const apart = replay(latency, bridged).simulated ?? 0;
    const together = replay({ ...latency, relation: 'same-host' }, bridged).simulated ?? 0;
    expect(together).toBeGreaterThan(0);
    expect(together).not.toBe(apart);
    expect(replay({ relation: 'same-host', pairs: 2 }, bridged).simulated).toBeGreaterThan(0);
  });

  it.each([
    ['two VMs of a path without VMs', { relation: 'same-host', quantity: 'half-round-trip' }, /without VMs/],
    ['more streams than cores', { pairs: 64 }, /cores/],
    ['a preset without testbed', { preset: 'other' }, /no testbed/],
  ] as const)('says why it cannot replay %s', (_, change, problem) => {
    const row = replay(change);
    expect(row.verdict).toBe('cannot run');
    expect(row.problem).toMatch(problem);
    expect(isAcceptable({ ...row, measurement: { ...row.measurement, use: 'held-out' } })).toBe(false);
  });
});

describe('unreplayedRecords', () => {
  it('names options that were fitted to what nothing replays', () => {
    const manifest = manifestOf('native');
    expect(unreplayedRecords({ ...manifest, measurements: [] }).map(({ record }) => record)).toContain('nanos.t1.native.total');
  });
});
