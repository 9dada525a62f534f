import { describe, expect, it } from 'vitest';
import type { LoggopsInput, Measure, Operation, Quantity } from '../../contract/index.ts';
import { createRun } from '../create-run.ts';
import { engineVersion } from '../version.ts';
import { loggopsFromProgram } from './from-program.ts';
import { defaultLoggops } from './parameters.ts';

const { L, o, g, G } = defaultLoggops;
const start = (timer = 0): Operation => ({ op: 'start', timer });
const stop = (timer = 0): Operation => ({ op: 'stop', timer });
const send = (to: number, bytes = 1): Operation => ({ op: 'send', to, bytes, tag: 0 });
const receive = (from: number, bytes = 1): Operation => ({ op: 'receive', from, bytes, tag: 0 });
const isend = (to: number, request: number, bytes = 1): Operation => ({ op: 'isend', to, bytes, tag: 0, request });
const compute = (ns: number): Operation => ({ op: 'compute', ns });
const waitall: Operation = { op: 'waitall' };

function flowOf(ranks: readonly (readonly Operation[])[]): string {
  const writing = loggopsFromProgram({ layer: 'mpi', ranks }, undefined, true);
  return writing.ok ? writing.program.flow.kind : writing.message;
}

function metricsOf(ranks: readonly (readonly Operation[])[], measures: readonly Measure[]): Readonly<Record<string, Quantity>> {
  const input: LoggopsInput = { format: 1, engine: engineVersion, kernel: 'loggops', loggops: defaultLoggops, ranks: ranks.length, program: { layer: 'mpi', ranks }, measures, seed: 0, workloadKind: 'test' };
  const run = createRun(input);
  while (!run.advance(50));
  const outcome = run.outcome();
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.result.metrics;
}

/** What timers from 0 on measured: mean and most. */
function timed(ranks: readonly (readonly Operation[])[], timers = 1): readonly (readonly [number | undefined, number | undefined])[] {
  const numbers = Array.from({ length: timers }, (_, timer) => timer);
  const metrics = metricsOf(ranks, numbers.flatMap((timer): readonly Measure[] => [{ metric: `mean${timer}`, of: 'timer-mean', timer, by: 1 }, { metric: `most${timer}`, of: 'timer-max', timer, by: 1 }]));
  return numbers.map((timer) => [metrics[`mean${timer}`]?.value, metrics[`most${timer}`]?.value]);
}

/** Two ranks more, whose program cannot be phases: all are a graph then. */
const asGraph = (ranks: readonly (readonly Operation[])[]): readonly (readonly Operation[])[] => {
  const other = ranks.length + 1;
  return [...ranks, [isend(other, 0), compute(10), compute(20), waitall], [receive(ranks.length)]];
};

describe('clocks under the LogGOPS model', () => {
  const half = o + L + o;
  const pingPong: readonly (readonly Operation[])[] = [
    [compute(777), { op: 'loop', count: 5, body: [start(), send(1), receive(1), stop()] }, { op: 'loop', count: 3, body: [start(1), compute(100), stop(1), compute(1)] }],
    [{ op: 'loop', count: 5, body: [receive(0), send(0)] }],
  ];

  it('measure what is between them, in loops and in graphs', () => {
    expect([flowOf(pingPong), flowOf(asGraph(pingPong))]).toEqual(['loops', 'graph']);
    // The first message waits for the late start of its sender, on the other side only.
    for (const ranks of [pingPong, asGraph(pingPong)]) expect(timed(ranks, 2)).toEqual([[2 * half, 2 * half], [100, 100]]);
  });

  it('measure a window of sends that are waited for together', () => {
    const window = 4;
    const posts = Array.from({ length: window }, (_, i) => isend(1, i, 1000));
    const ranks: readonly (readonly Operation[])[] = [[compute(5000), start(), ...posts, waitall, stop()], Array.from({ length: window }, () => receive(0, 1000))];
    expect(flowOf(ranks)).toBe('loops');
    // One send each gap, and the processor's part of the last.
    for (const program of [ranks, asGraph(ranks)]) expect(timed(program)).toEqual([[(window - 1) * (g + 999 * G) + o, (window - 1) * (g + 999 * G) + o]]);
  });

  it('are read before what is posted already, and after what blocked since', () => {
    const before: readonly (readonly Operation[])[] = [[start(), compute(50), isend(1, 0), stop(), waitall], [receive(0)]];
    expect(flowOf(before)).toBe('loops');
    for (const program of [before, asGraph(before)]) expect(timed(program)).toEqual([[50, 50]]);
    const after: readonly (readonly Operation[])[] = [[start(), isend(1, 0), compute(3000), stop(), waitall], [receive(0)]];
    expect(flowOf(after)).toBe('graph');
    // The send is first in line for the processor.
    expect(timed(after)).toEqual([[o + 3000, o + 3000]]);
  });

  it('begin with their rank', () => {
    const ranks: readonly (readonly Operation[])[] = [[start(), compute(40), stop()], [start(), compute(60), stop()]];
    for (const program of [ranks, asGraph(ranks)]) expect(timed(program)).toEqual([[50, 60]]);
  });

  it('count intervals for rates and shares', () => {
    const ranks = [1, 2, 3, 4].map((k): readonly Operation[] => [start(), compute(k * 1000), stop()]);
    const metrics = metricsOf(ranks, [
      { metric: 'rate', of: 'timer-rate', timer: 0, by: 10, unit: '1/s' }, { metric: 'p50', of: 'timer-p50', timer: 0, by: 1 }, { metric: 'other', of: 'timer-mean', timer: 3, by: 1 },
    ]);
    expect(metrics.rate).toEqual({ value: (4 * 10 * 1e9) / 2500, unit: '1/s' });
    expect(Math.abs((metrics.p50?.value ?? 0) / 2000 - 1)).toBeLessThan(1 / 128);
    expect(metrics.other).toBeUndefined();
  });

  it('are left out where nobody wants to know', () => {
    const writing = loggopsFromProgram({ layer: 'mpi', ranks: pingPong });
    expect(writing.ok && writing.program.timers).toBeUndefined();
  });
});
