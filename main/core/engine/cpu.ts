import type { DriverDomain } from '@doorbell/sdk';
import type { RunInput } from '../contract/index.ts';
import { allModelsOf } from './pair-models.ts';
import { toTicks } from './time.ts';

/** What an entity is doing. */
export const work = { none: 0, item: 1, compute: 2, overhead: 3, poll: 4 } as const;

/** What a rank's time is counted as; the buckets of one rank add up to the time that has passed. */
export const rankState = { start: 0, compute: 1, overhead: 2, waiting: 3, stolen: 4, stolenCompute: 5, paused: 6, finished: 7 } as const;

/** Stands for an item that came to its end: another one may have its number by now. */
export const over = 0x7fffffff;

/** States with a bucket: all but `finished`. */
export const countedStates = 7;

/** Turn of a rank of weight {@link usualWeight} among ranks that share a core, ns (a few scheduler ticks; judgement). */
export const guestSliceNs = 6_000_000;

/** Weight of a vCPU where nothing is said; a turn is as long as the weight says. */
export const usualWeight = 256;

/** Where an entity's values stand in its records of {@link Cpu}: what is looked at together lies together in memory. */
export const inEntity = {
  host: 0,
  /** Of a rank. */
  weight: 1,
  /** Core (host × coresPerHost + number) it is on or bound to; -1: a floating vCPU that is on none. */
  core: 2,
  running: 3,
  runnable: 4,
  /** Times that its VM is paused at once; 0: it runs. */
  paused: 5,
  /** 1: its own code decides what comes next: nothing may start on it meanwhile. */
  between: 6,
  /** One of {@link work}. */
  kind: 7,
  item: 8,
  /** Item whose work just ended, while it looks for its next stage; -1: none, {@link over}: it found its end. */
  finishing: 9,
  stamp: 10,
  programKind: 11,
  kernelHead: 12,
  kernelTail: 13,
  userHead: 14,
  userTail: 15,
  /** 1: the rank is inside an MPI call, or progress needs none. */
  inCall: 16,
  polling: 17,
  /** 1: it has been asleep since this was cleared. */
  slept: 18,
  lastMessage: 19,
  lastVisit: 20,
  /** Segments that wait or are served, and the most of them at once. */
  outstanding: 21,
  longest: 22,
  nextInQueue: 23,
  contended: 24,
  /** One of {@link rankState}. */
  state: 25,
  /** How the stage that its item is in goes on with the next one: of {@link pairing}. */
  pair: 26,
  /** In `ns`: what is left of its work, and since when it does it. */
  remaining: 0,
  since: 1,
  programRemaining: 2,
  /** When it last ended work. */
  lastEnd: 3,
  stateSince: 4,
  /** ns that the change of the core's owner still costs before the entity's work goes on. */
  switching: 5,
  /** Segments served, and what all of them waited, ns. */
  itemsServed: 6,
  waitNs: 7,
  creditAt: 8,
  /** ns by {@link rankState}, `countedStates` of them. */
  buckets: 9,
} as const;

/**
 * Cores and what runs on them. Entities are the ranks, each bound to a core or, where vCPUs float, to none, and after them
 * the driver domains' vCPUs, which float over their host's cores or own one. An entity serves kernel items first, then the library's items, then
 * its program, then polls.
 */
export interface Cpu {
  readonly ranks: number;
  readonly entities: number;
  readonly coresPerHost: number;
  /** Ranks float over the first `guestCores` cores of their host and wait in one queue, that of core number `cores + host`. */
  readonly floatingGuests: boolean;
  readonly guestCores: number;
  /** Driver domains' vCPUs of one host; those of host `h` are the entities from `ranks + h × vcpusPerHost`. */
  readonly vcpusPerHost: number;
  /** Of the driver domains; absent where no path has one. */
  readonly driver: DriverDomain | undefined;
  /** Records of {@link inEntity}: 32 integers and 16 floats for each entity. */
  readonly int: Int32Array;
  readonly ns: Float64Array;
  readonly busyNs: Float64Array;
  /** Contended time that a floating vCPU may still take, ns, as of `creditAt`. */
  readonly credit: Float64Array;
  readonly occupant: Int32Array;
  readonly lastOccupant: Int32Array;
  readonly queueHead: Int32Array;
  readonly queueTail: Int32Array;
  /** By core: when its owner came, ns that it had one, ns of those that a rank only polled, and how often one came. */
  readonly coreSince: Float64Array;
  readonly coreBusyNs: Float64Array;
  readonly corePollNs: Float64Array;
  readonly coreTurns: Float64Array;
  /** By core, and then by host for the queue of its floating ranks: entities in the queue, since when, ns × entities, and the most of them. */
  readonly queueCount: Int32Array;
  readonly queueSince: Float64Array;
  readonly queueNs: Float64Array;
  readonly queueMost: Int32Array;
  readonly sliceStamp: Int32Array;
  readonly sliceArmed: Uint8Array;
  /** Entity that just ended work for an item, while that looks for its next stage; -1: none. */
  serving: number;
  /** Ends of turns among the pending events, those included that have no meaning any more. */
  turnsPending: number;
  readonly nextVictim: Int32Array;
}

