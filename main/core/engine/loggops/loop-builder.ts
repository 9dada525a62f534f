import { withRoom } from './growing.ts';
import { addOperation, addRank, collected, createOperations } from './operations.ts';
import { opKind, stepKind, type LoggopsProgram } from './program.ts';
import { sortByKind } from './sort-by-kind.ts';

/** Phases of up to so many operations are sorted in place; like `sortByKind` this keeps the order within a kind. */
const shortPhase = 16;

/** Collects phases and loops over them, rank by rank. */
export interface LoopBuilder {
  /** The next rank begins; ranks are numbered from 0. */
  beginRank(): void;
  /** These add to the phase that comes next. Sizes in bytes, times in nanoseconds, tags as 32-bit values. */
  send(to: number, bytes: number, tag: number, cpu?: number, nic?: number): void;
  receive(from: number, bytes: number, tag: number, cpu?: number, nic?: number): void;
  calculate(ns: number, cpu?: number): void;
  /** What was added is posted together, and the next phase begins when all of it is over. */
  endPhase(): void;
  /** A clock is read between the phases before and the one that is being added to, or the next. */
  clock(timer: number, stops: boolean): void;
  /** What the body adds happens so often; a body may repeat again. */
  repeat(times: number, body: () => void): void;
  finish(): LoggopsProgram;
}

/** An empty program. */
export function createLoopBuilder(): LoopBuilder {
  const operations = createOperations();
  let stepStart = new Int32Array(64);
  let kinds = new Uint8Array(64);
  let first = new Int32Array(64);
  let second = new Int32Array(64);
  let steps = 0;
  let phaseFrom = 0;

  function addStep(kind: number, one: number, two: number): void {
    kinds = withRoom(kinds, steps + 1);
    first = withRoom(first, steps + 1);
    second = withRoom(second, steps + 1);
    kinds[steps] = kind;
    first[steps] = one;
    second[steps++] = two;
  }

  function isSorted(from: number, to: number): boolean {
    const { kind } = operations;
    for (let at = from + 1; at < to; at++) if (kind[at] < kind[at - 1]) return false;
    return true;
  }

  /** An operation and the one before it. */
  function swap(at: number): void {
    for (const column of [operations.kind, operations.peer, operations.tag, operations.size, operations.cpu, operations.nic]) {
      const before = column[at - 1];
      column[at - 1] = column[at];
      column[at] = before;
    }
  }

  /** Operations of the phase in order of kind, so that the run need not sort them each time. */
  function sortPhase(from: number, to: number): void {
    if (isSorted(from, to)) return;
    if (to - from <= shortPhase) {
      for (let at = from + 1; at < to; at++) for (let i = at; i > from && operations.kind[i] < operations.kind[i - 1]; i--) swap(i);
      return;
    }
    const order = Int32Array.from({ length: to - from }, (_, at) => from + at);
    sortByKind(order, order.length, operations.kind, new Int32Array(order.length));
    for (const key of ['kind', 'peer', 'tag', 'size', 'cpu', 'nic'] as const) {
      const old = operations[key].slice(from, to);
      for (let at = 0; at < order.length; at++) operations[key][from + at] = old[order[at] - from];
    }
  }

  function endPhase(): void {
    if (operations.count === phaseFrom) return;
    sortPhase(phaseFrom, operations.count);
    addStep(stepKind.phase, phaseFrom, operations.count);
    phaseFrom = operations.count;
  }

  return {
    beginRank() {
      endPhase();
      stepStart = withRoom(stepStart, operations.ranks + 2);
      stepStart[operations.ranks] = steps;
      addRank(operations);
    },
    send(to, bytes, tag, cpu = 0, nic = 0) { addOperation(operations, opKind.send, bytes, to, tag, cpu, nic); },
    receive(from, bytes, tag, cpu = 0, nic = 0) { addOperation(operations, opKind.receive, bytes, from, tag, cpu, nic); },
    calculate(ns, cpu = 0) { addOperation(operations, opKind.calculate, ns, 0, 0, cpu, 0); },
    endPhase,
    clock(timer, stops) { addStep(stepKind.clock, timer, stops ? 1 : 0); },
    repeat(times, body) {
      if (!(Number.isInteger(times) && times >= 0 && times <= 0x7fffffff)) throw new RangeError(`A loop cannot be repeated ${times} times: it must be a whole number below 2^31.`);
      endPhase();
      if (times === 0) return;
      const from = steps;
      body();
      endPhase();
      if (steps > from && times > 1) addStep(stepKind.repeat, from, times);
    },
    finish() {
      endPhase();
      stepStart[operations.ranks] = steps;
      const flow = {
        kind: 'loops' as const, stepStart: stepStart.subarray(0, operations.ranks + 1), stepKind: kinds.subarray(0, steps),
        first: first.subarray(0, steps), second: second.subarray(0, steps),
      };
      return { ...collected(operations), flow };
    },
  };
}
