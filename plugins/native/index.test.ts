import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configDefaults, resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
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

const manifest = packageJson.doorbell as unknown as Manifest;

function modelOf(preset: string, change: Partial<NativeConfig> = {}): PathModel {
  const { config, findings } = resolveConfig(manifest, { preset, config: change });
  expect(findings).toEqual([]);
  return path.describe(config as unknown as NativeConfig, manifest.presets.find(({ id }) => id === preset)?.testbed as Platform);
}

describe('the flavours', () => {
  const latency = (model: PathModel, bytes = 8): number => unloadedLatency(model, 'otherHost', bytes).totalNs;

  it('verbs is what passthrough has without a VM: 0.91 us less 3 %', () => {
    expect(latency(modelOf('connectx3-fdr-2014')) / (910 / 1.03)).toBeCloseTo(1, 2);
  });

  it('verbs passes no kernel, and takes a tenth of the time of TCP over the same NIC', () => {
    const [tcp, verbs] = [modelOf('same-nic'), modelOf('same-nic', { flavour: 'verbs' })];
    expect(unloadedLatency(verbs, 'otherHost', 8).stages.map(({ executor }) => executor)).not.toContain('guest-kernel');
    expect(verbs.otherHost?.get).toBeDefined();
    expect(latency(verbs)).toBeLessThan(latency(tcp) / 10);
  });

  it('a host that runs its IOMMU pays for each DMA', () => {
    expect(latency(modelOf('connectx3-fdr-2014', { translationNs: 25 })) - latency(modelOf('connectx3-fdr-2014'))).toBe(25);
  });

  it('a NIC seen step by step moves no stream as long as the link binds', () => {
    const bytes = 64 << 20;
    const ratio = latency(modelOf('same-nic'), bytes) / latency(modelOf('same-nic', { adapter: 'lumped' }), bytes);
    expect(ratio).toBeCloseTo(1, 2);
  });
});
