import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configDefaults, goodputCeiling, unloadedLatency } from '@doorbell/sdk';
import type { Platform } from '@doorbell/sdk';
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
