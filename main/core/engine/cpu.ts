import type { DriverDomain } from '@doorbell/sdk';
import type { RunInput } from '../contract/index.ts';
import { modelsOf } from './pair-models.ts';
import { toTicks } from './time.ts';

/** What an entity is doing. */
export const work = { none: 0, item: 1, compute: 2, overhead: 3, poll: 4 } as const;

/** What a rank's time is counted as; the buckets of one rank add up to the time that has passed. */
export const rankState = { start: 0, compute: 1, overhead: 2, waiting: 3, stolen: 4, stolenCompute: 5, finished: 6 } as const;

/** States with a bucket: all but `finished`. */
export const countedStates = 6;

/** Turn of a rank of weight {@link usualWeight} among ranks that share a core, ns (a few scheduler ticks; judgement). */
export const guestSliceNs = 6_000_000;

/** Weight of a vCPU where nothing is said; a turn is as long as the weight says. */
export const usualWeight = 256;

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
  readonly driver?: DriverDomain;
  readonly host: Int32Array;
  /** Of each rank. */
  readonly weight: Int32Array;
  /** Core (host × coresPerHost + number) an entity is on or bound to; -1: a floating vCPU that is on none. */
  readonly core: Int32Array;
  readonly running: Uint8Array;
  readonly runnable: Uint8Array;
  readonly paused: Uint8Array;
  /** The entity's own code decides what comes next: nothing may start on it meanwhile. */
  readonly between: Uint8Array;
  readonly kind: Uint8Array;
  readonly item: Int32Array;
  /** Item whose work just ended, while it looks for its next stage; -1: none. */
  readonly finishing: Int32Array;
  readonly remaining: Float64Array;
  readonly since: Float64Array;
  readonly stamp: Int32Array;
  readonly programKind: Uint8Array;
  readonly programRemaining: Float64Array;
  readonly kernelHead: Int32Array;
  readonly kernelTail: Int32Array;
  readonly userHead: Int32Array;
  readonly userTail: Int32Array;
  /** The rank is inside an MPI call, or progress needs none. */
  readonly inCall: Uint8Array;
  readonly polling: Uint8Array;
  /** It has been asleep since this was cleared. */
  readonly slept: Uint8Array;
  /** ns when it last ended work. */
  readonly lastEnd: Float64Array;
  readonly lastMessage: Int32Array;
  readonly lastVisit: Int32Array;
  readonly busyNs: Float64Array;
  readonly itemsServed: Float64Array;
  /** Segments that wait or are served, the most of them at once, and what all of them waited, ns. */
  readonly outstanding: Int32Array;
  readonly longest: Int32Array;
  readonly waitNs: Float64Array;
  readonly nextInQueue: Int32Array;
  /** Contended time that a floating vCPU may still take, ns, as of `creditAt`. */
  readonly credit: Float64Array;
  readonly creditAt: Float64Array;
  readonly contended: Uint8Array;
  /** ns that the change of the core's owner still costs before the entity's work goes on. */
  readonly switching: Float64Array;
  readonly state: Uint8Array;
  readonly stateSince: Float64Array;
  /** ns by rank and state: rank × `countedStates` + state. */
  readonly buckets: Float64Array;
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
  /** Ends of turns among the pending events, those included that have no meaning any more. */
  turnsPending: number;
  readonly nextVictim: Int32Array;
}

