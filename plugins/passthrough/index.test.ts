import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configDefaults, resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { PassthroughConfig } from './config.ts';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };
import { schema } from './schema.ts';

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');

/** InfiniBand FDR: 4 lanes of 14.0625 Gb/s in a 64/66 code; one switch of that time. */
const fdr: Platform = {
  host: { cores: 24, coreHz: 2.3e9 },
  nic: { model: 'connectx-3', linkBitsPerSecond: 54.54e9, mtuBytes: 4096, gsoBytes: 65_536, functions: 1, offloads: [] },
  network: { kind: 'switch', propagationNs: 10, switchNs: 170 },
};
/** InfiniBand QDR: 4 lanes of 10 Gb/s in an 8/10 code. */
const qdr: Platform = { ...fdr, nic: { ...fdr.nic, model: 'qdr', linkBitsPerSecond: 32e9, mtuBytes: 2048 }, network: { kind: 'switch', propagationNs: 10, switchNs: 120 } };

function modelOf(preset: string, platform: Platform) {
  const { config, findings } = resolveConfig(packageJson.doorbell as unknown as Manifest, { preset });
  expect(findings).toEqual([]);
  return path.describe(config as unknown as PassthroughConfig, platform);
}

describe('the path conforms', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});

describe('the fit', () => {
  const model = path.describe(configDefaults(schema) as unknown as PassthroughConfig, fdr);

  it('gives the published latency of 8 bytes over FDR: 0.91 us', () => {
    expect(unloadedLatency(model, 'otherHost', 8).totalNs / 910).toBeCloseTo(1, 2);
  });

  it('gives the published peak of 4 MiB: 5830 MB/s, below the link, once the buffer is registered', () => {
    const bytes = 4 << 20;
    const warm = path.describe({ ...(configDefaults(schema) as unknown as PassthroughConfig), registrationNs: 0 }, fdr);
    const rate = (bytes / unloadedLatency(warm, 'otherHost', bytes).totalNs) * 1e9;
    expect(rate / 5.83e9).toBeGreaterThan(0.97);
    expect(rate / 5.83e9).toBeLessThanOrEqual(1.01);
  });

  it('adds little to native: the IOMMU takes less than 4 % of a short message', () => {
    const native = path.describe({ ...(configDefaults(schema) as unknown as PassthroughConfig), translationNs: 0 }, fdr);
    expect(unloadedLatency(model, 'otherHost', 8).totalNs / unloadedLatency(native, 'otherHost', 8).totalNs).toBeLessThan(1.04);
  });

  it('gives the published latency over QDR under vSphere: 1.75 us', () => {
    expect(unloadedLatency(modelOf('qdr-vsphere-2012', qdr), 'otherHost', 8).totalNs / 1750).toBeCloseTo(1, 2);
  });
});
