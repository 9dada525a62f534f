import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggopsInput, LoggopsParameters, Operation, Program, RunResult } from '../../contract/index.ts';
import { buildWorkload } from '../../workloads/index.ts';
import { workloadAndRanks } from '../../workloads/testing/random-workload.ts';
import { readGoal } from '../../goal/index.ts';
import { createRun } from '../create-run.ts';
import { engineVersion } from '../version.ts';
import { createLoggopsRun } from './run-loggops.ts';
import { loggopsFromProgram } from './from-program.ts';
import { defaultLoggops } from './parameters.ts';
import { simulateLoggops } from './simulate.ts';

const { L, o, G } = defaultLoggops;

function inputOf(program: Program, more: Partial<LoggopsInput> = {}): LoggopsInput {
  return { format: 1, engine: engineVersion, kernel: 'loggops', loggops: defaultLoggops, ranks: program.ranks.length, program, seed: 0, workloadKind: 'test', ...more };
}

function run(ranks: readonly (readonly Operation[])[], more: Partial<LoggopsInput> = {}): RunResult {
  const simulation = createRun(inputOf({ layer: 'mpi', ranks }, more));
  while (!simulation.advance(100));
  const outcome = simulation.outcome();
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.result;
}

const send = (to: number, bytes: number, tag = 0): Operation => ({ op: 'send', to, bytes, tag });
const receive = (from: number, bytes: number, tag = 0): Operation => ({ op: 'receive', from, bytes, tag });
const compute = (ns: number): Operation => ({ op: 'compute', ns });

