import type { CollectiveOperation, Operation, RunInput } from '../contract/index.ts';
import { compile, type Code } from './code.ts';
import { createConnections, type Connections } from './connections.ts';
import { createHandles, type Handles } from './handles.ts';
import { layersOf, type Layers } from './layers.ts';
import type { Profiles } from './profiles.ts';
import { createRandom, type Random } from './random.ts';
import { createReceives, type Receives } from './receives.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { createTimers, type Timers } from './timers.ts';

/** What a rank waits for. `send`: also a put or get; `list`, `any`: handles of one instruction; `graph`: any of the operations under way. */
export const wait = { nothing: 0, send: 1, receive: 2, all: 3, list: 4, any: 5, probe: 6, graph: 7 } as const;

/** Programs of all ranks and how far they are. */
export interface Ranks {
  readonly profiles: Profiles;
  readonly layers: Layers;
  readonly connections: Connections;
  readonly receives: Receives;
  readonly handles: Handles;
  readonly schedules: Schedules;
  /** What each rank runs: its program or its part of a collective. */
  readonly code: Code[];
  /** By rank; none where computing has no noise. */
  readonly noise: readonly Random[];
  /** By rank, where programs vary their compute phases: a stream of its own, so that the draws do not depend on noise or path. */
  readonly variation: Random[];
  readonly at: Int32Array;
  readonly loops: Float64Array[];
  /** First handle of the code that runs. */
  readonly handleBase: Int32Array;
  /** The collective a rank is in, and where its program goes on after it. */
  readonly call: (CollectiveOperation | undefined)[];
  readonly returnTo: Int32Array;
  readonly program: readonly Code[];
  readonly programLoops: readonly Float64Array[];
  readonly programHandles: Int32Array;
  readonly waitsFor: Uint8Array;
  /** Message, request or instruction of the wait. */
  readonly waitsOn: Int32Array;
  /** Handles of a list that are still open. */
  readonly missing: Int32Array;
  /** Requests that are open, and those of a collective that the rank is in. */
  readonly open: Int32Array;
  readonly openInside: Int32Array;
  /** Sender and tag of the message received last; -1: none yet. */
  readonly source: Int32Array;
  readonly sourceTag: Int32Array;
  /** Unexpected message that the rank is copying out; -1: none. */
  readonly copying: Int32Array;
  /** The wait is over and the rank is on its way back to its program. */
  readonly waking: Uint8Array;
  readonly timers: Timers;
  readonly finishedNs: Float64Array;
  finished: number;
  /** Messages and collectives posted, and those in the programs, for progress. */
  posted: number;
  readonly expected: number;
}

/** All ranks before their first instruction. */
export function createRanks(input: RunInput, profiles: Profiles): Ranks {
  const count = input.places.length;
  const compiled = new Map<readonly Operation[], { readonly code: Code; readonly sends: number }>();
  let expected = 0;
  let last: Code | undefined;
  const code = input.program.ranks.map((operations) => {
    const known = compiled.get(operations) ?? { code: compile(operations, undefined, last), sends: countSends(operations) };
    last = known.code;
    compiled.set(operations, known);
    expected += known.sends;
    return known.code;
  });
  const programHandles = new Int32Array(count);
  let handles = 0;
  code.forEach((c, rank) => {
    programHandles[rank] = handles;
    handles += c.handles.length;
  });
  const programLoops = code.map((c) => new Float64Array(c.counters));
  const none = (): Int32Array => new Int32Array(count).fill(-1);
  return {
    profiles, layers: layersOf(input), connections: createConnections(input.manager !== undefined), receives: createReceives(count), handles: createHandles(handles), schedules: createSchedules(input),
    code: [...code], program: code, programLoops, programHandles,
    noise: input.noise.compute === 0 ? [] : Array.from({ length: count }, (_, rank) => createRandom(input.seed, rank + 1)), variation: [],
    at: new Int32Array(count), loops: [...programLoops], handleBase: programHandles.slice(), call: Array.from({ length: count }), returnTo: new Int32Array(count),
    waitsFor: new Uint8Array(count), waitsOn: none(), missing: new Int32Array(count), open: new Int32Array(count), openInside: new Int32Array(count),
    source: none(), sourceTag: none(), copying: none(), waking: new Uint8Array(count), timers: createTimers(input.program.timers ?? 0, count), finishedNs: new Float64Array(count), finished: 0, posted: 0, expected,
  };
}

/** Draws for the compute phases of `rank`. Streams of noise have the numbers from -2 up. */
export function variationOf(ranks: Ranks, seed: number, rank: number): Random {
  return (ranks.variation[rank] ??= createRandom(seed, -3 - rank));
}

function countSends(operations: readonly Operation[]): number {
  let count = 0;
  for (const o of operations) {
    if (o.op === 'send' || o.op === 'isend' || o.op === 'put' || o.op === 'get' || o.op === 'collective') count++;
    else if (o.op === 'loop') count += o.count * countSends(o.body);
  }
  return count;
}
