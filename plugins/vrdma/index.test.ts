import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import { describe, expect, it } from 'vitest';
import type { VrdmaConfig } from './config.ts';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };

const readme = readFileSync(resolve(import.meta.dirname, 'README.md'), 'utf8');
const manifest = packageJson.doorbell as unknown as Manifest;

/** Model of a preset on its testbed, with other options and another network where given. */
function modelOf(preset: string, change: Partial<VrdmaConfig> = {}, network: Partial<Platform['network']> = {}): PathModel {
  const { config, findings } = resolveConfig(manifest, { preset, config: change });
  expect(findings).toEqual([]);
  const testbed = manifest.presets.find(({ id }) => id === preset)?.testbed as Platform;
  return path.describe(config as unknown as VrdmaConfig, { ...testbed, network: { ...testbed.network, ...network } });
}

function short(model: PathModel): number {
  return unloadedLatency(model, 'otherHost', 8).totalNs;
}

describe('the path conforms', () => {
  for (const { name, problems } of conformance({ path, packageJson, readme })) {
    it(name, () => { expect(problems).toEqual([]); });
  }
});

describe('the adapter, without the hypervisor', () => {
  it.each([['chelsio-t5', 1500], ['connectx5-ethernet', 816]])('gives the published half round trip of %s', (preset, ns) => {
    expect(short(modelOf(preset)) / ns).toBeCloseTo(1, 2);
  });

  it('gives InfiniBand about a tenth over RoCE, as published second-hand; most of it is the switch', () => {
    // Port to port, as data sheets have them: 90 ns for EDR InfiniBand, 200 ns for 100 GbE that cuts through.
    const infiniband = short(modelOf('connectx5-ethernet', { transport: 'infiniband' }, { kind: 'switch', switchNs: 90 }));
    const roce = short(modelOf('connectx5-ethernet', {}, { kind: 'switch', switchNs: 200 }));
    expect(1 - infiniband / roce).toBeGreaterThan(0.05);
    expect(1 - infiniband / roce).toBeLessThan(0.2);
  });
});

describe('the guest\'s part', () => {
  const direct = modelOf('roce-100g');

  it('adds the shadow queue and the IOMMU, less than a fifth of a short message', () => {
    const bare = modelOf('roce-100g', { virtualisation: 'none' });
    expect(short(direct)).toBeGreaterThan(short(bare));
    expect(short(direct) / short(bare)).toBeLessThan(1.2);
  });

  it('pays an exit for a trapped doorbell, whatever the size', () => {
    const trapped = modelOf('roce-100g', { doorbell: 'trapped' });
    expect(short(trapped) - short(direct)).toBeCloseTo((2000 / 3e9) * 1e9 + 400, 0);
    const long = (model: PathModel): number => unloadedLatency(model, 'otherHost', 65_536).totalNs;
    expect(long(trapped) - long(direct)).toBeCloseTo((2000 / 3e9) * 1e9 + 400, 0);
  });

  it('pays twice a relay in software: about the published 1.5 us', () => {
    const software = modelOf('freeflow-fdr-2019');
    const extra = short(software) - short(modelOf('freeflow-fdr-2019', { virtualisation: 'none' }));
    expect(extra / 1500).toBeGreaterThan(0.95);
    expect(extra / 1500).toBeLessThan(1.05);
    expect(software.driverDomain).toMatchObject({ vcpus: 1, pinning: 'pinned' });
  });

  it('pays 14.6 us more for a router that sleeps', () => {
    expect(short(modelOf('freeflow-fdr-2019-signalled')) - short(modelOf('freeflow-fdr-2019'))).toBeCloseTo(14_600, 0);
  });
});

describe('transports', () => {
  const of = (transport: VrdmaConfig['transport']): PathModel => modelOf('same-nic', { transport });
  const onFull = (model: PathModel) => model.otherHost?.receive.flatMap((stage) => (stage.kind === 'ring' ? [stage.onFull] : []));

  it('have their own frames', () => {
    expect(of('infiniband').protocol).toMatchObject({ framePayloadBytes: 4096, headerBytes: 26 });
    expect(of('roce').protocol).toMatchObject({ framePayloadBytes: 4096, headerBytes: 82 });
    expect(of('iwarp').protocol).toMatchObject({ framePayloadBytes: 9000 - 76, headerBytes: 114 });
    expect(modelOf('freeflow-roce40-2019').protocol.framePayloadBytes).toBe(1024);
  });

  it('pause where they are lossless, and lose where TCP mends it', () => {
    expect(onFull(of('roce'))).toEqual(['pause']);
    expect(onFull(of('infiniband'))).toEqual(['pause']);
    expect(onFull(of('iwarp'))).toEqual(['drop']);
  });
});

describe('migration', () => {
  it('is transparent, and hidden from the hypervisor unless its router sees the work requests', () => {
    expect(modelOf('roce-100g').migration?.dmaDirtyTracking).toBe('hidden');
    expect(modelOf('freeflow-fdr-2019').migration?.dmaDirtyTracking).toBe('tracked');
    expect(modelOf('roce-100g').capabilities).toMatchObject({ liveMigration: 'transparent', snapshot: 'supported' });
  });
});
