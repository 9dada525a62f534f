import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGeneralSimulation } from '../general.ts';
import { createGraphBuilder } from '../graph-builder.ts';
import { createLoopBuilder } from '../loop-builder.ts';
import type { LoggopsParameters } from '../parameters.ts';
import { wildcard, type LoggopsProgram } from '../program.ts';
import type { LoggopsSimulation } from '../outcome.ts';
import { createSingleSimulation, isSingle } from './simulation.ts';

interface Step {
  readonly kind: 'send' | 'receive' | 'calculate';
  readonly peer: number;
  readonly bytes: number;
  readonly tag: number;
  readonly ns: number;
  /** How far back the operations are that it waits for. */
  readonly afterEnd: readonly number[];
  readonly afterStart: readonly number[];
  readonly closes: boolean;
}

const bytes = fc.constantFrom(0, 1, 8, 8, 8, 1000, 4096, 100_000);
const some = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 });

/** Operations of some ranks. Every message has a receive, at any place of its rank, except for a few; few wildcards. */
function ranksOf(most: number): fc.Arbitrary<readonly (readonly Step[])[]> {
  const rest = { bytes, ns: fc.oneof({ weight: 6, arbitrary: fc.nat(9000) }, { weight: 1, arbitrary: fc.nat(10_000_000) }), afterEnd: some, afterStart: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some }), closes: fc.boolean() };
  const tag = fc.oneof({ weight: 12, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: fc.constant(wildcard) });
  const message = fc.record({ ...rest, from: fc.nat(most - 1), to: fc.nat(most - 1), tag, at: fc.nat(), with: fc.nat(), any: fc.nat(15), lost: fc.nat(60) });
  const calculation = fc.record({ ...rest, rank: fc.nat(most - 1), at: fc.nat() });
  return fc.tuple(fc.array(message, { maxLength: 40 }), fc.array(calculation, { maxLength: 20 })).map(([messages, calculations]) => {
    const ranks: Step[][] = Array.from({ length: most }, () => []);
    const insert = (rank: number, at: number, step: Step): void => void ranks[rank].splice(at % (ranks[rank].length + 1), 0, step);
    for (const { from, to, at, with: other, any, lost, ...step } of messages) {
      insert(from, at, { ...step, kind: 'send', peer: to });
      if (lost > 0) insert(to, other, { ...step, kind: 'receive', peer: any === 0 ? wildcard : from, tag: any === 1 ? wildcard : step.tag });
    }
    for (const { rank, at, ...step } of calculations) insert(rank, at, { ...step, kind: 'calculate', peer: 0, tag: 0 });
    return ranks;
  });
}

function graphOf(ranks: readonly (readonly Step[])[], starts: boolean): LoggopsProgram {
  const builder = createGraphBuilder();
  for (const steps of ranks) {
    builder.beginRank();
    const numbers: number[] = [];
    steps.forEach(({ kind, peer, bytes: size, tag, ns, afterEnd, afterStart }, i) => {
      const number = kind === 'send' ? builder.send(peer, size, tag, 0, 0) : kind === 'receive' ? builder.receive(peer, size, tag, 0, 0) : builder.calculate(ns, 0);
      numbers.push(number);
      for (const back of afterEnd) if (back <= i) builder.afterEnd(number, numbers[i - back]);
      if (starts) for (const back of afterStart) if (back <= i) builder.afterStart(number, numbers[i - back]);
    });
  }
  return builder.finish();
}

function loopsOf(ranks: readonly (readonly Step[])[], times: number): LoggopsProgram {
  const builder = createLoopBuilder();
  for (const steps of ranks) {
    builder.beginRank();
    builder.repeat(times, () => {
      for (const { kind, peer, bytes: size, tag, ns, closes } of steps) {
        if (kind === 'send') builder.send(peer, size, tag);
        else if (kind === 'receive') builder.receive(peer, size, tag);
        else builder.calculate(ns);
        if (closes) builder.endPhase();
      }
    });
  }
  return builder.finish();
}

const parameters: fc.Arbitrary<LoggopsParameters> = fc.record({
  L: fc.constantFrom(0, 1, 2500, 200_000), o: fc.constantFrom(0, 10, 1500), g: fc.constantFrom(0, 7, 1000), G: fc.constantFrom(0, 0.25, 6), O: fc.constantFrom(0, 1, 9), S: fc.constantFrom(0, 8, 65_535),
});

function outcome(simulation: LoggopsSimulation, events: number) {
  while (!simulation.advance(events));
  const result = simulation.outcome();
  return result.ok ? { ...result.result, finishNs: [...result.result.finishNs], processorsNs: [...result.result.processorsNs] } : result.waiting;
}

describe('one processor and one interface per host', () => {
  const program = fc.oneof(
    fc.tuple(ranksOf(5), fc.boolean()).map(([ranks, starts]) => graphOf(ranks, starts)),
    fc.tuple(ranksOf(5), fc.integer({ min: 1, max: 4 })).map(([ranks, times]) => loopsOf(ranks, times)),
  );

  it('end when they do in the general simulation, or wait for the same, however many events are handled at a time', () => {
    let ended = 0;
    let waited = 0;
    fc.assert(fc.property(program, parameters, fc.integer({ min: 1, max: 100 }), (random, costs, events) => {
      if (!isSingle(random, costs)) return;
      const expected = outcome(createGeneralSimulation(random, costs), 1_000_000);
      expect(outcome(createSingleSimulation(random, costs), events)).toEqual(expected);
      if ('finishNs' in expected) ended++;
      else waited++;
    }), { numRuns: 1500, seed: 20_261 });
    expect({ ended: ended > 300, waited: waited > 100 }).toEqual({ ended: true, waited: true });
  });

  it('are those that never go back in time and read no clocks', () => {
    const empty = graphOf([[{ kind: 'send', peer: 0, bytes: 0, tag: 0, ns: 0, afterEnd: [], afterStart: [], closes: true }]], false);
    const costs = { L: 1, o: 5, g: 1, G: 6, O: 0, S: 8 };
    expect([isSingle(empty, costs), isSingle(empty, { ...costs, o: 6 }), isSingle({ ...empty, cpus: 2 }, { ...costs, o: 6 }), isSingle({ ...empty, timers: 1 }, { ...costs, o: 6 })]).toEqual([false, true, false, false]);
  });
});
