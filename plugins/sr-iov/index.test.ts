import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configDefaults, resolveConfig, unloadedLatency } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
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

const manifest = packageJson.doorbell as unknown as Manifest;

/** Model of a preset on its testbed, with other options where given. */
function modelOf(preset: string, change: Partial<SrIovConfig> = {}): PathModel {
  const { config, findings } = resolveConfig(manifest, { preset, config: change });
  expect(findings).toEqual([]);
  return path.describe(config as unknown as SrIovConfig, manifest.presets.find(({ id }) => id === preset)?.testbed as Platform);
}

function latency(model: PathModel, bytes = 8, relation: 'otherHost' | 'sameHost' = 'otherHost'): number {
  return unloadedLatency(model, relation, bytes).totalNs;
}

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

describe('InfiniBand through a function', () => {
  const preset = 'connectx3-fdr-2016';

  it('gives the published 1.2 us for 8 bytes, 0.29 us above a whole adapter', () => {
    expect(latency(modelOf(preset)) / 1200).toBeCloseTo(1, 2);
    expect(latency(modelOf(preset)) - latency(modelOf(preset, { functionNs: 0 }))).toBeCloseTo(290, 0);
  });

  it.each([64, 4096, 65_536, 1 << 20])('loses less than 2 %% of the rate of messages of %i bytes, as published second-hand', (bytes) => {
    const slowest = (model: PathModel): number => {
      const { stages } = unloadedLatency(model, 'otherHost', bytes);
      return Math.max(...stages.filter(({ id }) => ['post', 'transmit', 'wire', 'switch-port', 'receive', 'poll'].includes(id)).map(({ ns }) => ns));
    };
    expect(slowest(modelOf(preset)) / slowest(modelOf(preset, { functionNs: 0, translationNs: 0 }))).toBeLessThan(1.02);
  });

  it('turns around in the adapter between VMs of one host: no wire, both engines', () => {
    const model = modelOf(preset);
    expect(latency(model, 8, 'sameHost')).toBeLessThan(latency(model));
    expect(unloadedLatency(model, 'sameHost', 8).stages.map(({ id }) => id)).toEqual(expect.arrayContaining(['transmit', 'receive', 'function-transmit']));
  });

  it('walks tables for small pages: twice for a short message that is read from memory, once for one that comes with the doorbell', () => {
    const extra = (bytes: number): number => latency(modelOf('connectx3-fdr-small-pages'), bytes) - latency(modelOf(preset), bytes);
    expect(extra(2048)).toBeCloseTo(2 * 250, 0);
    expect(extra(8)).toBeCloseTo(250, 0);
  });
});

describe('raw Ethernet', () => {
  it('gives the published round trip of Open-MX over a function: 13 us', () => {
    expect((2 * latency(modelOf('xen2mx-2012'))) / 13_000).toBeCloseTo(1, 1);
  });

  it('is faster than TCP and slower than verbs on one NIC', () => {
    const [tcp, raw, verbs] = (['ethernet-tcp', 'ethernet-raw', 'infiniband'] as const).map((flavour) => latency(modelOf('same-nic', { flavour })));
    expect(verbs).toBeLessThan(raw);
    expect(raw).toBeLessThan(tcp);
  });

  it('copies once and runs in the kernel, where verbs do neither', () => {
    expect(modelOf('xen2mx-2012').capabilities).toMatchObject({ osBypass: false, zeroCopy: false, hypervisorBypass: true });
    expect(modelOf('same-nic').capabilities).toMatchObject({ osBypass: true, zeroCopy: true });
  });
});

describe('interrupts', () => {
  /** Time of the receiving core for each segment of one frame, ns. */
  const onCore = (change: Partial<SrIovConfig>): number => unloadedLatency(modelOf('kvm-2012', change), 'otherHost', 1448).stages
    .filter(({ id }) => id === 'interrupt-exits' || id === 'tcp-receive').reduce((sum, { ns }) => sum + ns, 0);

  it('posted give the receiving core 1.3 to 1.6 times the throughput, as published', () => {
    const gain = onCore({}) / onCore({ interruptDelivery: 'posted' });
    expect(gain).toBeGreaterThan(1.3);
    expect(gain).toBeLessThan(1.6);
  });

  it('posted leave what bare metal has: no exit is left', () => {
    expect(onCore({ interruptDelivery: 'posted' })).toBe(onCore({ exitsPerSegment: 0 }));
  });

  it('posted arrive earlier by the exits, and never before they were sent', () => {
    const saved = (exitsPerInterrupt: number): number => latency(modelOf('nanos-2010', { exitsPerInterrupt })) - latency(modelOf('nanos-2010', { exitsPerInterrupt, interruptDelivery: 'posted' }));
    expect(saved(2)).toBeCloseTo(2 * 1000, 0);
    expect(saved(16)).toBeCloseTo(6000, 0);
  });
});

