import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { Config } from './config.ts';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');
const manifest = packageJson.doorbell as unknown as Manifest;
const testbed = manifest.presets.find(({ id }) => id === 'same-nic')?.testbed as Platform;

function modelOf(change: Partial<Config> = {}): PathModel {
  const { config, findings } = resolveConfig(manifest, { preset: 'same-nic', config: change });
  expect(findings).toEqual([]);
  return path.describe(config as unknown as Config, testbed);
}

/** Half a round trip with everybody asleep, ns. */
function latency(change: Partial<Config> = {}, bytes = 1, relation: 'otherHost' | 'sameHost' = 'otherHost'): number {
  return unloadedLatency(modelOf(change), relation, bytes).totalNs;
}

describe('conformance', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});

describe('virtio-net on one NIC', () => {
  it.each(['otherHost', 'sameHost'] as const)('is fastest behind a polling switch and slowest through QEMU: %s', (relation) => {
    const [polling, vhost, qemu] = (['vhost-user', 'vhost-net', 'qemu'] as const).map((backend) => latency({ backend }, 1, relation));
    expect(polling).toBeLessThan(vhost);
    expect(vhost).toBeLessThan(qemu);
  });

  it('pays exits where interrupts are not posted, and pages where it copies nothing', () => {
    expect(latency({ postedInterrupts: false })).toBeGreaterThan(latency());
    const copied = (change: Partial<Config>): number => unloadedLatency(modelOf(change), 'otherHost', 65_536).stages.filter(({ executor }) => executor === 'driver-domain').reduce((sum, { ns }) => sum + ns, 0);
    expect(copied({ zeroCopyTransmit: true })).toBeLessThan(copied({}));
  });

  it('does not cross the wire between two VMs of one host', () => {
    expect(latency({}, 8, 'sameHost')).toBeLessThan(latency({}, 8));
    expect(modelOf().sameHost?.send.some(({ executor }) => executor === 'wire')).toBe(false);
  });
});
