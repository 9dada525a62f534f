import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configDefaults, unloadedLatency } from '@doorbell/sdk';
import type { Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { SrIovConfig } from './config.ts';
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
  const model = path.describe(defaults as unknown as SrIovConfig, testbed);
  const stage = unloadedLatency(model, 'otherHost', bytes).stages.find(({ id }) => id === stageId);
  return (bytes / (stage?.ns ?? 0)) * 1e3;
}

describe('the fit', () => {
  it.each([['Table 1', 16384, 634.84], ['Table 2', 65536, 884.75]])('gives the transmit engine the total of %s', (_, bytes, total) => {
    expect(rate('engine-transmit', bytes) / total).toBeCloseTo(1, 2);
    for (const other of ['wire', 'engine-receive']) expect(rate(other, bytes)).toBeGreaterThan(total);
    // Four guests send, each on a core of its own.
    for (const other of ['tcp-send', 'doorbell', 'tcp-receive']) expect(4 * rate(other, bytes)).toBeGreaterThan(total);
  });

  it('sends traffic between VMs of one host through both engines, and not over the wire', () => {
    const { sameHost } = path.describe(defaults as unknown as SrIovConfig, testbed);
    const stages = [...sameHost?.send ?? [], ...sameHost?.receive ?? []];
    expect(stages.map(({ id }) => id)).toEqual(expect.arrayContaining(['engine-transmit', 'engine-receive']));
    expect(stages.some(({ executor }) => executor === 'wire')).toBe(false);
  });
});
