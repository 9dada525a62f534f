import type { Resource, ResourceScope } from '@doorbell/sdk';
import { extend, extendFloat, inItem } from './items.ts';
import { railOf, type Topology } from './topology.ts';
import { createWaitingKeys, type WaitingKeys } from './waiting-keys.ts';
import type { World } from './world.ts';

/** One declared resource with its instances, numbered from `base`. */
export interface ResourceGroup {
  readonly declared: Resource;
  readonly base: number;
  readonly instances: number;
  readonly servers: number;
  /** Keys are told apart by this; `fifo` needs none. */
  readonly turns: boolean;
}

/**
 * Where the values of an instance and of a server stand in their records of {@link Resources}: what is looked at together lies
 * together in memory.
 */
export const inInstance = {
  /** First-come-first-served: ends of the services that lie ahead, a list in order of time. */
  pendingEnds: 0,
  firstEnd: 1,
  lastEnd: 2,
  longest: 3,
  /** In `ns`. */
  busyNs: 2,
  waitNs: 3,
  visits: 4,
} as const;

export const inServer = {
  /** Message (by serial) and visit that it served last, for attribution. */
  lastMessage: 12,
  lastVisit: 13,
  /** In `ns`: when it is free. */
  freeAt: 5,
} as const;

/** Every instance of every declared resource. */
export interface Resources {
  readonly groups: ResourceGroup[];
  readonly groupOf: number[];
  /**
   * Records of {@link inInstance}, 16 integers for each instance, and the same memory as floats. Its only server has its values there as
   * well ({@link inServer}), and its number; several have records of their own behind those of all instances.
   */
  int: Int32Array;
  ns: Float64Array;
  /** By instance: its first server. */
  serverBase: Int32Array;
  /** Of disciplines that take turns: segments that wait or are served. */
  outstanding: Int32Array;
  /** A pool of ends of service with a free list: at an even number when it ends, behind it the number of the next; -1: none. */
  ends: Float64Array;
  freeEnd: number;
  /** Waiting items by key, for disciplines that take turns: head and tail per (instance, key), the keys that somebody waits under, and the turn's key. */
  readonly heads: Int32Array[];
  readonly waiting: WaitingKeys[];
  readonly tails: Int32Array[];
  readonly turn: number[];
  /** By key: with `share` the weighted time that its next segment starts at, with `rate-cap` ns when it may start. */
  readonly tags: Float64Array[];
  /** With `share`: the weighted time of the segment served last. */
  readonly virtual: number[];
  /** With `rate-cap`: ns of the event that looks for somebody who may start. */
  readonly lookAgainAt: number[];
  /** Full rings behind it that want nothing more. */
  readonly paused: number[];
  readonly serving: number[];
  instanceByServer: Int32Array;
  /** Items that wait for their turn. */
  readonly queued: number[];
  readonly byName: Map<string, number>;
  /** What {@link instancesByRank} found, by group and side. */
  readonly byRank: Map<number, Int32Array | undefined>;
}

/** No resources yet. */
export function createResources(): Resources {
  return {
    groups: [], groupOf: [], int: new Int32Array(0), ns: new Float64Array(0), serverBase: new Int32Array(0),
    outstanding: new Int32Array(0), ends: new Float64Array(0), freeEnd: -1,
    heads: [], waiting: [], tails: [], turn: [], tags: [], virtual: [], lookAgainAt: [], paused: [], serving: [], instanceByServer: new Int32Array(0), queued: [], byName: new Map(), byRank: new Map(),
  };
}

/** Shared by all instances that tell nothing apart. */
const noKeys = new Int32Array(0);
const noTags = new Float64Array(0);

const physicalScopes: ReadonlySet<ResourceScope> = new Set(['link', 'switch-port', 'uplink', 'downlink']);

/** What tells a declared resource of the path `model` from others: all paths use the same cables and switch ports. */
export function resourceName(model: string, { scope, id }: Resource): string {
  return physicalScopes.has(scope) ? scope : `${model}/${id}`;
}

