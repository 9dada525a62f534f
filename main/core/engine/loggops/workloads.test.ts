import { describe, expect, it } from 'vitest';
import { readGoal } from '../../goal/index.ts';
import { defaultLoggops } from './parameters.ts';
import type { LoggopsProgram } from './program.ts';
import { simulateLoggops } from './simulate.ts';
import type { LoggopsResult } from './outcome.ts';
import { goalText } from './testing/goal-text.ts';
import { peerProgram, peerWorkloads } from './testing/peer-workloads.ts';

function run(program: LoggopsProgram): LoggopsResult {
  const outcome = simulateLoggops(program, defaultLoggops);
  if (!outcome.ok) throw new Error(outcome.waiting.operations[0]?.what);
  return outcome.result;
}

const smaller: Readonly<Record<string, { readonly ranks: number; readonly iterations: number }>> = {
  pingpong: { ranks: 2, iterations: 20 }, halo1d: { ranks: 9, iterations: 12 }, halo3d: { ranks: 27, iterations: 3 }, ar_rdb: { ranks: 16, iterations: 4 },
  ar_ring: { ranks: 11, iterations: 2 }, a2a_pair: { ranks: 9, iterations: 3 }, a2a_lin: { ranks: 12, iterations: 3 },
};

describe('programs of loops', () => {
  it.each(peerWorkloads.map((workload) => [workload.name, workload] as const))('%s ends when its GOAL text does', (_, workload) => {
    for (const bytes of [workload.bytes, 100_000]) {
      const program = peerProgram({ ...workload, ...smaller[workload.pattern], bytes });
      const read = readGoal(goalText(program));
      if (!read.ok) throw new Error(read.error.message);
      expect(run(read.goal.program)).toEqual(run(program));
    }
  });

  it('end when LogGOPSim says, at full size', () => {
    for (const name of ['d_ar_rdb_1024', 'e_a2a_lin_256']) {
      const workload = peerWorkloads.find((other) => other.name === name);
      if (workload === undefined) throw new Error(`No workload is called ${name}.`);
      expect(run(peerProgram(workload)).maxNs).toBe(workload.maxNs);
    }
  });

  it('take as long per iteration, however often they are repeated', () => {
    const [pingpong] = peerWorkloads;
    const times = [1, 10, 1000].map((iterations) => run(peerProgram({ ...pingpong, iterations })).maxNs / iterations);
    expect(times).toEqual([11_084, 11_084, 11_084]);
  });
});
