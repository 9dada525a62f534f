import type { Resource, ResourceScope } from '@doorbell/sdk';
import { extend, extendFloat, inItem } from './items.ts';
import { railOf, type Topology } from './topology.ts';
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

/** Every instance of every declared resource. */
export interface Resources {
  readonly groups: ResourceGroup[];
  readonly groupOf: number[];
  /** When each server of an instance is free, ns; instance `i` has servers from `serverBase[i]`. */
  freeAt: Float64Array;
  serverBase: Int32Array;
  busyNs: Float64Array;
  waitNs: Float64Array;
  visits: Float64Array;
  /** Of disciplines that take turns: segments that wait or are served. */
  outstanding: Int32Array;
  longest: Int32Array;
  /** Of the others: ends of the services that lie ahead, each instance's as a list in order of time; a pool with a free list. */
  firstEnd: Int32Array;
  lastEnd: Int32Array;
  pendingEnds: Int32Array;
  endAt: Float64Array;
  nextEnd: Int32Array;
  freeEnd: number;
  /** Message (by serial) and visit that each server served last, for attribution. */
  lastMessage: Int32Array;
  lastVisit: Int32Array;
  /** Waiting items by key, for disciplines that take turns: head and tail per (instance, key), and the turn's key. */
  readonly heads: Int32Array[];
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
    groups: [], groupOf: [], freeAt: new Float64Array(0), serverBase: new Int32Array(0), busyNs: new Float64Array(0),
    waitNs: new Float64Array(0), visits: new Float64Array(0), outstanding: new Int32Array(0), longest: new Int32Array(0),
    firstEnd: new Int32Array(0), lastEnd: new Int32Array(0), pendingEnds: new Int32Array(0), endAt: new Float64Array(0), nextEnd: new Int32Array(0), freeEnd: -1,
    lastMessage: new Int32Array(0), lastVisit: new Int32Array(0), heads: [], tails: [], turn: [], tags: [], virtual: [], lookAgainAt: [], paused: [], serving: [], instanceByServer: new Int32Array(0), queued: [], byName: new Map(), byRank: new Map(),
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
  const base = resources.busyNs.length;
  const turns = declared.discipline !== undefined && declared.discipline !== 'fifo';
  const total = base + instances;
  const firstServer = resources.freeAt.length;
  resources.freeAt = extendFloat(resources.freeAt, firstServer + instances * servers);
  resources.serverBase = extend(resources.serverBase, total);
  resources.busyNs = extendFloat(resources.busyNs, total);
  resources.waitNs = extendFloat(resources.waitNs, total);
  resources.visits = extendFloat(resources.visits, total);
  resources.outstanding = extend(resources.outstanding, total);
  resources.longest = extend(resources.longest, total);
  resources.lastMessage = extend(resources.lastMessage, resources.freeAt.length).fill(-1, firstServer);
  resources.lastVisit = extend(resources.lastVisit, resources.freeAt.length);
  resources.instanceByServer = extend(resources.instanceByServer, resources.freeAt.length);
  resources.firstEnd = extend(resources.firstEnd, total).fill(-1, base);
  resources.lastEnd = extend(resources.lastEnd, total).fill(-1, base);
  resources.pendingEnds = extend(resources.pendingEnds, total);
  const group = resources.groups.length;
  resources.groups.push({ declared, base, instances, servers, turns });
  const keys = turns ? keyCount(declared, topology) : 0;
  for (let i = base; i < total; i++) {
    const first = firstServer + (i - base) * servers;
    resources.serverBase[i] = first;
    resources.instanceByServer.fill(i, first, first + servers);
    resources.groupOf.push(group);
    resources.heads.push(keys === 0 ? noKeys : new Int32Array(keys).fill(-1));
    resources.tails.push(keys === 0 ? noKeys : new Int32Array(keys).fill(-1));
    resources.turn.push(0);
    resources.tags.push(declared.discipline === 'share' || declared.discipline === 'rate-cap' ? new Float64Array(keys) : noTags);
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
  resources.visits[instance]++;
  let pending = resources.pendingEnds[instance];
  let first = resources.firstEnd[instance];
  while (first >= 0 && resources.endAt[first] <= time) {
    const next = resources.nextEnd[first];
    resources.nextEnd[first] = resources.freeEnd;
    resources.freeEnd = first;
    first = next;
    pending--;
  }
  if (resources.freeEnd < 0) growEnds(resources);
  const entry = resources.freeEnd;
  resources.freeEnd = resources.nextEnd[entry];
  resources.endAt[entry] = end;
  resources.nextEnd[entry] = -1;
  if (first < 0) {
    first = entry;
    resources.lastEnd[instance] = entry;
  } else if (resources.endAt[resources.lastEnd[instance]] <= end) {
    resources.nextEnd[resources.lastEnd[instance]] = entry;
    resources.lastEnd[instance] = entry;
  } else if (resources.endAt[first] > end) {
    resources.nextEnd[entry] = first;
    first = entry;
  } else {
    // Several servers: one that began later may end earlier.
    let before = first;
    while (resources.endAt[resources.nextEnd[before]] <= end) before = resources.nextEnd[before];
    resources.nextEnd[entry] = resources.nextEnd[before];
    resources.nextEnd[before] = entry;
  }
  resources.firstEnd[instance] = first;
  resources.pendingEnds[instance] = ++pending;
  if (pending > resources.longest[instance]) resources.longest[instance] = pending;
}

function growEnds(resources: Resources): void {
  const before = resources.endAt.length;
  const size = Math.max(64, before * 2);
  resources.endAt = extendFloat(resources.endAt, size);
  resources.nextEnd = extend(resources.nextEnd, size);
  for (let entry = size - 1; entry >= before; entry--) {
    resources.nextEnd[entry] = resources.freeEnd;
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
const highestPriority = 7;

function keyCount(declared: Resource, { ranks, functions, vms }: Topology): number {
  if (declared.discipline === 'priority') return highestPriority + 1;
  return declared.key === 'connection' ? ranks * ranks : Math.max(vms, ranks, declared.key === 'function' ? functions : 0);
}

/** Instance of `group` that the item uses on its sender's or its receiver's side. */
export function instanceOf({ resources, items, messages, topology }: Pick<World, 'resources' | 'items' | 'messages' | 'topology'>, group: number, item: number, sender: boolean): number {
  const { declared, base } = resources.groups[group];
  const rank = sender ? items.int[item + inItem.from] : items.int[item + inItem.to];
  switch (declared.scope) {
    case 'rank': return base + rank;
    case 'vm': return base + topology.vm[rank];
    case 'host': return base + topology.host[rank];
    case 'function': return base + topology.vnic[railOf(topology, items, messages, item, rank)];
    case 'nic': return base + topology.nic[railOf(topology, items, messages, item, rank)];
    case 'link': return base + topology.nic[railOf(topology, items, messages, item, rank)] * 2 + (sender ? 0 : 1);
    case 'switch-port': return base + topology.nic[railOf(topology, items, messages, item, items.int[item + inItem.to])];
    case 'uplink': case 'downlink': return base + Math.floor(topology.host[rank] / topology.hostsPerLeaf) * topology.uplinksPerLeaf + items.int[item + inItem.spine];
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
    const { stage } = items.profile[item >> 4].stages[items.int[item + inItem.position]];
    return highestPriority - (stage.kind === 'serve' ? stage.priority ?? 0 : 0);
  }
  const rank = sender ? items.int[item + inItem.from] : items.int[item + inItem.to];
  switch (declared.key ?? 'vm') {
    case 'rank': return rank;
    case 'connection': return rank * topology.ranks + (sender ? items.int[item + inItem.to] : items.int[item + inItem.from]);
    case 'vm': return topology.vm[rank];
    case 'function': return topology.vnic[railOf(topology, items, messages, item, rank)];
  }
}