/** All entities asleep at time 0. */
export function createCpu(input: RunInput): Cpu {
  const declared = allModelsOf(input).find((model) => model.driverDomain !== undefined)?.driverDomain;
  const driver = declared === undefined ? undefined : { ...declared, sliceNs: toTicks(declared.sliceNs), switchNs: toTicks(declared.switchNs) };
  const perHost = driver?.vcpus ?? 0;
  const ranks = input.places.length;
  const entities = ranks + perHost * input.hosts;
  const coresPerHost = input.platform.host.cores;
  const pinned = driver?.pinning === 'pinned' ? Math.min(perHost, coresPerHost - 1) : 0;
  const int = new Int32Array(entities * 32);
  const ns = new Float64Array(entities * 16);
  const cores = coresPerHost * input.hosts;
  for (let e = 0; e < entities; e++) {
    for (const key of ['core', 'item', 'finishing', 'kernelHead', 'kernelTail', 'userHead', 'userTail', 'lastMessage', 'lastVisit', 'nextInQueue'] as const) int[e * 32 + inEntity[key]] = -1;
    int[(e << 5) | inEntity.inCall] = input.mpi.progress === 'asynchronous' ? 1 : 0;
    ns[(e << 4) | inEntity.lastEnd] = -1e15;
  }
  input.places.forEach((place, rank) => {
    int[(rank << 5) | inEntity.host] = place.host;
    int[(rank << 5) | inEntity.weight] = place.weight ?? usualWeight;
    int[(rank << 5) | inEntity.core] = place.host * coresPerHost + (place.core % (coresPerHost - pinned));
  });
  for (let e = ranks; e < entities; e++) {
    const host = Math.floor((e - ranks) / perHost);
    int[(e << 5) | inEntity.host] = host;
    if (pinned > 0) int[(e << 5) | inEntity.core] = host * coresPerHost + coresPerHost - 1 - (((e - ranks) % perHost) % pinned);
  }
  return {
    ranks, entities, coresPerHost, floatingGuests: input.floating === true, guestCores: coresPerHost - pinned, vcpusPerHost: perHost, driver, int, ns,
    busyNs: new Float64Array(entities), credit: new Float64Array(entities).fill(driver?.sliceNs ?? 0),
    occupant: new Int32Array(cores).fill(-1), lastOccupant: new Int32Array(cores).fill(-1),
    queueHead: new Int32Array(cores + input.hosts).fill(-1), queueTail: new Int32Array(cores + input.hosts).fill(-1),
    coreSince: new Float64Array(cores), coreBusyNs: new Float64Array(cores), corePollNs: new Float64Array(cores), coreTurns: new Float64Array(cores),
    queueCount: new Int32Array(cores + input.hosts), queueSince: new Float64Array(cores + input.hosts), queueNs: new Float64Array(cores + input.hosts), queueMost: new Int32Array(cores + input.hosts),
    sliceStamp: new Int32Array(cores), sliceArmed: new Uint8Array(cores), serving: -1, turnsPending: 0, nextVictim: new Int32Array(input.hosts),
  };
}

/** One entity more or less waits in the queue of a core, or of all cores of a host. */
export function countQueue(cpu: Cpu, core: number, more: 1 | -1, now: number): void {
  cpu.queueNs[core] += cpu.queueCount[core] * (now - cpu.queueSince[core]);
  cpu.queueSince[core] = now;
  cpu.queueCount[core] += more;
  if (cpu.queueCount[core] > cpu.queueMost[core]) cpu.queueMost[core] = cpu.queueCount[core];
}

/** Counts the time since the last change and enters `state`; answers the state before, -1 where there is no change. */
export function setState({ int, ns }: Cpu, rank: number, state: number, now: number): number {
  const before = int[(rank << 5) | inEntity.state];
  if (before === state || before === rankState.finished) return -1;
  const at = rank * 16;
  ns[at | inEntity.buckets + before] += now - ns[at | inEntity.stateSince];
  int[(rank << 5) | inEntity.state] = state;
  ns[at | inEntity.stateSince] = now;
  return before;
}

/** Counts the next `ns` of a rank as `stolen`, one of the two stolen states, and what follows as the state it is in. */
export function shiftToStolen({ int, ns }: Cpu, rank: number, stolen: number, lengthNs: number): void {
  if (int[(rank << 5) | inEntity.state] === rankState.finished) return;
  ns[(rank << 4) | inEntity.buckets + stolen] += lengthNs;
  ns[(rank << 4) | inEntity.stateSince] += lengthNs;
}

/** Writes what the rank's time up to `now` was: compute, overhead, waiting, stolen, start and paused, ns; they add up to it. */
export function spentSoFar({ int, ns }: Cpu, rank: number, now: number, into: Float64Array): void {
  const at = (rank << 4) | inEntity.buckets;
  const state = int[(rank << 5) | inEntity.state];
  const open = state === rankState.finished ? 0 : now - ns[(rank << 4) | inEntity.stateSince];
  into[0] = ns[at + rankState.compute];
  into[1] = ns[at + rankState.overhead];
  into[2] = ns[at + rankState.waiting];
  into[3] = ns[at + rankState.stolen] + ns[at + rankState.stolenCompute];
  into[4] = ns[at + rankState.start];
  into[5] = ns[at + rankState.paused];
  // A switch of the core's owner is counted as stolen ahead of its time.
  if (open < 0) into[3] += open;
  else if (state === rankState.compute) into[0] += open;
  else if (state === rankState.overhead) into[1] += open;
  else if (state === rankState.waiting) into[2] += open;
  else if (state === rankState.start) into[4] += open;
  else if (state === rankState.paused) into[5] += open;
  else into[3] += open;
}

/** The waiting part of {@link spentSoFar}. */
export function waitedSoFar({ int, ns }: Cpu, rank: number, now: number): number {
  const done = ns[(rank << 4) | inEntity.buckets + rankState.waiting];
  return int[(rank << 5) | inEntity.state] === rankState.waiting ? done + Math.max(0, now - ns[(rank << 4) | inEntity.stateSince]) : done;
}
