import type { CollectiveSettings, Operation } from '../contract/index.ts';

/**
 * Data that a message carries: its bytes, and which cells of the collective's data these are. Cells are bytes of the vector or of
 * all members' blocks after each other; of alltoall they are whole blocks. Only tests look at them, hence the function.
 */
export interface Piece {
  readonly bytes: number;
  readonly cells: () => readonly (readonly [from: number, to: number])[];
}

/** Where data lies in a member: 0 is its result, others are temporary. */
export type Slot = number;

/** Requests that are waited for together. */
export type Group = 'receives' | 'sends' | 'later';

/** A point-to-point step with the data that it moves. */
export type Step =
  | { readonly do: 'send'; readonly to: number; readonly tag: number; readonly piece: Piece; readonly slot: Slot; readonly synchronous?: boolean }
  | { readonly do: 'receive'; readonly from: number; readonly tag: number; readonly piece: Piece; readonly slot: Slot }
  | { readonly do: 'start-send'; readonly to: number; readonly tag: number; readonly piece: Piece; readonly slot: Slot }
  | { readonly do: 'start-receive'; readonly from: number; readonly tag: number; readonly piece: Piece; readonly slot: Slot; readonly group: Group }
  | { readonly do: 'wait'; readonly groups: readonly Group[] }
  /** Reduces what lies in one slot into another. */
  | { readonly do: 'combine'; readonly piece: Piece; readonly from: Slot; readonly into: Slot }
  /** Inside memory; its cost is neglected. */
  | { readonly do: 'copy'; readonly piece: Piece; readonly from: Slot; readonly into: Slot };

/** Takes the steps of one member in order. */
export interface Flow {
  emit(step: Step): void;
  /** `equal`: the caller knows that all iterations are the same but for the cells. Otherwise equal ones are found by comparing. */
  repeat(count: number, equal: boolean, body: (iteration: number) => void): void;
}

const groups: readonly Group[] = ['receives', 'sends', 'later'];

/** Request handles of collectives: the highest ones. Each names several open requests at a time. */
const handleOf = (group: Group): number => 65_535 - groups.indexOf(group);

/** The operation that a step is for the engine. A step without cost is none. */
export function lowerStep(step: Step, { reduceNsPerByte }: Pick<CollectiveSettings, 'reduceNsPerByte'>): Operation | undefined {
  switch (step.do) {
    case 'send': return { op: 'send', to: step.to, bytes: step.piece.bytes, tag: step.tag, ...(step.synchronous === true ? { synchronous: true } : {}) };
    case 'receive': return { op: 'receive', from: step.from, bytes: step.piece.bytes, tag: step.tag };
    case 'start-send': return { op: 'isend', to: step.to, bytes: step.piece.bytes, tag: step.tag, request: handleOf('sends') };
    case 'start-receive': return { op: 'ireceive', from: step.from, bytes: step.piece.bytes, tag: step.tag, request: handleOf(step.group) };
    case 'wait': return { op: 'waitall', requests: step.groups.map(handleOf) };
    case 'combine': return step.piece.bytes === 0 || reduceNsPerByte === 0 ? undefined : { op: 'pack', ns: step.piece.bytes * reduceNsPerByte };
    case 'copy': return undefined;
  }
}

/** A flow that collects operations: iterations that are equal become a loop. */
export function createLowering(settings: Pick<CollectiveSettings, 'reduceNsPerByte'>): Flow & { readonly operations: () => readonly Operation[] } {
  let out: Operation[] = [];

  /** What the body adds, aside. */
  function collect(body: () => void): Operation[] {
    const before = out;
    out = [];
    body();
    const added = out;
    out = before;
    return added;
  }

  function add(body: readonly Operation[], count: number): void {
    if (count > 1 && body.length > 0) out.push({ op: 'loop', count, body });
    else for (const operation of body) out.push(operation);
  }

  return {
    operations: () => out,
    emit(step) {
      const operation = lowerStep(step, settings);
      if (operation !== undefined) out.push(operation);
    },
    repeat(count, equal, body) {
      if (count <= 0) return;
      let last = collect(() => body(0));
      if (equal) {
        add(last, count);
        return;
      }
      let run = 1;
      for (let i = 1; i < count; i++) {
        const next = collect(() => body(i));
        if (sameOperations(last, next)) run++;
        else {
          add(last, run);
          last = next;
          run = 1;
        }
      }
      add(last, run);
    },
  };
}

function sameOperations(left: readonly Operation[], right: readonly Operation[]): boolean {
  return left.length === right.length && left.every((operation, at) => JSON.stringify(operation) === JSON.stringify(right[at]));
}
