import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkPathModel, configDefaults, goodputCeiling, resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { VfioBypassConfig } from './config.ts';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };
import { schema } from './schema.ts';

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');
const defaults = configDefaults(schema);
const testbed: Platform = {
  host: { cores: 8, coreHz: 2e9 },
  nic: { model: 'cisco-p81e', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 9000, functions: 128, offloads: [] },
  network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
};

describe('the path conforms', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});

describe('the fit', () => {
  const model = path.describe(defaults as unknown as VfioBypassConfig, testbed);

  it('gives the published half round trip of a byte: 4.88 us', () => {
    expect(unloadedLatency(model, 'otherHost', 1).totalNs / 4880).toBeCloseTo(1, 3);
  });

  it('has no stage that makes up most of it: the number is a sum of parts', () => {
    for (const { ns } of unloadedLatency(model, 'otherHost', 1).stages) expect(ns).toBeLessThan(4880 / 3);
  });

  it('is bound by the wire for long messages', () => {
    const bytes = 4 << 20;
    const goodput = (bytes / unloadedLatency(model, 'otherHost', bytes).totalNs) * 1e9;
    expect(goodput / goodputCeiling(testbed, model.protocol)).toBeGreaterThan(0.99);
  });
});

/** A preset on its testbed. */
function preset(id: string): { readonly model: PathModel; readonly testbed: Platform } {
  const manifest = packageJson.doorbell as unknown as Manifest;
  const found = manifest.presets.find((each) => each.id === id);
  if (found?.testbed === undefined) throw new Error(`There is no preset ${id} with a testbed.`);
  return { model: path.describe(resolveConfig(manifest, { preset: id }).config as unknown as VfioBypassConfig, found.testbed), testbed: found.testbed };
}

describe('the presets', () => {
  it.each([['vic-1225', 1700], ['connectx5-100g', 816]])('%s gives the published half round trip of a short raw frame: %d ns', (id, ns) => {
    expect(unloadedLatency(preset(id).model, 'otherHost', 1).totalNs / ns).toBeCloseTo(1, 2);
  });

  it('palo has as many virtual devices as published: 128', () => {
    expect(preset('palo-2011').model.limits.functionsPerNic).toBe(128);
  });

  it('a switch adds what it is said to take', () => {
    const apart = unloadedLatency(preset('vic-1225-nexus-3548').model, 'otherHost', 1).totalNs - unloadedLatency(preset('vic-1225').model, 'otherHost', 1).totalNs;
    expect(apart).toBeCloseTo(190, 0);
  });
});

describe('the mechanisms', () => {
  const changed = (config: Partial<VfioBypassConfig>): PathModel => path.describe({ ...defaults, ...config } as unknown as VfioBypassConfig, testbed);
  const latency = (config: Partial<VfioBypassConfig>): number => unloadedLatency(changed(config), 'otherHost', 1).totalNs;

  it('a shared NIC locks at both ends, and steers by what names no process', () => {
    const shared = changed({ sharing: 'nic-shared' });
    expect(latency({ sharing: 'nic-shared' }) - latency({})).toBeCloseTo(300, 6);
    expect(shared.capabilities).toMatchObject({ steering: ['ethertype'], isolation: ['iommu'] });
    expect(shared.resources.map(({ id }) => id)).toContain('shared-queue');
    expect(checkPathModel(shared)).toEqual([]);
  });

  it('a NIC of one\'s own costs no more than a vNIC of one\'s own', () => {
    expect(latency({ sharing: 'nic-per-process' })).toBe(latency({}));
    expect(changed({ sharing: 'nic-per-process' }).capabilities.steering).toEqual(['ethertype']);
  });

  it('a timeout costs an idle path nothing, and says what happens to frames that find no buffer', () => {
    const lossy = changed({ reliability: 'timeout' });
    expect(latency({ reliability: 'timeout' })).toBe(latency({}));
    expect(lossy.protocol.reliability).toMatchObject({ kind: 'timeout', rtoNs: 5e6 });
    expect(lossy.otherHost?.receive.find(({ kind }) => kind === 'ring')).toMatchObject({ onFull: 'drop', slots: 512 });
  });

  it('what comes with the doorbell spares two reads', () => {
    expect(latency({}) - latency({ inlineBytes: 64 })).toBeCloseTo(1500, 6);
    expect(unloadedLatency(changed({ inlineBytes: 64 }), 'otherHost', 65).totalNs).toBe(unloadedLatency(changed({}), 'otherHost', 65).totalNs);
  });

  it('the IOMMU adds to the read and to the write', () => {
    expect(latency({ translationNs: 25 }) - latency({})).toBeCloseTo(50, 6);
  });
});