describe('moderated interrupts', () => {
  const stages = (change: Partial<SrIovConfig>) => modelOf('dong-2010-port', change).otherHost?.receive ?? [];

  it('hold what arrives, then pass the hypervisor once for all of it: three exits of 2000 cycles at 2.8 GHz', () => {
    expect(stages({}).map(({ id }) => id)).toEqual(['engine-receive', 'moderation', 'moderated-exits', 'interrupt', 'tcp-receive']);
    expect(stages({}).find(({ id }) => id === 'moderation')).toMatchObject({ kind: 'batch', timeoutNs: 500_000, since: 'last-batch' });
    expect(stages({}).find(({ id }) => id === 'moderated-exits')).toMatchObject({ executor: 'hypervisor', idleNs: expect.closeTo(6000 / 2.8, 6) as number });
  });

  it('let a message through at once that no other came before, and are as long on their way as others', () => {
    expect(latency(modelOf('dong-2010-port')) - latency(modelOf('dong-2010-port', { moderationNs: 0 }))).toBeCloseTo(0, 6);
    // Of two segments the second, a short one, waits.
    expect(latency(modelOf('dong-2010-port'), 66_000) - latency(modelOf('dong-2010-port', { moderationNs: 0 }), 66_000)).toBeGreaterThan(400_000);
  });

  it('posted have no exits, and without moderation there is nothing of it', () => {
    expect(stages({ interruptDelivery: 'posted' }).find(({ id }) => id === 'moderated-exits')).toMatchObject({ idleNs: 0 });
    expect(stages({ moderationNs: 0 }).map(({ id }) => id)).toEqual(['engine-receive', 'interrupt', 'tcp-receive']);
  });
});

describe('a multi-root NIC', () => {
  it('adds a PCI Express switch to each crossing: one for the doorbell, one for the write, two for each read', () => {
    const extra = (bytes: number): number => latency(modelOf('mr-iov', { foreignLoad: 0 }), bytes) - latency(modelOf('connectx3-fdr-2016'), bytes);
    expect(extra(8)).toBeCloseTo(2 * 150, 0);
    expect(extra(2048)).toBeCloseTo(6 * 150, 0);
    expect(latency(modelOf('nanos-2010', { hostsPerNic: 2 })) - latency(modelOf('nanos-2010'))).toBeCloseTo(4 * 150, 0);
  });

  it('leaves a host what the others do not take: half the bandwidth, its share of the functions', () => {
    const bytes = 4 << 20;
    const warm = { registrationNs: 0 };
    const ratio = latency(modelOf('mr-iov', warm), bytes) / latency(modelOf('mr-iov', { ...warm, foreignLoad: 0 }), bytes);
    expect(ratio).toBeGreaterThan(1.9);
    expect(ratio).toBeLessThan(2.1);
    expect(modelOf('mr-iov').limits.functionsPerNic).toBe(4);
  });
});

describe('migration', () => {
  it('detaches the function: another path carries traffic meanwhile', () => {
    expect(modelOf('nanos-2010')).toMatchObject({ capabilities: { liveMigration: 'detach-reattach' }, migration: { fallbackPath: 'xen-bridged' } });
    expect(modelOf('nanos-2010', { fallback: 'virtio-net' }).migration?.fallbackPath).toBe('virtio-net');
    expect(modelOf('connectx3-fdr-2016').migration?.fallbackPath).toBe('virtio-net');
  });

  it('or moves with its VM where the NIC hands out its state: 2.5 s for 100,000 queue pairs and 0.1 s for as many regions', () => {
    const { capabilities, migration, origins } = modelOf('connectx7-vfio-2025');
    expect(capabilities).toMatchObject({ liveMigration: 'transparent', snapshot: 'supported' });
    expect(migration?.fallbackPath).toBeUndefined();
    expect(100_000 * (migration?.reconnectPerQueuePairNs ?? 0)).toBe(2.5e9);
    expect(100_000 * (migration?.reconnectPerRegionNs ?? 0)).toBe(0.1e9);
    // Origins speak of the way that was chosen, each parameter once.
    const saved = origins.filter(({ parameter }) => parameter === 'migration.saveNs');
    expect(saved).toMatchObject([{ value: 80e6, kind: 'fitted', record: 'sosp25.down' }]);
    expect(modelOf('connectx7-vfio-2025', { migration: 'reattach' }).origins.filter(({ parameter }) => parameter === 'migration.saveNs')).toMatchObject([{ value: 150e6, kind: 'judgement' }]);
  });
});
