import type { Measurement, Platform } from '@doorbell/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../contract/index.ts';
import { createRun, simulate } from '../engine/index.ts';
import { builtInManifest, resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { expand, overPaths, pathRequests } from '../plan/index.ts';
import { recordExperiment } from './records/scenario.ts';
import { replayExperiment, replayMetric } from './replay-experiment.ts';

type Asked = Partial<Pick<Measurement, 'quantity' | 'relation' | 'messageBytes' | 'layer' | 'libraryNs'>>;

/** Run of a preset on its testbed; the option values stand over the preset. */
function runOf(id: string, preset: string, asked: Asked, config: Readonly<Record<string, unknown>> = {}): { readonly value: number; readonly result: RunResult } {
  const measurement: Measurement = {
    id: 'asked', record: 'none', citation: 'None.', preset, quantity: 'half-round-trip', layer: 'raw', messageBytes: 8, value: 1, use: 'held-out', ...asked,
  };
  const testbed = builtInManifest(id).presets.find((each) => each.id === preset)?.testbed as Platform;
  const plain = replayExperiment(id, measurement, testbed);
  const path = { id, preset, config };
  const experiment = { ...plain, jobs: plain.jobs.map((job) => ({ ...job, paths: { sameHost: path, otherHost: path } })) };
  const { entries: [entry], findings } = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
  if (entry === undefined) throw new Error(findings[0]?.message);
  const run = createRun(entry.input);
  while (!run.advance(1_000_000));
  const outcome = run.outcome();
  if (!outcome.ok) throw new Error(outcome.failure.message);
  const { result } = outcome;
  return { value: result.metrics[replayMetric(measurement)]?.value ?? Number.NaN, result };
}

const value = (...of: Parameters<typeof runOf>): number => runOf(...of).value;

/**
 * Mean time of a collective of 64 bytes among eight ranks on each of two hosts. What the adapter takes for a byte was fitted to the host and
 * to the VM apart; one value for both, or the order in which sixteen ranks meet at it tells them apart.
 */
function collectiveNs(id: string, preset: string, collective: 'allgather' | 'allreduce' | 'reduce' | 'alltoall' | 'bcast'): number {
  const experiment = recordExperiment({
    path: { id, preset, config: { adapterPerByteNs: 0.16 } }, testbed: ['native', 'connectx3-fdr-2014'], hosts: 2, vms: { perHost: 1, vcpus: 8 }, placement: Array.from({ length: 16 }, (_, rank) => ({ host: rank < 8 ? 0 : 1, vm: 0 })),
    workload: { kind: 'collective', collective, size: 64, iterations: 10, warmup: 2 }, waiting: 'poll', libraryNs: 60,
  }, (path, of) => builtInManifest(path).presets.find((each) => each.id === of)?.testbed as Platform);
  const { entries: [entry], findings } = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
  if (entry === undefined) throw new Error(findings[0]?.message);
  const outcome = simulate(overPaths(entry.input));
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.result.metrics.collectiveLatency?.value ?? Number.NaN;
}

/** ns of all CPUs for each byte that was sent. */
function cpuPerByte({ result }: ReturnType<typeof runOf>): number {
  const seconds = ['guest-user', 'guest-kernel', 'hypervisor', 'driver-domain'].reduce((sum, executor) => sum + (result.metrics[`cpuSeconds.${executor}`]?.value ?? 0), 0);
  return (seconds * 1e9) / result.messages.reduce((sum, { bytes, messages }) => sum + bytes * messages, 0);
}

describe('one NIC for all paths: half a round trip of 8 bytes', () => {
  const latency = (id: string, relation: 'other-host' | 'same-host', config = {}): number => value(id, 'same-nic', { relation }, config);

  it('between hosts: passthrough, double bypass, SR-IOV, far behind them the bridge', () => {
    const [passthrough, doubleBypass, srIov, bridged] = ['passthrough', 'double-bypass', 'sr-iov', 'xen-bridged'].map((id) => latency(id, 'other-host'));
    expect(passthrough).toBeLessThanOrEqual(doubleBypass);
    expect(doubleBypass).toBeLessThanOrEqual(srIov);
    expect(srIov).toBeLessThan(bridged / 10);
  });

  it('a thin backend stays within 15 % of the same protocol over a function', () => {
    const split = latency('xen-mp', 'other-host');
    for (const direct of [latency('xen-mp', 'other-host', { backend: 'iov' }), latency('sr-iov', 'other-host', { flavour: 'ethernet-raw' })]) {
      expect(split).toBeGreaterThan(direct);
      expect(split / direct).toBeLessThan(1.15);
    }
  });

  it('within a host memory is first', () => {
    const others = ['double-bypass', 'sr-iov', 'vrdma', 'xen-mp', 'xen-bridged'].map((id) => latency(id, 'same-host'));
    expect(latency('inter-vm-shm', 'same-host')).toBeLessThan(Math.min(...others) / 4);
  });
});

describe('one NIC for all paths: CPU time for each byte of long messages', () => {
  let ns: Readonly<Record<string, number>>;
  beforeAll(() => {
    ns = Object.fromEntries(['native', 'xen-bridged', 'sr-iov', 'passthrough', 'double-bypass', 'vrdma', 'vfio-bypass', 'xen-mp', 'inter-vm-shm'].map((id) => (
      [id, cpuPerByte(runOf(id, 'same-nic', { quantity: 'bandwidth', messageBytes: 1 << 20, relation: id === 'inter-vm-shm' ? 'same-host' : 'other-host' }))])));
  });

  it('is reported for every path', () => {
    for (const [id, each] of Object.entries(ns)) expect([id, each > 0 && each < 10]).toEqual([id, true]);
  });

  it('is next to nothing where adapters place data, a copy or two where cores do, and most over the bridge', () => {
    for (const id of ['passthrough', 'double-bypass', 'sr-iov']) expect(ns[id]).toBeLessThan(ns['xen-mp'] / 10);
    expect(ns['inter-vm-shm']).toBeLessThan(ns['xen-mp']);
    expect(ns['xen-mp']).toBeLessThan(ns.native);
    expect(ns.native).toBeLessThan(ns['xen-bridged'] / 2);
  });
});

describe('one adapter on the host and in a VM', () => {
  it.each(['allgather', 'allreduce', 'reduce', 'alltoall', 'bcast'] as const)('%s of 64 bytes among 16 ranks: the VM adds to it, and by no more than a message is longer', (collective) => {
    const latency = (id: string, preset: string): number => collectiveNs(id, preset, collective);
    const overhead = latency('passthrough', 'connectx3-fdr-2016') / latency('native', 'connectx3-fdr-2014') - 1;
    expect(overhead).toBeGreaterThan(0);
    expect(overhead).toBeLessThan(0.04);
  });
});

describe('published comparisons of two paths, none of them fitted', () => {
  it('Xen2MX 2012: 14 us through the split driver against 13 us over a function and 44 us over the bridge', () => {
    const split = value('xen-mp', 'xen2mx-2012', { messageBytes: 1 });
    expect(split / value('xen-mp', 'xen2mx-iov-2012', { messageBytes: 1 }) / (14 / 13)).toBeCloseTo(1, 1);
    expect(value('xen-bridged', 'xen2mx-2012', { messageBytes: 1 }) / split / (44 / 14)).toBeCloseTo(1, 1);
  });

  // Up to 5 times. Both ranks poll here, so neither path pays for waking them; what is left of the bridge is its own pass.
  it('XenLoop 2008: round trips several times shorter than through netfront and netback, no more than 5', () => {
    const stack = { sendPerSegmentNs: 2000, receivePerSegmentNs: 2000 };
    const loop = value('inter-vm-shm', 'xenloop-2008', { relation: 'same-host', messageBytes: 64 });
    const bridged = value('xen-bridged', 'nanos-2010', { relation: 'same-host', messageBytes: 64 }, stack);
    expect(bridged / loop).toBeGreaterThan(2);
    expect(bridged / loop).toBeLessThan(5);
  });
});
