import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/index.ts';
import { resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand, pathRequests } from '../plan/index.ts';

/** A metric of the only run of a document without noise. */
function metric(name: string, { hosts = 2, cores = 8, vms = '{ perHost: 1, vcpus: 2 }', ranks = 2, workload, path }: {
  readonly hosts?: number; readonly cores?: number; readonly vms?: string; readonly ranks?: number; readonly workload: string; readonly path: string;
}): number {
  const { experiment, findings } = parseExperiment(`
name: mechanism
cluster:
  hosts: ${hosts}
  host: { cores: ${cores}, coreHz: 2.0 GHz }
  nic: { model: test, linkBitsPerSecond: 10 Gb/s, mtuBytes: 9000, gsoBytes: 64 KiB, functions: 16, offloads: [checksum, tso] }
jobs:
  - ranks: ${ranks}
    vms: ${vms}
    paths: ${path}
    workload: ${workload}
    mpi: { waiting: ${workload.includes('streams') ? 'block' : 'poll'}, sendOverheadNs: 0 ns, receiveOverheadNs: 0 ns }
replicates: 1
noise: { compute: 0 %, startSkewNs: 0 us, service: 0 % }
`);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  const { entries: [entry], findings: planned } = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
  if (entry === undefined) throw new Error(JSON.stringify(planned));
  const run = createRun(entry.input);
  while (!run.advance(1_000_000));
  const outcome = run.outcome();
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.result.metrics[name]?.value ?? Number.NaN;
}

describe('the bridged path', () => {
  const goodput = (config: string, vcpus = 1): number => metric('goodput', {
    vms: `{ perHost: 4, vcpus: ${vcpus} }`, ranks: 8, workload: '{ kind: streams, tool: netperf, streams: 4, bytesPerStream: 4 MiB }', path: `{ id: xen-bridged, config: { ${config} } }`,
  });

  it('is bound by its driver domain: more of them help until the link binds', () => {
    const [one, two, four] = [1, 2, 4].map((vcpus) => goodput(`pinning: pinned, driverDomainVcpus: ${vcpus}`));
    expect(two / one).toBeGreaterThan(1.8);
    expect(four).toBeGreaterThan(1.2e9);
    expect(four).toBeLessThan(1.2377e9);
  });

  it('gains by cores of its own, and little by flipping; a NIC that sorts lifts the driver domain off the way', () => {
    const plain = goodput('driverDomainVcpus: 1');
    expect(goodput('pinning: pinned') / plain).toBeGreaterThan(1.01);
    expect(goodput('pinning: pinned') / plain).toBeLessThan(1.2);
    const flipped = goodput('pinning: pinned, delivery: flip') / goodput('pinning: pinned');
    expect(Math.abs(flipped - 1)).toBeLessThan(0.05);
    expect(goodput('nicKind: intelligent') / plain).toBeGreaterThan(2.5);
  });
});

describe('moderated interrupts of functions', () => {
  /** Of a core of the receiving host, spent on exits. */
  const share = (vms: number, moderationNs: number): number => {
    const run = (name: string): number => metric(name, {
      vms: `{ perHost: ${vms}, vcpus: 1 }`, ranks: 2 * vms, workload: `{ kind: streams, tool: netperf, streams: ${vms}, sendBytes: 1448 B, bytesPerStream: 1 MiB }`,
      path: `{ id: sr-iov, config: { moderationNs: ${moderationNs}, exitsPerInterrupt: 3, windowSegments: 64 } }`,
    });
    return run('cpuSeconds.hypervisor') / (run('executionTime') / 1e9);
  };

  it('cost by the second, whatever arrives in it: twice the pause is about half the exits', () => {
    const often = share(4, 100_000);
    // 10,000 a second of each function, with three exits of 1 us; the first comes at once, so there may be one more than that.
    expect(often / (4 * 10_000 * 3e-6)).toBeGreaterThan(0.97);
    expect(often / (4 * 10_000 * 3e-6)).toBeLessThan(1.01);
    expect(share(4, 200_000) / often).toBeGreaterThan(0.49);
    expect(share(4, 200_000) / often).toBeLessThan(0.51);
  });

  it('are paid for each function', () => {
    expect(share(4, 200_000) / share(1, 200_000)).toBeCloseTo(4, 0);
  });
});

describe('message passing over the split driver', () => {
  const latency = (config: string, size = '8 B'): number => metric('halfRoundTrip', { workload: `{ kind: ping-pong, size: ${size}, repetitions: 20, layer: raw }`, path: `{ id: xen-mp, config: { ${config} } }` });

  it('pays an event on each host for a backend that stops polling', () => {
    expect(latency('pollBudgetNs: 0') - latency('pollBudgetNs: 50000')).toBeCloseTo(10_000, -1);
  });

  it('keeps pages mapped from the first message on; without the cache each message maps them on both hosts', () => {
    expect(latency('grantCache: page', '8 KiB')).toBeLessThan(latency('grantCache: none', '8 KiB'));
    expect(latency('grantCache: none', '8 KiB') - latency('grantCache: none, grantMissNs: 0', '8 KiB')).toBeCloseTo(2 * 2 * 1000, -2);
    // The first of twenty round trips finds nothing mapped.
    const cold = latency('grantCache: page', '8 KiB') - latency('grantCache: page, grantMissNs: 0', '8 KiB');
    expect(cold).toBeGreaterThanOrEqual(0);
    expect(cold).toBeLessThan(400);
  });
});

describe('memory between VMs', () => {
  const rate = (pairs: number, config = ''): number => metric('bandwidth', {
    hosts: 1, cores: 16, vms: '{ perHost: 16, vcpus: 1 }', ranks: 2 * pairs, workload: `{ kind: osu, benchmark: ${pairs === 1 ? 'bw' : 'mbw-mr'}, size: 1 MiB, iterations: 2, warmup: 1, window: 8 }`,
    path: `{ id: inter-vm-shm, config: { ${config} } }`,
  });

  it('carries one pair as fast as a core copies, and many as fast as the memory of the host', () => {
    expect(rate(1) / 9.5e9).toBeCloseTo(1, 1);
    const ceiling = 51.2e9 / 3;
    expect(rate(8)).toBeLessThanOrEqual(ceiling * 1.001);
    expect(rate(8)).toBeGreaterThan(ceiling * 0.9);
    expect(rate(8, 'memoryBytesPerSecond: 1e12')).toBeGreaterThan(4 * ceiling);
  });

  it('fills its ring and waits when it has only a few segments', () => {
    expect(rate(1, 'ringSegments: 1')).toBeLessThan(0.6 * rate(1));
  });
});