/** Number of the group of `declared` of the path `model`; cables and switch ports are the same for all paths, unless `own`. */
export function declareResource(resources: Resources, model: string, declared: Resource, topology: Topology, own = false): number {
  const name = own ? `${model}/${declared.id}` : resourceName(model, declared);
  const known = resources.byName.get(name);
  if (known !== undefined) return known;
  const instances = instanceCount(declared, topology);
  const servers = declared.servers ?? 1;
  const base = resources.groupOf.length;
  const turns = declared.discipline !== undefined && declared.discipline !== 'fifo';
  const total = base + instances;
  const records = servers === 1 ? total : total + instances * servers;
  resources.int = extend(resources.int, records * 16);
  resources.ns = new Float64Array(resources.int.buffer);
  resources.serverBase = extend(resources.serverBase, records);
  resources.outstanding = extend(resources.outstanding, records);
  resources.instanceByServer = extend(resources.instanceByServer, records);
  const group = resources.groups.length;
  resources.groups.push({ declared, base, instances, servers, turns });
  const keys = turns ? keyCount(declared, topology) : 0;
  for (let i = base; i < records; i++) {
    const waits = i < total && keys > 0;
    const first = servers === 1 ? i : total + (i - base) * servers;
    if (i < total) {
      resources.serverBase[i] = first;
      resources.instanceByServer.fill(i, first, first + servers);
    }
    resources.groupOf.push(group);
    resources.int[(i << 4) | inServer.lastMessage] = -1;
    resources.int[(i << 4) | inInstance.firstEnd] = -1;
    resources.int[(i << 4) | inInstance.lastEnd] = -1;
    resources.heads.push(waits ? new Int32Array(keys).fill(-1) : noKeys);
    resources.waiting.push(waits ? createWaitingKeys(keys) : noKeys);
    resources.tails.push(waits ? new Int32Array(keys).fill(-1) : noKeys);
    resources.turn.push(0);
    resources.tags.push(waits && (declared.discipline === 'share' || declared.discipline === 'rate-cap') ? new Float64Array(keys) : noTags);
    resources.virtual.push(0);
    resources.lookAgainAt.push(Infinity);
    resources.paused.push(0);
    resources.serving.push(0);
    resources.queued.push(0);
  }
  resources.byName.set(name, group);
  return group;
}

/**
 * Counts a visit at `time` of a first-come-first-served resource whose service ends at `end`, and how many are there with it.
 * Who leaves at the very time is not in its way.
 */
export function noteVisit(resources: Resources, instance: number, time: number, end: number): void {
  const at = instance * 16;
  resources.ns[(instance << 3) | inInstance.visits]++;
  const { int } = resources;
  let pending = int[at | inInstance.pendingEnds];
  let first = int[at | inInstance.firstEnd];
  const entry = takeEnd(resources, end);
  const { ends } = resources;
  while (first >= 0 && ends[first] <= time) {
    const next = ends[first | 1];
    ends[first | 1] = resources.freeEnd;
    resources.freeEnd = first;
    first = next;
    pending--;
  }
  const last = int[at | inInstance.lastEnd];
  if (first < 0) {
    first = entry;
    int[at | inInstance.lastEnd] = entry;
  } else if (ends[last] <= end) {
    ends[last | 1] = entry;
    int[at | inInstance.lastEnd] = entry;
  } else if (ends[first] > end) {
    ends[entry | 1] = first;
    first = entry;
  } else {
    // Several servers: one that began later may end earlier.
    let before = first;
    while (ends[ends[before | 1]] <= end) before = ends[before | 1];
    ends[entry | 1] = ends[before | 1];
    ends[before | 1] = entry;
  }
  int[at | inInstance.firstEnd] = first;
  int[at | inInstance.pendingEnds] = ++pending;
  if (pending > int[at | inInstance.longest]) int[at | inInstance.longest] = pending;
}

/**
 * As {@link noteVisit}, for an instance with one server that was free from `free` on. It is used for all visits or for none of a run: as long as
 * nobody waits, nothing is kept but that.
 */
export function noteSingleVisit(resources: Resources, instance: number, time: number, free: number, end: number): void {
  const { int } = resources;
  const at = instance * 16;
  resources.ns[(instance << 3) | inInstance.visits]++;
  let first = int[at | inInstance.firstEnd];
  if (free <= time) {
    if (first >= 0) {
      resources.ends[int[at | inInstance.lastEnd] | 1] = resources.freeEnd;
      resources.freeEnd = first;
      int[at | inInstance.firstEnd] = -1;
    }
    int[at | inInstance.pendingEnds] = 1;
    if (int[at | inInstance.longest] === 0) int[at | inInstance.longest] = 1;
    return;
  }
  if (first < 0) {
    first = takeEnd(resources, free);
    int[at | inInstance.lastEnd] = first;
  }
  let pending = int[at | inInstance.pendingEnds] + 1;
  const entry = takeEnd(resources, end);
  const { ends } = resources;
  ends[int[at | inInstance.lastEnd] | 1] = entry;
  int[at | inInstance.lastEnd] = entry;
  while (ends[first] <= time) {
    const next = ends[first | 1];
    ends[first | 1] = resources.freeEnd;
    resources.freeEnd = first;
    first = next;
    pending--;
  }
  int[at | inInstance.firstEnd] = first;
  int[at | inInstance.pendingEnds] = pending;
  if (pending > int[at | inInstance.longest]) int[at | inInstance.longest] = pending;
}

