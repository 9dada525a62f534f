import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { DoubleBypassConfig, Steering } from './config.ts';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');

describe('the path conforms', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});

const manifest = packageJson.doorbell as unknown as Manifest;
const testbed = manifest.presets.find(({ id }) => id === 'same-nic')?.testbed as Platform;

function changed(config: Partial<DoubleBypassConfig>, platform: Platform = testbed): PathModel {
  const resolved = resolveConfig(manifest, { config });
  expect(resolved.findings).toEqual([]);
  return path.describe(resolved.config as unknown as DoubleBypassConfig, platform);
}

describe('steering', () => {
  it('puts its tag or headers into every frame: tags outside the MTU, IP and UDP inside', () => {
    const frames = (['mac', 'vlan', 'vntag', 'etag', 'ip', 'udp-port'] as const).map((steering) => changed({ steering }).protocol);
    expect(frames.map(({ headerBytes }) => headerBytes - 38)).toEqual([0, 4, 6, 8, 20, 28]);
    expect(frames.map(({ framePayloadBytes }) => 9000 - framePayloadBytes)).toEqual([0, 0, 0, 0, 20, 28]);
    // Every frame fills at most the MTU and Ethernet's own part with its tag.
    for (const { framePayloadBytes, headerBytes } of frames) expect(framePayloadBytes + headerBytes).toBeLessThanOrEqual(9000 + 38 + 8);
    const long = (steering: Steering): number => unloadedLatency(changed({ steering, registrationNs: 0, mapPerPageNs: 0, walkReferenceNs: 0 }), 'otherHost', 4 << 20).totalNs;
    expect(long('udp-port') / long('mac')).toBeGreaterThan(1.002);
    expect(long('udp-port') / long('mac')).toBeLessThan(1.02);
  });

  it('has a queue to share only where that is chosen, and then no protection between queues', () => {
    const refusing = changed({});
    const sharing = changed({ onMiss: 'shared-queue' });
    expect(refusing.otherHost?.receive.some(({ kind }) => kind === 'steer')).toBe(false);
    expect(sharing.otherHost?.receive.find(({ kind }) => kind === 'steer')).toMatchObject({ by: 'udp-port', to: 'process', entries: 256, onMiss: 'shared-queue' });
    expect(refusing.capabilities.isolation).toContain('queue-protection');
    expect(sharing.capabilities.isolation).not.toContain('queue-protection');
    const cost = unloadedLatency(sharing, 'otherHost', 8).totalNs - unloadedLatency(refusing, 'otherHost', 8).totalNs;
    expect(cost).toBeCloseTo(60, 6);
  });

  it('counts a rule for each process, or for each vNIC, against the table', () => {
    expect(changed({ steeringEntries: 8 }).limits).toMatchObject({ functionsPerNic: 64, queueSetsPerFunction: 8 });
    expect(changed({ steering: 'mac', steeringEntries: 8 }).limits).toMatchObject({ functionsPerNic: 8, queueSetsPerFunction: 16 });
    expect(changed({ steering: 'mac', steeringEntries: 8, onMiss: 'shared-queue' }).limits).toMatchObject({ functionsPerNic: 64, queueSetsPerFunction: 16 });
  });
});

describe('the path', () => {
  it('has both bypasses and copies nothing, cannot migrate, and says what it costs to start', () => {
    const { capabilities, bootstrap, migration } = changed({});
    expect(capabilities).toMatchObject({ osBypass: true, hypervisorBypass: true, zeroCopy: true, liveMigration: 'unsupported', snapshot: 'unsupported' });
    expect(migration).toBeUndefined();
    expect(bootstrap).toEqual({ assignFunctionNs: 1e8, registerPerPageNs: 100, createQueueSetNs: 91_400, connectNs: 58_800 });
  });

  it('has 256 vNICs on the patent\'s adapter', () => {
    const preset = manifest.presets.find(({ id }) => id === 'cisco-vic-patent-era');
    expect(changed({}, preset?.testbed).limits.functionsPerNic).toBe(256);
  });

  it('turns frames around in the NIC between VMs of one host, without the wire', () => {
    const model = changed({});
    expect(model.sameHost?.send.some(({ executor }) => executor === 'wire')).toBe(false);
    expect(model.sameHost?.receive).toEqual(model.otherHost?.receive);
    expect(unloadedLatency(model, 'sameHost', 8).totalNs).toBeLessThan(unloadedLatency(model, 'otherHost', 8).totalNs);
  });

  it('calls itself extrapolated in every preset: nobody published a figure', () => {
    for (const { extrapolated } of manifest.presets) expect(extrapolated).toBeDefined();
    expect(manifest.measurements).toBeUndefined();
    expect(Object.values(manifest.config.properties).filter(({ origin }) => origin?.kind === 'fitted')).toEqual([]);
  });
});
