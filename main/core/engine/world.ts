import type { RunFailure, RunInput } from '../contract/index.ts';
import type { Walk } from './attribution.ts';
import type { Cpu } from './cpu.ts';
import type { CriticalPaths } from './critical-path.ts';
import type { EventQueue } from './event-queue.ts';
import type { GraphRanks } from './graph-ranks.ts';
import type { Items } from './items.ts';
import type { Manager } from './manager/index.ts';
import type { Marks } from './marks.ts';
import type { Messages } from './messages.ts';
import type { Random } from './random.ts';
import type { Ranks } from './ranks.ts';
import type { Resources } from './resources.ts';
import type { StageStates } from './stage-states.ts';
import type { Statistics } from './statistics.ts';
import type { Topology } from './topology.ts';
import type { Vms } from './vms/vms.ts';

/** Kinds of events; an event is `kind + 8 × index`. */
export const eventKind = { stage: 0, cpu: 1, slice: 2, server: 3, batch: 4, start: 5, credit: 6, retry: 7 } as const;

/** Stamps of `retry` events: a ring's lost segment, a rate-capped key, traffic that was held for a VM. */
export const retryOf = { ring: 0, turns: 1, held: 2 } as const;

/**
 * All state of a simulation, and the calls that go up a layer: cpu and stages know nothing of messages,
 * transport knows nothing of programs.
 */
export interface World {
  now: number;
  failure: RunFailure | undefined;
  readonly input: RunInput;
  readonly topology: Topology;
  readonly queue: EventQueue;
  readonly items: Items;
  readonly marks: Marks;
  readonly messages: Messages;
  readonly resources: Resources;
  readonly states: StageStates;
  readonly cpu: Cpu;
  readonly ranks: Ranks;
  /** Of a trace that is a graph: takes the place of the ranks' programs. */
  readonly graph: GraphRanks | undefined;
  /** Absent: VMs stay where they are, and nothing stops them. */
  readonly manager: Manager | undefined;
  readonly statistics: Statistics;
  readonly vms: Vms;
  readonly walk: Walk;
  readonly paths: CriticalPaths;
  readonly noise: Random;
  /** A segment's work on an entity ended. */
  itemServed(item: number, entity: number): void;
  /** A segment passed stage `position`: transport looks whether that means anything. */
  itemPassed(item: number, position: number): void;
  /** The program work of a rank ended. */
  programDone(rank: number): void;
  /** A message's send buffer is free. */
  sendDone(message: number): void;
  /** A message nobody had asked for is kept for later. */
  messageKept(message: number): void;
  /** A receive request is complete: it got `message`. */
  receiveDone(rank: number, request: number, message: number): void;
}

/** Puts an event `ns` from now. */
export function after(world: World, ns: number, kind: number, index: number, stamp: number): void {
  world.queue.push(world.now + ns, kind + index * 8, stamp);
}
