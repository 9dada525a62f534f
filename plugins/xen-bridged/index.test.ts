import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configDefaults, unloadedLatency } from '@doorbell/sdk';
import type { Platform } from '@doorbell/sdk';
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
