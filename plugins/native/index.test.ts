import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configDefaults, unloadedLatency } from '@doorbell/sdk';
import type { Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { NativeConfig } from './config.ts';
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
function rate(stageId: string, bytes: number): number {
  const model = path.describe(defaults as unknown as NativeConfig, testbed);
  const stage = unloadedLatency(model, 'otherHost', bytes).stages.find(({ id }) => id === stageId);
  return (bytes / (stage?.ns ?? 0)) * 1e3;
}

describe('the fit', () => {
  it('gives one netperf stream of 16 KiB sends the throughput of Table 1, bound by the sending core', () => {
    expect(rate('tcp-send', 16384)).toBeGreaterThan(811.73 * 0.995);
    expect(rate('tcp-send', 16384)).toBeLessThan(811.73 * 1.005);
    for (const other of ['nic-transmit', 'wire', 'tcp-receive']) expect(rate(other, 16384)).toBeGreaterThan(811.73);
  });

  it('leaves 64 KiB segments to the wire, as Table 2 has it', () => {
    expect(rate('tcp-send', 65536)).toBeGreaterThan(1238);
    expect(rate('wire', 8948 * 1000)).toBeCloseTo(1237.6, 1);
  });
});