/** All entities asleep at time 0. */
export function createCpu(input: RunInput): Cpu {
  const declared = modelsOf(input.models).find((model) => model.driverDomain !== undefined)?.driverDomain;
  const driver = declared === undefined ? undefined : { ...declared, sliceNs: toTicks(declared.sliceNs), switchNs: toTicks(declared.switchNs) };
  const perHost = driver?.vcpus ?? 0;
  const ranks = input.places.length;
  const entities = ranks + perHost * input.hosts;
  const coresPerHost = input.platform.host.cores;
  const pinned = driver?.pinning === 'pinned' ? Math.min(perHost, coresPerHost - 1) : 0;
  const host = new Int32Array(entities);
  const core = new Int32Array(entities).fill(-1);
  input.places.forEach((place, rank) => {
    host[rank] = place.host;
    core[rank] = place.host * coresPerHost + (place.core % (coresPerHost - pinned));
  });
  for (let e = ranks; e < entities; e++) {
    const number = (e - ranks) % perHost;
    host[e] = Math.floor((e - ranks) / perHost);
    if (pinned > 0) core[e] = host[e] * coresPerHost + coresPerHost - 1 - (number % pinned);
  }
  const cores = coresPerHost * input.hosts;
  const ints = (value: number): Int32Array => new Int32Array(entities).fill(value);
  return {
    ranks, entities, coresPerHost, floatingGuests: input.floating === true, guestCores: coresPerHost - pinned, vcpusPerHost: perHost, ...(driver === undefined ? {} : { driver }), host,
    weight: Int32Array.from(input.places, (place) => place.weight ?? usualWeight), core,
    running: new Uint8Array(entities), runnable: new Uint8Array(entities), paused: new Uint8Array(entities),
    between: new Uint8Array(entities), kind: new Uint8Array(entities), item: ints(-1), finishing: ints(-1),
    remaining: new Float64Array(entities), since: new Float64Array(entities), stamp: ints(0),
    programKind: new Uint8Array(entities), programRemaining: new Float64Array(entities),
    kernelHead: ints(-1), kernelTail: ints(-1), userHead: ints(-1), userTail: ints(-1),
    inCall: new Uint8Array(entities).fill(input.mpi.progress === 'asynchronous' ? 1 : 0), polling: new Uint8Array(entities), slept: new Uint8Array(entities),
    lastEnd: new Float64Array(entities).fill(-1e15), lastMessage: ints(-1), lastVisit: ints(-1), busyNs: new Float64Array(entities),
    itemsServed: new Float64Array(entities), outstanding: ints(0), longest: ints(0), waitNs: new Float64Array(entities), nextInQueue: ints(-1),
    credit: new Float64Array(entities).fill(driver?.sliceNs ?? 0), creditAt: new Float64Array(entities), contended: new Uint8Array(entities),
    switching: new Float64Array(entities),
    state: new Uint8Array(ranks), stateSince: new Float64Array(ranks), buckets: new Float64Array(ranks * countedStates),
    occupant: new Int32Array(cores).fill(-1), lastOccupant: new Int32Array(cores).fill(-1),
    queueHead: new Int32Array(cores + input.hosts).fill(-1), queueTail: new Int32Array(cores + input.hosts).fill(-1),
    coreSince: new Float64Array(cores), coreBusyNs: new Float64Array(cores), corePollNs: new Float64Array(cores), coreTurns: new Float64Array(cores),
    queueCount: new Int32Array(cores + input.hosts), queueSince: new Float64Array(cores + input.hosts), queueNs: new Float64Array(cores + input.hosts), queueMost: new Int32Array(cores + input.hosts),
    sliceStamp: new Int32Array(cores), sliceArmed: new Uint8Array(cores), turnsPending: 0, nextVictim: new Int32Array(input.hosts),
  };
}

/** One entity more or less waits in the queue of a core, or of all cores of a host. */
export function countQueue(cpu: Cpu, core: number, more: 1 | -1, now: number): void {
  cpu.queueNs[core] += cpu.queueCount[core] * (now - cpu.queueSince[core]);
  cpu.queueSince[core] = now;
  cpu.queueCount[core] += more;
  if (cpu.queueCount[core] > cpu.queueMost[core]) cpu.queueMost[core] = cpu.queueCount[core];
}

/** Counts the time since the last change and enters `state`. */
export function setState(cpu: Cpu, rank: number, state: number, now: number): number {
  const before = cpu.state[rank];
  if (before === state || before === rankState.finished) return -1;
  cpu.buckets[rank * countedStates + before] += now - cpu.stateSince[rank];
  cpu.state[rank] = state;
  cpu.stateSince[rank] = now;
  return before;
}

/** Counts the next `ns` of a rank as `stolen`, one of the two stolen states, and what follows as the state it is in. */
export function shiftToStolen(cpu: Cpu, rank: number, stolen: number, ns: number): void {
  if (cpu.state[rank] === rankState.finished) return;
  cpu.buckets[rank * countedStates + stolen] += ns;
  cpu.stateSince[rank] += ns;
}

/** Writes what the rank's time up to `now` was: compute, overhead, waiting, stolen and start, ns; they add up to it. */
export function spentSoFar(cpu: Cpu, rank: number, now: number, into: Float64Array): void {
  const { buckets } = cpu;
  const at = rank * countedStates;
  const state = cpu.state[rank];
  const open = state === rankState.finished ? 0 : now - cpu.stateSince[rank];
  into[0] = buckets[at + rankState.compute];
  into[1] = buckets[at + rankState.overhead];
  into[2] = buckets[at + rankState.waiting];
  into[3] = buckets[at + rankState.stolen] + buckets[at + rankState.stolenCompute];
  into[4] = buckets[at + rankState.start];
  // A switch of the core's owner is counted as stolen ahead of its time.
  if (open < 0) into[3] += open;
  else if (state === rankState.compute) into[0] += open;
  else if (state === rankState.overhead) into[1] += open;
  else if (state === rankState.waiting) into[2] += open;
  else if (state === rankState.start) into[4] += open;
  else into[3] += open;
}

/** The waiting part of {@link spentSoFar}. */
export function waitedSoFar(cpu: Cpu, rank: number, now: number): number {
  const done = cpu.buckets[rank * countedStates + rankState.waiting];
  return cpu.state[rank] === rankState.waiting ? done + Math.max(0, now - cpu.stateSince[rank]) : done;
}
