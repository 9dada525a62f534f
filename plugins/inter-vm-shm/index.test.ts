import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { InterVmShmConfig } from './config.ts';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');
const manifest = packageJson.doorbell as unknown as Manifest;

function modelOf(preset: string, change: Partial<InterVmShmConfig> = {}): PathModel {
  const { config, findings } = resolveConfig(manifest, { preset, config: change });
  expect(findings).toEqual([]);
  return path.describe(config as unknown as InterVmShmConfig, manifest.presets.find(({ id }) => id === preset)?.testbed as Platform);
}

/** Half a round trip, ns; both sides poll. */
function latency(bytes: number, preset = 'ivshmem-2015', change: Partial<InterVmShmConfig> = {}): number {
  return unloadedLatency(modelOf(preset, { wakeNs: 0, ...change }), 'sameHost', bytes).totalNs;
}

describe('the path conforms', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});

describe('the fit', () => {
  it('gives 0.23 us for 8 bytes with a library of 60 ns on each side', () => {
    expect((latency(8) + 120) / 230).toBeCloseTo(1, 2);
  });

  it('copies at the published peak, both sides at once', () => {
    const piece = 32_768;
    const copies = unloadedLatency(modelOf('ivshmem-2015'), 'sameHost', piece).stages.filter(({ id }) => id.startsWith('copy'));
    expect(copies).toHaveLength(2);
    for (const { ns } of copies) expect(piece / ns / 9.5).toBeGreaterThan(0.98);
    const long = 64 * piece;
    expect(long / latency(long)).toBeGreaterThan(0.95 * 9.5);
  });

  it('leaves memory for one pair and not for six', () => {
    const memory = unloadedLatency(modelOf('ivshmem-2015'), 'sameHost', 1 << 20).stages.find(({ id }) => id === 'memory')?.ns ?? 0;
    expect((1 << 20) / memory).toBeGreaterThan(9.5);
    expect((1 << 20) / memory).toBeLessThan(6 * 9.5);
  });
});

describe('mechanisms', () => {
  it('passes through two kernels with xenloop, and through none with ivshmem', () => {
    const executors = (model: PathModel): readonly string[] => unloadedLatency(model, 'sameHost', 8).stages.map(({ executor }) => executor);
    expect(executors(modelOf('ivshmem-2015'))).not.toContain('guest-kernel');
    expect(executors(modelOf('xenloop-2008'))).not.toContain('guest-user');
    expect(latency(8, 'ivshmem-2015', { mechanism: 'xenloop' }) - latency(8)).toBeCloseTo(4000 + 8, 0);
  });

  it('wakes a peer that does not poll', () => {
    expect(latency(8, 'ivshmem-2015', { wakeNs: 5000 }) - latency(8)).toBe(5000);
  });

  it('forbids migration with ivshmem; xenloop falls back to the bridge', () => {
    expect(modelOf('ivshmem-2015').capabilities.liveMigration).toBe('unsupported');
    expect(modelOf('ivshmem-2015').migration).toBeUndefined();
    expect(modelOf('xenloop-2008').migration?.fallbackPath).toBe('xen-bridged');
  });

  it('never leaves the host', () => {
    expect(modelOf('same-nic').otherHost).toBeUndefined();
  });
});
