import { describe, expect, test } from 'vitest';
import { defaultLoggops, loggopsFromOperations, loggopsFromProgram, simulateLoggops, type LoggopsParameters, type LoggopsProgram } from '../engine/loggops/index.ts';
import { peerProgram, peerWorkloads } from '../engine/loggops/testing/peer-workloads.ts';
import { createTiReader, tiOperations, tiProgram, type TiTrace } from './index.ts';
import { tiText } from './testing/ti-text.ts';

function read(text: string): TiTrace {
  const reader = createTiReader();
  reader.write(text);
  const result = reader.end();
  if (!result.ok) throw new Error(result.error.message);
  return result.trace;
}

function replayed(trace: TiTrace): LoggopsProgram {
  const writing = loggopsFromOperations({ ranks: trace.ranks, operationsOf: (rank) => tiOperations(trace, rank, 1) });
  if (!writing.ok) throw new Error(writing.message);
  return writing.program;
}

function finish(program: LoggopsProgram, parameters: LoggopsParameters): readonly number[] {
  const outcome = simulateLoggops(program, parameters);
  if (!outcome.ok) throw new Error(outcome.waiting.operations[0]?.what);
  return [...outcome.result.finishNs];
}

describe('a trace of the workloads on which simulators are compared', () => {
  const small = peerWorkloads.filter(({ name }) => !name.endsWith('halo1d_1024')).map((workload) => ({ ...workload, ranks: { pingpong: 2, halo3d: 27 }[workload.pattern as string] ?? 16, iterations: 5 }));
  const rendezvous: LoggopsParameters = { ...defaultLoggops, O: 1, S: 1000 };

  test.each(small)('ends at every rank when the program does: $pattern', (workload) => {
    const program = peerProgram(workload);
    const trace = read(tiText(program));
    const again = replayed(trace);
    expect(again.flow.kind).toBe('loops');
    for (const parameters of [defaultLoggops, rendezvous]) expect(finish(again, parameters)).toEqual(finish(program, parameters));
  });

  test('is the same as a program and as a stream of operations', () => {
    const trace = read('0 init\n0 irecv 1 0 8\n0 compute 5\n0 compute 6\n0 wait 1 0 0\n1 send 0 0 8\n0 allreduce 8 3\n1 allreduce 8 3\n');
    const writing = loggopsFromProgram(tiProgram(trace, 1));
    expect(writing.ok && finish(writing.program, defaultLoggops)).toEqual(finish(replayed(trace), defaultLoggops));
    expect(replayed(trace).flow.kind).toBe('graph');
  });
});
