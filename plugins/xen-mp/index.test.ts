import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { XenMpConfig } from './config.ts';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');
const manifest = packageJson.doorbell as unknown as Manifest;

function modelOf(preset: string, change: Partial<XenMpConfig> = {}): PathModel {
  const { config, findings } = resolveConfig(manifest, { preset, config: change });
  expect(findings).toEqual([]);
  return path.describe(config as unknown as XenMpConfig, manifest.presets.find(({ id }) => id === preset)?.testbed as Platform);
}

/** Everybody polls: what wakes somebody is free. */
const polling: Partial<XenMpConfig> = { eventNs: 0, eventToGuestNs: 0 };

function latency(bytes: number, change: Partial<XenMpConfig> = {}, relation: 'otherHost' | 'sameHost' = 'otherHost'): number {
  return unloadedLatency(modelOf('xen2mx-2012', { ...polling, ...change }), relation, bytes).totalNs;
}

/** ns of one executor for a message between hosts, with all pages mapped. */
function busy(executor: string, bytes: number, change: Partial<XenMpConfig> = {}): number {
  return unloadedLatency(modelOf('xen2mx-2012', { ...polling, grantMissNs: 0, ...change }), 'otherHost', bytes).stages
    .filter((stage) => stage.executor === executor).reduce((sum, { ns }) => sum + ns, 0);
}

describe('the path conforms', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});

describe('published figures', () => {
  it('13 us there and back over a directly attached device: fitted', () => {
    expect(latency(1, { backend: 'iov' }) / 6500).toBeCloseTo(1, 2);
  });

  it('14 us through the split driver: held out', () => {
    expect(Math.abs(latency(1) / 7000 - 1)).toBeLessThan(0.05);
  });
});

describe('mechanisms', () => {
  it('adds nothing but the ring to the direct path while everybody polls', () => {
    const ring = 2 * 50 + 2 * 150;
    expect(latency(1) - latency(1, { backend: 'iov' })).toBeCloseTo(ring, 6);
  });

  it('pays for a backend that sleeps, on both hosts', () => {
    expect(latency(1, { eventNs: 5000 }) - latency(1)).toBe(10_000);
  });

  it('keeps the protocol in the driver domain, or in the guest that has a function', () => {
    expect(busy('driver-domain', 8192)).toBeGreaterThan(3000);
    expect(busy('driver-domain', 8192, { backend: 'iov' })).toBe(0);
    expect(busy('guest-kernel', 8192, { backend: 'iov' })).toBeGreaterThan(busy('guest-kernel', 8192));
    expect(modelOf('xen2mx-iov-2012').driverDomain).toBeUndefined();
    expect(modelOf('xen2mx-iov-2012').migration?.fallbackPath).toBe('xen-bridged');
  });

  it('maps pages on both hosts, buffers once, and nothing that lies in the ring', () => {
    const cold = (bytes: number, grantCache: XenMpConfig['grantCache']): number => latency(bytes, { grantCache }) - latency(bytes, { grantCache, grantMissNs: 0 });
    expect(cold(128, 'page')).toBe(0);
    expect(cold(8192, 'page')).toBe(2 * 2 * 1000);
    expect(cold(8192, 'region')).toBe(2 * 1000);
    const { otherHost } = modelOf('xen2mx-2012', { grantCache: 'none' });
    expect(JSON.stringify(otherHost)).toContain('"invalidate":"use"');
  });

  it('copies once what Open-MX receives, and nothing with iWARP, which takes longer in the adapter', () => {
    const copies = (change: Partial<XenMpConfig>): number => [...modelOf('xen2mx-2012', change).otherHost?.send ?? [], ...modelOf('xen2mx-2012', change).otherHost?.receive ?? []]
      .reduce((sum, stage) => sum + (stage.copies ?? 0), 0);
    expect(copies({})).toBe(1);
    expect(copies({ lowerProtocol: 'iwarp' })).toBe(0);
    expect(busy('driver-domain', 8192, { lowerProtocol: 'iwarp' })).toBeLessThan(busy('driver-domain', 8192) / 4);
    expect(busy('device', 8, { lowerProtocol: 'iwarp' }) - busy('device', 8)).toBe(4000);
  });

  it('crosses no wire between guests of one host, unless each has a function', () => {
    const wired = (backend: XenMpConfig['backend']): readonly string[] => unloadedLatency(modelOf('xen2mx-2012', { backend }), 'sameHost', 8).stages.map(({ id }) => id);
    expect(wired('driver-domain')).not.toContain('transmit');
    expect(wired('iov')).toContain('transmit');
    expect(latency(8, {}, 'sameHost')).toBeLessThan(latency(8) / 2);
  });
});