describe('messages under the LogGOPS model', () => {
  it('take from the start of their send to the end of their receive', () => {
    const half = o + L + o + 7 * G;
    const { messages, sizes, throughput, waitedFor, ranks } = run([
      [{ op: 'loop', count: 100, body: [send(1, 8), receive(1, 8)] }], [{ op: 'loop', count: 100, body: [receive(0, 8), send(0, 8)] }],
    ]);
    expect(messages).toEqual([{ path: 'loggops', relation: 'other-host', bytes: 8, messages: 200, meanNs: half, minNs: half, maxNs: half }]);
    expect(sizes).toEqual([{ fromBytes: 8, belowBytes: 16, messages: 200, bytes: 1600, minNs: half, meanNs: half, p50Ns: half, p99Ns: half, maxNs: half }]);
    expect(throughput?.messages.reduce((sum, count) => sum + count, 0)).toBe(200);
    expect(throughput?.bytes.reduce((sum, count) => sum + count, 0)).toBe(1600);
    expect(throughput?.latencyNs?.filter((ns) => ns > 0).every((ns) => ns === half)).toBe(true);
    expect(waitedFor).toEqual([[0, 1, ranks[0]?.waitingNs], [1, 0, ranks[1]?.waitingNs]]);
  });

  it('are over when their receive is posted, where they came before it', () => {
    // Idle until the message of rank 2, rank 1 takes in that of rank 0 first, and asks for it last.
    const { messages, waitedFor, ranks } = run([[send(1, 8)], [receive(2, 1), compute(1000), receive(0, 8)], [compute(100_000), send(1, 1)]]);
    const asked = 100_000 + o + L + o + 1000;
    expect(messages.map(({ bytes, maxNs }) => [bytes, maxNs])).toEqual([[8, asked], [1, o + L + o]]);
    expect(waitedFor).toEqual([[1, 2, ranks[1]?.waitingNs]]);
    expect(ranks[1]?.waitingNs).toBe(100_000 + o + L - (o + 7 * G));
  });

  it('that ask first keep their sender waiting for the receiver', () => {
    const bytes = 100_000;
    const { messages, waitedFor, ranks } = run([[send(1, bytes)], [compute(50_000), receive(0, bytes)]]);
    expect(messages).toMatchObject([{ bytes, maxNs: 50_000 + o + (bytes - 1) * G }]);
    expect(waitedFor).toEqual([[0, 1, 50_000 - o]]);
    expect(ranks.map(({ waitingNs }) => waitingNs)).toEqual([50_000 - o, 0]);
  });

  it('of an interface that needs a gap leave waiting that is for nobody', () => {
    const { waitedFor } = run([[send(1, 1000), send(1, 1000)], [receive(0, 1000), receive(0, 1000)]]);
    const gap = defaultLoggops.g + 999 * G - o;
    expect(waitedFor?.[0]).toEqual([0, -1, gap]);
  });

  it('of hosts with several processors are timed as well', () => {
    const read = readGoal('num_ranks 2\nrank 0 {\na: send 8b to 1 tag 0 cpu 1 nic 0\n}\nrank 1 {\na: recv 8b from 0 tag 0 cpu 1 nic 0\nb: calc 5 cpu 0\n}\n');
    if (!read.ok) throw new Error(read.error.message);
    const simulation = createLoggopsRun(inputOf({ layer: 'mpi', ranks: [] }), read.goal.program);
    while (!simulation.advance(10));
    expect(simulation.outcome()).toMatchObject({ ok: true, result: { messages: [{ bytes: 8, messages: 1, meanNs: o + L + o + 7 * G }] } });
    const outcome = simulation.outcome();
    expect(outcome.ok && outcome.result.waitedFor).toBeUndefined();
  });

  it('and clocks change no end of any rank, and add up', () => {
    const parameters: fc.Arbitrary<LoggopsParameters> = fc.record({
      L: fc.constantFrom(0, 1, 2500), o: fc.constantFrom(10, 1500), g: fc.constantFrom(0, 7, 1000), G: fc.constantFrom(0, 0.25, 6), O: fc.constantFrom(0, 1, 9), S: fc.constantFrom(0, 8, 65_535),
    });
    const host = { cores: 8, coreHz: 2e9 };
    const seen = { runs: 0, timed: 0, deadlocks: 0 };
    fc.assert(fc.property(workloadAndRanks(9), parameters, ([workload, ranks], loggops) => {
      const { program, measures } = buildWorkload(workload, { ranks, host });
      const plain = loggopsFromProgram(program);
      if (!plain.ok) return;
      const bare = simulateLoggops(plain.program, loggops);
      const simulation = createRun(inputOf(program, { loggops, measures }));
      while (!simulation.advance(100));
      const outcome = simulation.outcome();
      expect(outcome.ok).toBe(bare.ok);
      if (!outcome.ok || !bare.ok) return void seen.deadlocks++;
      const { result } = outcome;
      seen.runs++;
      expect(result.ranks.map(({ finishedNs }) => finishedNs)).toEqual([...bare.result.finishNs]);
      expect(result.counts).toMatchObject({ messages: bare.result.messages, events: bare.result.events });
      for (const rows of [result.messages, result.sizes ?? []]) expect(rows.reduce((sum, row) => sum + row.messages, 0)).toBe(result.counts.messages);
      for (const row of result.messages) expect(row.minNs <= row.meanNs * 1.000001 && row.meanNs <= row.maxNs * 1.000001 && row.minNs >= loggops.L).toBe(true);
      expect(result.throughput?.messages.reduce((sum, count) => sum + count, 0)).toBe(result.counts.messages);
      for (const { rank, waitingNs } of result.ranks) {
        const ns = result.waitedFor?.reduce((sum, [who, , waited]) => sum + (who === rank ? waited : 0), 0) ?? -1;
        expect(Math.abs(ns - waitingNs)).toBeLessThan(1e-3);
        expect(result.waitedFor?.every(([, , waited]) => waited > 0)).toBe(true);
      }
      // A rate of work that took no time is none.
      const timers = measures.filter((measure) => 'timer' in measure && measure.of !== 'timer-rate');
      for (const { metric } of timers) expect(result.metrics[metric]?.value).toBeGreaterThanOrEqual(0);
      seen.timed += timers.length;
    }), { numRuns: 300, seed: 20_263 });
    expect(seen.runs).toBeGreaterThan(150);
    expect(seen.timed).toBeGreaterThan(50);
    expect(seen.deadlocks).toBeLessThan(60);
  });
});
