import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Experiment, RunResult, Workload } from '../contract/index.ts';
import { resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { simulate } from '../engine/simulation.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand, pathRequests } from '../plan/index.ts';
import { workloadAndRanks } from './testing/random-workload.ts';

/** One run of a workload, without noise unless asked for. */
function run(workload: Partial<Workload> & Pick<Workload, 'kind'>, { ranks, path = 'native', noise = 0, linkBitsPerSecond = 1e10, more = {} }: { readonly ranks?: number; readonly path?: string; readonly noise?: number; readonly linkBitsPerSecond?: number; readonly more?: object } = {}): RunResult {
  const text = JSON.stringify({
    name: 'simulated', cluster: { hosts: 2, host: { cores: 16 }, nic: { linkBitsPerSecond, mtuBytes: 9000, functions: 32 } }, replicates: 1, noise: { compute: noise, startSkewNs: 1e5 * noise, service: noise },
    jobs: [{ ...(ranks === undefined ? {} : { ranks }), vms: { perHost: 2, vcpus: 8 }, paths: path, workload, ...more }],
  });
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  const [entry, ...others] = planned(experiment);
  if (entry === undefined || others.length > 0) throw new Error('There is not one run.');
  expect('kernel' in entry.input).toBe(false);
  const outcome = simulate(entry.input as Parameters<typeof simulate>[0]);
  if (!outcome.ok) throw new Error(`${outcome.failure.message} ${outcome.failure.hint}`);
  // Who hands out tasks to whom is not known before.
  if (workload.kind !== 'manager-worker') expect(outcome.result.counts.messages).toBe(entry.work.messages);
  return outcome.result;
}

function planned(experiment: Experiment) {
  const plan = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
  if (plan.findings.some(({ severity }) => severity === 'error')) throw new Error(JSON.stringify(plan.findings));
  return plan.entries;
}

const metric = (result: RunResult, name: string): number => result.metrics[name]?.value ?? NaN;

describe('simulated', () => {
  it('every workload comes to its end, sends what was planned, and has its own metrics', () => {
    const seen = new Set<string>();
    fc.assert(fc.property(workloadAndRanks(9), fc.constantFrom(0, 0.02), ([workload, ranks], noise) => {
      // Native has no one-sided operations of its own.
      fc.pre(!(workload.kind === 'verbs' && /write|read/.test(workload.benchmark)));
      const result = run(workload, { ranks, noise });
      expect(result.ranks.length).toBe(ranks);
      for (const { value } of Object.values(result.metrics)) expect(Number.isFinite(value) && value >= 0).toBe(true);
      seen.add(workload.kind);
    }), { seed: 20_261_121, numRuns: 150 });
    expect(seen.size).toBe(12);
  });

  it.each(['xen-bridged', 'sr-iov', 'vfio-bypass'])('and over %s, with ranks that block while they wait', (path) => {
    fc.assert(fc.property(workloadAndRanks(8), ([workload, ranks]) => {
      fc.pre(!(workload.kind === 'verbs' && /write|read/.test(workload.benchmark)));
      expect(run(workload, { ranks, path, noise: 0.02, more: { mpi: { waiting: 'block' } } }).ranks.length).toBe(ranks);
    }), { seed: 20_261_122, numRuns: 40 });
  });

  it('no benchmark measures more than the link carries, however short it is', () => {
    const linkBitsPerSecond = 1e9;
    const sizes = { size: fc.integer({ min: 1, max: 1 << 20 }), iterations: fc.integer({ min: 1, max: 8 }), window: fc.integer({ min: 1, max: 16 }) };
    const benchmark = fc.oneof(
      fc.record({ kind: fc.constant('osu' as const), benchmark: fc.constantFrom('bw' as const, 'bibw' as const, 'mbw-mr' as const), warmup: fc.integer({ min: 0, max: 2 }), ...sizes }),
      fc.record({ kind: fc.constant('verbs' as const), benchmark: fc.constantFrom('send_bw' as const, 'write_bw' as const, 'read_bw' as const), ...sizes }),
    );
    fc.assert(fc.property(benchmark, fc.constantFrom('native', 'xen-bridged', 'sr-iov', 'vfio-bypass', 'passthrough'), (workload, path) => {
      const measured = metric(run(workload, { ranks: 2, path, linkBitsPerSecond, more: { vms: { perHost: 1, vcpus: 8 } } }), 'bandwidth');
      expect(measured).toBeGreaterThan(0);
      expect(measured).toBeLessThan((linkBitsPerSecond / 8) * (workload.benchmark === 'bibw' ? 2 : 1));
    }), { seed: 20_261_123, numRuns: 150 });
  });

  it('OSU latency is the half round trip that NetPIPE sees', () => {
    const osu = run({ kind: 'osu', benchmark: 'latency', size: 1000, iterations: 20, warmup: 3 });
    const netpipe = run({ kind: 'ping-pong', size: 1000, repetitions: 30 });
    expect(metric(osu, 'halfRoundTrip')).toBe(metric(netpipe, 'halfRoundTrip'));
  });

  it('bandwidth stays below the link, both directions carry more than one, and many pairs send more messages than one', () => {
    const size = 65_536;
    const bw = metric(run({ kind: 'osu', benchmark: 'bw', size, iterations: 10 }), 'bandwidth');
    const bibw = metric(run({ kind: 'osu', benchmark: 'bibw', size, iterations: 10 }), 'bandwidth');
    expect(bw).toBeGreaterThan(0.3e9);
    expect(bw).toBeLessThan(1.25e9);
    expect(bibw).toBeGreaterThan(bw);
    expect(bibw).toBeLessThan(2.5e9);
    const rate = (ranks: number): number => metric(run({ kind: 'osu', benchmark: 'mbw-mr', size: 8, iterations: 10 }, { ranks }), 'messageRate');
    expect(rate(8)).toBeGreaterThan(2 * rate(2));
  });

  it('a request waits for its slowest answer; the median is below the 99th percentile, and both above the service', () => {
    const one = run({ kind: 'request-response', servers: 4, serviceNs: 20_000, serviceVariation: 'exponential', requestsPerClient: 300 }, { ranks: 6 });
    const four = run({ kind: 'request-response', servers: 4, fanOut: 4, serviceNs: 20_000, serviceVariation: 'exponential', requestsPerClient: 300 }, { ranks: 6 });
    expect(metric(one, 'requestLatencyP50')).toBeLessThan(metric(one, 'requestLatencyP99'));
    expect(metric(one, 'requestLatency')).toBeGreaterThan(20_000);
    expect(metric(four, 'requestLatency')).toBeGreaterThan(1.5 * metric(one, 'requestLatency'));
    // Clients ask in a closed loop: what they see and how many answers come are two sides of one thing.
    expect(metric(one, 'requestRate') * metric(one, 'requestLatency') / 1e9 / 2).toBeGreaterThan(0.85);
    expect(metric(one, 'requestRate') * metric(one, 'requestLatency') / 1e9 / 2).toBeLessThanOrEqual(1);
  });

  it('uneven tasks are shared out: two workers take about half the time of one', () => {
    const time = (ranks: number): number => metric(run({ kind: 'manager-worker', tasks: 200, taskNs: 1e6, variation: 'exponential' }, { ranks }), 'executionTime');
    expect(time(3) / time(2)).toBeGreaterThan(0.35);
    expect(time(3) / time(2)).toBeLessThan(0.65);
  });

  it('one straggler holds everybody up in the shuffle', () => {
    const round = (stragglers: number): number => metric(run({ kind: 'mapreduce', inputBytesPerRank: 1e6, mapNsPerByte: 100, stragglers, stragglerFactor: 3 }, { ranks: 8 }), 'timePerRound');
    expect(round(1) - round(0)).toBeGreaterThan(0.9 * 2e8);
    expect(round(2) / round(1)).toBeCloseTo(1, 1);
  });

  it('halos under way while inner cells are computed save time where the library moves on by itself', () => {
    const step = (overlap: boolean, progress: string): number => metric(run({ kind: 'stencil-2d', grid: '2048x2048', iterations: 5, valuesPerCell: 64, overlap, compute: { flopsPerCell: 1, bytesPerCell: 4 } }, { ranks: 4, more: { mpi: { progress } } }), 'timePerIteration');
    expect(step(true, 'asynchronous')).toBeLessThan(0.98 * step(false, 'asynchronous'));
  });

  it('the algorithm of a sum decides: a ring of large vectors beats recursive doubling, not of small ones', () => {
    const latency = (algorithm: string, size: number): number => metric(run({ kind: 'collective', collective: 'allreduce', algorithm, size, iterations: 5, warmup: 1 }, { ranks: 16, more: { placement: 'intra-block' } }), 'collectiveLatency');
    // Below one element for each rank the ring is not used, as in Open MPI.
    expect(latency('ring', 1024)).toBeGreaterThan(latency('recursive-doubling', 1024));
    expect(latency('ring', 4 << 20)).toBeLessThan(latency('recursive-doubling', 4 << 20));
  });

  it('a socket buffer of one segment leaves a stream a part of its rate', () => {
    const rate = (windowBytes?: number): number => metric(run({ kind: 'streams', streams: 1, bytesPerStream: 8 << 20, ...(windowBytes === undefined ? {} : { windowBytes }) }), 'goodput');
    expect(rate(65_536)).toBeLessThan(0.9 * rate());
  });
});

describe('simulated over passthrough', () => {
  it('reads take a round trip, writes keep the link busy', () => {
    const verbs = (benchmark: 'write_lat' | 'read_lat' | 'send_lat' | 'write_bw', size: number): RunResult => run({ kind: 'verbs', benchmark, size, iterations: 200 }, { path: 'passthrough', more: { vms: { perHost: 1, vcpus: 8 } } });
    expect(metric(verbs('read_lat', 8), 'verbLatency')).toBeGreaterThan(metric(verbs('send_lat', 8), 'verbLatency'));
    expect(metric(verbs('write_lat', 8), 'verbLatency')).toBeGreaterThan(0);
    expect(metric(verbs('write_bw', 65_536), 'bandwidth')).toBeGreaterThan(0.8e9);
  });
});
