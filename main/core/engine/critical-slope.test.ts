import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation, RunInput } from '../contract/index.ts';
import { resultFor } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { randomRun } from './testing/random-run.ts';
import { delay, path } from './testing/run-input.ts';

const stageIds = ['wire', 'in'] as const;

/** A path without queues: whatever takes time takes it beside everything else. */
function quietModel(costs: readonly number[], eagerLimitBytes: number): RunInput['models'] {
  const [wire, into] = stageIds.map((id, i) => delay(id, { perUnitNs: costs[i] }));
  // Messages of a connection leave the first stage one after the other, so nothing may take time there.
  const model = path({ send: [delay('out', {}), wire], receive: [into], protocol: { eagerLimitBytes } });
  return { otherHost: model, sameHost: model };
}

function scaledCompute(operations: readonly Operation[], factor: number): Operation[] {
  return operations.map((o) => {
    if (o.op === 'compute') return { ...o, ns: Math.round(o.ns) * factor };
    return o.op === 'loop' ? { ...o, body: scaledCompute(o.body, factor) } : o;
  });
}

/**
 * Where nobody queues for anything, the time of a run is the longest of all paths through it. The path that was found has
 * that length now, and it still exists when one kind of its parts takes `factor` times as long: the run takes at least
 * as long as that. A path that names a wrong cause breaks this for a factor above or below 1.
 */
test('the time of a run changes at least as its critical path says', () => {
  const parts = fc.record({
    input: randomRun({ noise: false }), costs: fc.tuple(fc.nat({ max: 9000 }), fc.nat({ max: 3000 })),
    eagerLimitBytes: fc.constantFrom(0, 1000, 1e9), factor: fc.constantFrom(0, 0.5, 2, 5),
  });
  let found = 0;
  fc.assert(fc.property(parts, ({ input, costs, eagerLimitBytes, factor }) => {
    const quiet = (compute: number, stages: readonly number[]): RunInput => ({
      ...input, places: input.places.map((_, rank) => ({ host: rank, vm: rank, core: 0 })), hosts: input.places.length, models: quietModel(stages, eagerLimitBytes),
      mpi: { ...input.mpi, sendOverheadNs: 0, receiveOverheadNs: 0, wakeUpNs: 0, sharedMemory: { ...input.mpi.sharedMemory, latencyNs: 0, bytesPerSecond: 1e30 } },
      program: { ...input.program, ranks: input.program.ranks.map((operations) => scaledCompute(operations, compute)) },
    });
    const { criticalPath } = resultFor(quiet(1, costs));
    if (criticalPath === undefined) throw new Error('no critical path');
    const time = (compute: number, stages: readonly number[]): number => resultFor(quiet(compute, stages)).metrics.executionTime.value;
    const of = (kind: string, stage?: string): number => criticalPath.parts.reduce((sum, part) => (part.kind === kind && (stage === undefined || ('stage' in part && part.stage === stage)) ? sum + part.ns : sum), 0);
    expect(time(factor, costs)).toBeGreaterThanOrEqual(criticalPath.totalNs + (factor - 1) * of('compute'));
    stageIds.forEach((id, i) => {
      const scaled = costs.map((cost, at) => (at === i ? cost * factor : cost));
      expect(time(1, scaled)).toBeGreaterThanOrEqual(criticalPath.totalNs + (factor - 1) * of('service', id));
    });
    if (of('compute') > 0 && of('service') > 0 && criticalPath.messages > 1) found++;
    expect(criticalPath.parts.filter((part) => part.kind === 'waiting' || part.kind === 'other')).toEqual([]);
  }), seeded(300));
  // The property is about paths that mix both.
  expect(found).toBeGreaterThan(40);
});
