import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { PassthroughConfig } from './config.ts';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');

const manifest = packageJson.doorbell as unknown as Manifest;

/** Model and testbed of a preset, with other options where given. */
function modelOf(preset: string, change: Partial<PassthroughConfig> = {}) {
  const { config, findings } = resolveConfig(manifest, { preset, config: change });
  const platform = manifest.presets.find(({ id }) => id === preset)?.testbed as Platform;
  expect(findings).toEqual([]);
  return path.describe(config as unknown as PassthroughConfig, platform);
}

describe('the path conforms', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});

const short = (preset: string, change: Partial<PassthroughConfig> = {}): number => unloadedLatency(modelOf(preset, change), 'otherHost', 8).totalNs;

describe('the fit', () => {
  it('gives the published latency of 8 bytes over FDR: 0.91 us', () => {
    expect(short('connectx3-fdr-2016') / 910).toBeCloseTo(1, 2);
  });

  it('gives the published peak of 4 MiB: 5830 MB/s of 2^20 bytes, below the link, once the buffer is registered', () => {
    const bytes = 4 << 20;
    const rate = (bytes / unloadedLatency(modelOf('connectx3-fdr-2016', { registrationNs: 0 }), 'otherHost', bytes).totalNs) * 1e9;
    const published = 5830 * 2 ** 20;
    expect(rate / published).toBeGreaterThan(0.97);
    expect(rate / published).toBeLessThanOrEqual(1.01);
  });

  it('adds little to native: the IOMMU takes less than 4 % of a short message', () => {
    expect(short('connectx3-fdr-2016') / short('connectx3-fdr-2016', { translationNs: 0 })).toBeLessThan(1.04);
  });

  it('adds between 4 and 25 % to native under a hypervisor of an earlier generation', () => {
    const share = short('connectx3-early-kvm') / short('connectx3-early-kvm', { translationNs: 0, nestedPagingNs: 0 });
    expect(share).toBeGreaterThan(1.04);
    expect(share).toBeLessThan(1.25);
  });

  it('gives the published latency over QDR under vSphere: 1.75 us, and so less than 2 us', () => {
    expect(short('qdr-vsphere-2012') / 1750).toBeCloseTo(1, 2);
  });

  it('reads over QDR within 10 % of the published 3 us, to which nothing was fitted', () => {
    const model = modelOf('qdr-vsphere-2012');
    const { totalNs } = unloadedLatency({ ...model, otherHost: { send: model.otherHost?.get ?? [], receive: [] } }, 'otherHost', 8);
    expect(totalNs / 3000).toBeGreaterThan(0.9);
    expect(totalNs / 3000).toBeLessThan(1.1);
  });
});