function takeEnd(resources: Resources, end: number): number {
  if (resources.freeEnd < 0) growEnds(resources);
  const entry = resources.freeEnd;
  resources.freeEnd = resources.ends[entry | 1];
  resources.ends[entry] = end;
  resources.ends[entry | 1] = -1;
  return entry;
}

function growEnds(resources: Resources): void {
  const before = resources.ends.length;
  const size = Math.max(128, before * 2);
  resources.ends = extendFloat(resources.ends, size);
  for (let entry = size - 2; entry >= before; entry -= 2) {
    resources.ends[entry | 1] = resources.freeEnd;
    resources.freeEnd = entry;
  }
}

function instanceCount(declared: Resource, topology: Topology): number {
  switch (declared.scope) {
    case 'rank': return topology.ranks;
    case 'vm': return topology.vms;
    case 'function': return topology.functions;
    case 'host': return topology.hosts;
    case 'nic': case 'switch-port': return topology.hosts * topology.nicsPerHost;
    case 'link': return topology.hosts * topology.nicsPerHost * 2;
    case 'uplink': case 'downlink': return topology.leaves * topology.uplinksPerLeaf;
  }
}

/** Highest {@link ServeStage.priority}. */
export const highestPriority = 7;

function keyCount(declared: Resource, { ranks, functions, vms }: Topology): number {
  if (declared.discipline === 'priority') return highestPriority + 1;
  return declared.key === 'connection' ? ranks * ranks : Math.max(vms, ranks, declared.key === 'function' ? functions : 0);
}

/** Instance of `group` that the item uses on its sender's or its receiver's side. */
export function instanceOf({ resources, items, messages, topology }: Pick<World, 'resources' | 'items' | 'messages' | 'topology'>, group: number, item: number, sender: boolean): number {
  const { declared, base } = resources.groups[group];
  const rank = sender ? items.int[item | inItem.from] : items.int[item | inItem.to];
  switch (declared.scope) {
    case 'rank': return base + rank;
    case 'vm': return base + topology.vm[rank];
    case 'host': return base + topology.host[rank];
    case 'function': return base + topology.vnic[railOf(topology, items, messages, item, rank)];
    case 'nic': return base + topology.nic[railOf(topology, items, messages, item, rank)];
    case 'link': return base + topology.nic[railOf(topology, items, messages, item, rank)] * 2 + (sender ? 0 : 1);
    case 'switch-port': return base + topology.nic[railOf(topology, items, messages, item, items.int[item | inItem.to])];
    case 'uplink': case 'downlink': return base + Math.floor(topology.host[rank] / topology.hostsPerLeaf) * topology.uplinksPerLeaf + items.int[item | inItem.spine];
  }
}

/** For every rank the instance that it uses on its sender's or its receiver's side; `undefined` where that depends on the message too. */
export function instancesByRank({ groups }: Resources, topology: Topology, group: number, sender: boolean): Int32Array | undefined {
  const { declared: { scope }, base } = groups[group];
  const { ranks, firstVnic, vm, host, vnic, nic } = topology;
  const list = new Int32Array(ranks);
  const oneVnic = firstVnic[ranks] === ranks && firstVnic.every((first, rank) => first === rank);
  for (let rank = 0; rank < ranks; rank++) {
    if (scope === 'rank') list[rank] = base + rank;
    else if (scope === 'vm') list[rank] = base + vm[rank];
    else if (scope === 'host') list[rank] = base + host[rank];
    else if (!oneVnic || scope === 'uplink' || scope === 'downlink') return undefined;
    else if (scope === 'function') list[rank] = base + vnic[rank];
    else if (scope === 'link') list[rank] = base + nic[rank] * 2 + (sender ? 0 : 1);
    else list[rank] = base + nic[rank];
  }
  return list;
}

/** What the group's discipline tells apart for an item on one of its sides. */
export function keyOf({ resources, items, messages, topology }: Pick<World, 'resources' | 'items' | 'messages' | 'topology'>, group: number, item: number, sender: boolean): number {
  const { declared } = resources.groups[group];
  if (declared.discipline === 'priority') {
    const { stage } = items.profiles[items.int[item | inItem.profile]].stages[items.int[item | inItem.position]];
    return highestPriority - (stage.kind === 'serve' ? stage.priority ?? 0 : 0);
  }
  const rank = sender ? items.int[item | inItem.from] : items.int[item | inItem.to];
  switch (declared.key ?? 'vm') {
    case 'rank': return rank;
    case 'connection': return rank * topology.ranks + (sender ? items.int[item | inItem.to] : items.int[item | inItem.from]);
    case 'vm': return topology.vm[rank];
    case 'function': return topology.vnic[railOf(topology, items, messages, item, rank)];
  }
}
