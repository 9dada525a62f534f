import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configDefaults, resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { XenBridgedConfig } from './config.ts';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };
import { schema } from './schema.ts';

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');
const defaults = configDefaults(schema);
const testbed: Platform = {
  host: { cores: 8, coreHz: 2e9 },
  nic: { model: 'neterion-x3110', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: ['checksum', 'tso'] },
  network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
};

describe('the path conforms', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});

/** MB/s of a stage that serves segments of `bytes` one after the other. */
function rate(stageId: string, bytes: number, relation: 'otherHost' | 'sameHost' = 'otherHost'): number {
  const model = path.describe(defaults as unknown as XenBridgedConfig, testbed);
  const stage = unloadedLatency(model, relation, bytes).stages.find(({ id }) => id === stageId);
  return (bytes / (stage?.ns ?? 0)) * 1e3;
}

describe('the fit', () => {
  it.each([['Table 1', 16384, 425.97], ['Table 2', 65536, 748.75]])('gives the driver domain the total of %s', (_, bytes, total) => {
    expect(rate('netback-transmit', bytes) / total).toBeCloseTo(1, 2);
    for (const other of ['nic-transmit', 'wire', 'netback-receive']) expect(rate(other, bytes)).toBeGreaterThan(total);
    // Four guests send, each on a core of its own.
    for (const other of ['tcp-send', 'grant', 'tcp-receive']) expect(4 * rate(other, bytes)).toBeGreaterThan(total);
  });

  it('passes the driver domain once between guests of one host, faster than to the wire', () => {
    expect(rate('bridge', 65536, 'sameHost')).toBeGreaterThan(rate('netback-transmit', 65536));
  });
});

const manifest = packageJson.doorbell as unknown as Manifest;

function modelOf(preset: string, change: Partial<XenBridgedConfig> = {}, platform?: Platform): PathModel {
  const { config, findings } = resolveConfig(manifest, { preset, config: change });
  expect(findings).toEqual([]);
  return path.describe(config as unknown as XenBridgedConfig, platform ?? manifest.presets.find(({ id }) => id === preset)?.testbed as Platform);
}

/** ns of the receiving (or only) pass through the driver domain. */
function delivery(model: PathModel, bytes: number, relation: 'otherHost' | 'sameHost' = 'otherHost'): number {
  const ids = ['netback-receive', 'queue-receive', 'bridge', 'page-flip', 'page-zero'];
  return unloadedLatency(model, relation, bytes).stages.filter(({ id }) => ids.includes(id)).reduce((sum, { ns }) => sum + ns, 0);
}

describe('copy and flip', () => {
  const standard: Platform = { ...testbed, nic: { ...testbed.nic, mtuBytes: 1500 } };
  const gain = (bytes: number, platform: Platform, relation: 'otherHost' | 'sameHost' = 'otherHost'): number => (
    delivery(modelOf('page-flip', {}, platform), bytes, relation) / delivery(modelOf('nanos-2010', {}, platform), bytes, relation));

  it('a short message loses a page by it', () => {
    expect(delivery(modelOf('page-flip', {}, standard), 8) - delivery(modelOf('nanos-2010', {}, standard), 8)).toBeCloseTo(1350, -1);
    expect(gain(8, testbed)).toBeGreaterThan(1.05);
  });

  it('a frame of 1500 bytes takes a page and loses, jumbo frames and whole pages gain a little', () => {
    expect(gain(65536, standard)).toBeGreaterThan(1.1);
    expect(gain(65536, testbed)).toBeGreaterThan(0.85);
    expect(gain(65536, testbed)).toBeLessThan(1);
    expect(gain(65536, standard, 'sameHost')).toBeLessThan(1);
  });

  it('a flip copies nothing in the driver domain', () => {
    const copying = ({ otherHost, sameHost }: PathModel): readonly string[] => [...otherHost?.receive ?? [], ...sameHost?.send ?? []]
      .filter(({ executor, copies = 0 }) => executor === 'driver-domain' && copies > 0).map(({ id }) => id);
    expect(copying(modelOf('nanos-2010'))).toEqual(['netback-receive', 'bridge']);
    expect(copying(modelOf('page-flip'))).toEqual([]);
  });
});

describe('NICs', () => {
  it('the optimised receive path of a generic one costs 56 % less', () => {
    for (const bytes of [1448, 65536]) expect(delivery(modelOf('santos-2008'), bytes) / delivery(modelOf('nanos-2010'), bytes)).toBeCloseTo(0.44, 2);
  });

  it('an intelligent one leaves the driver domain no bridge and no copy, and sorts by MAC', () => {
    expect(delivery(modelOf('ram-2009'), 65536)).toBe(6000);
    expect(delivery(modelOf('ram-2009', { nicKind: 'generic' }), 65536)).toBeGreaterThan(10 * 6000);
    expect(modelOf('ram-2009').otherHost?.receive[0]).toMatchObject({ kind: 'steer', by: 'mac', entries: 8 });
    expect(modelOf('nanos-2010').otherHost?.receive.some(({ kind }) => kind === 'steer')).toBe(false);
  });

  it('step by step adds what the lumped one hides behind the set-up', () => {
    const total = (adapter: XenBridgedConfig['adapter']): number => unloadedLatency(modelOf('same-nic', { adapter }), 'otherHost', 8).totalNs;
    expect(total('staged') - total('lumped')).toBeCloseTo(130 + 300 + 350 + 159 + 120 + 130 + 20 - 800, -1);
  });
});

describe('Open-MX over the bridge', () => {
  it('is the direct path of 6.5 us and two passes of 7.75 us', () => {
    const polling = unloadedLatency(modelOf('xen2mx-2012', { eventToGuestNs: 0 }), 'otherHost', 1);
    expect(polling.totalNs / 22_000).toBeCloseTo(1, 2);
    const passes = polling.stages.filter(({ id, executor }) => executor === 'driver-domain' || id === 'event-to-domain' || id === 'grant');
    expect(passes.reduce((sum, { ns }) => sum + ns, 0) / 15_500).toBeCloseTo(1, 2);
  });

  it('has frames of two pages and nothing of TCP', () => {
    const model = modelOf('xen2mx-2012');
    expect(model.protocol).toMatchObject({ framePayloadBytes: 8192, headerBytes: 70 });
    expect(JSON.stringify(model.otherHost)).not.toContain('tcp');
  });
});
