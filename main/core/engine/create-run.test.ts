import { describe, expect, it } from 'vitest';
import type { LoggopsInput, Program } from '../contract/index.ts';
import { defaultCore } from '../workloads/index.ts';
import { createRun } from './create-run.ts';
import { defaultLoggops } from './loggops/index.ts';
import type { Outcome } from './simulation.ts';
import { runInput } from './testing/run-input.ts';
import type { TraceProgram } from './trace-program.ts';
import { engineVersion } from './version.ts';

const loggops = (parts: Partial<LoggopsInput>): LoggopsInput => ({
  format: 1, engine: engineVersion, kernel: 'loggops', loggops: defaultLoggops, ranks: 2, program: { layer: 'mpi', ranks: [] }, seed: 0, workloadKind: 'test', ...parts,
});

function end(...[input, trace]: Parameters<typeof createRun>): Outcome {
  const run = createRun(input, trace);
  while (!run.advance(100));
  return run.outcome();
}

const pingPong: Program = {
  layer: 'mpi',
  ranks: [
    [{ op: 'loop', count: 10, body: [{ op: 'send', to: 1, bytes: 8, tag: 0 }, { op: 'receive', from: 1, bytes: 8, tag: 0 }] }],
    [{ op: 'loop', count: 10, body: [{ op: 'receive', from: 0, bytes: 8, tag: 0 }, { op: 'send', to: 0, bytes: 8, tag: 0 }] }],
  ],
};
const flops: TraceProgram = { kind: 'program', ranks: 2, programFor: (nsPerFlop) => ({ layer: 'mpi', ranks: [[{ op: 'compute', ns: 1000 * nsPerFlop }], []] }) };

describe('a run', () => {
  it('under the LogGOPS model takes a program of any workload, and measures what ends of ranks tell', () => {
    const outcome = end(loggops({ program: pingPong, measures: [
      { metric: 'halfRoundTrip', of: 'return-interval' }, { metric: 'timePerIteration', of: 'run-mean', by: 10 }, { metric: 'rate', of: 'run-rate', by: 20, unit: '1/s' },
      { metric: 'goodput', of: 'delivered-rate' }, { metric: 'latency', of: 'timer-mean', timer: 0, by: 1 },
    ] }));
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { L, o, G } = defaultLoggops;
    // Sent, under way, and taken in by the other side, all bytes but the first.
    const half = o + L + o + 7 * G;
    expect(outcome.result.metrics).toMatchObject({
      executionTime: { value: 20 * half, unit: 'ns' }, halfRoundTrip: { value: half, unit: 'ns' }, timePerIteration: { value: 2 * half, unit: 'ns' },
      rate: { value: 1e9 / half, unit: '1/s' }, goodput: { value: (160 * 1e9) / (20 * half), unit: 'B/s' },
    });
    expect(outcome.result.metrics.latency).toBeUndefined();
    expect(outcome.result.traffic).toEqual([[0, 1, 10, 80], [1, 0, 10, 80]]);
  });

  it('of a trace that counts floating-point operations takes as long as its cores need, on both kernels', () => {
    const trace = { format: 'ti' as const, sha256: '0'.repeat(64), ranks: 2, nsPerFlop: 0.5 / defaultCore.flopsPerCycle };
    const over = { ...runInput({ ranks: [[], []] }), program: { layer: 'mpi' as const, ranks: [] }, trace };
    for (const outcome of [end(over, flops), end(loggops({ trace }), flops)]) {
      if (!outcome.ok) throw new Error(outcome.failure.message);
      expect(outcome.result.ranks.map(({ computeNs, finishedNs }) => [computeNs, finishedNs])).toEqual([[500, 500], [0, 0]]);
    }
  });

  it('is refused with what it lacks', () => {
    const trace = { format: 'ti' as const, sha256: '0'.repeat(64), ranks: 2 };
    expect(end(loggops({ trace }))).toMatchObject({ ok: false, failure: { kind: 'invalid-input', message: 'The trace of the run was not read.' } });
    expect(end({ ...runInput({ ranks: [[], [], []] }), trace }, flops)).toMatchObject({ ok: false, failure: { kind: 'invalid-input', message: 'The trace has 2 ranks, the run 3.' } });
    const oneSided: Program = { layer: 'mpi', ranks: [[{ op: 'put', to: 1, bytes: 8 }], []] };
    expect(end(loggops({ program: oneSided }))).toMatchObject({ ok: false, failure: { kind: 'invalid-input', hint: 'Choose a data path for this workload.' } });
  });
});
