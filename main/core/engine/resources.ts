import type { Resource, ResourceScope } from '@doorbell/sdk';
import { extend, extendFloat } from './items.ts';
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
  outstanding: Int32Array;
  longest: Int32Array;
  /** Message (by serial) and visit that each server served last, for attribution. */
  lastMessage: Int32Array;
  lastVisit: Int32Array;
  /** Waiting items by key, for disciplines that take turns: head and tail per (instance, key), and the turn's key. */
  readonly heads: Int32Array[];
  readonly tails: Int32Array[];
  readonly turn: number[];
  readonly serving: number[];
  /** Items that wait for their turn. */
  readonly queued: number[];
  readonly byName: Map<string, number>;
}

/** No resources yet. */
export function createResources(): Resources {
  return {
    groups: [], groupOf: [], freeAt: new Float64Array(0), serverBase: new Int32Array(0), busyNs: new Float64Array(0),
    waitNs: new Float64Array(0), visits: new Float64Array(0), outstanding: new Int32Array(0), longest: new Int32Array(0),
    lastMessage: new Int32Array(0), lastVisit: new Int32Array(0), heads: [], tails: [], turn: [], serving: [], queued: [], byName: new Map(),
  };
}

const physicalScopes: ReadonlySet<ResourceScope> = new Set(['link', 'switch-port', 'uplink', 'downlink']);

/** Number of the group of `declared` of the path `model`; cables and switch ports are the same for all paths, unless `own`. */
export function declareResource(resources: Resources, model: string, declared: Resource, topology: Topology, own = false): number {
  const physical = !own && physicalScopes.has(declared.scope);
  const name = physical ? declared.scope : `${model}/${declared.id}`;
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
  const group = resources.groups.length;
  resources.groups.push({ declared, base, instances, servers, turns });
  const keys = turns ? keyCount(declared, topology) : 0;
  for (let i = base; i < total; i++) {
    resources.serverBase[i] = firstServer + (i - base) * servers;
    resources.groupOf.push(group);
    resources.heads.push(new Int32Array(keys).fill(-1));
    resources.tails.push(new Int32Array(keys).fill(-1));
    resources.turn.push(0);
    resources.serving.push(0);
    resources.queued.push(0);
  }
  resources.byName.set(name, group);
  return group;
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

function keyCount(declared: Resource, { ranks, functions, vms }: Topology): number {
  return declared.key === 'connection' ? ranks * ranks : Math.max(vms, ranks, declared.key === 'function' ? functions : 0);
}

/** Instance of `group` that the item uses on its sender's or its receiver's side. */
export function instanceOf({ resources, items, messages, topology }: Pick<World, 'resources' | 'items' | 'messages' | 'topology'>, group: number, item: number, sender: boolean): number {
  const { declared, base } = resources.groups[group];
  const rank = sender ? items.from[item] : items.to[item];
  switch (declared.scope) {
    case 'rank': return base + rank;
    case 'vm': return base + topology.vm[rank];
    case 'host': return base + topology.host[rank];
    case 'function': return base + topology.vnic[railOf(topology, items, messages, item, rank)];
    case 'nic': return base + topology.nic[railOf(topology, items, messages, item, rank)];
    case 'link': return base + topology.nic[railOf(topology, items, messages, item, rank)] * 2 + (sender ? 0 : 1);
    case 'switch-port': return base + topology.nic[railOf(topology, items, messages, item, items.to[item])];
    case 'uplink': case 'downlink': return base + Math.floor(topology.host[rank] / topology.hostsPerLeaf) * topology.uplinksPerLeaf + items.spine[item];
  }
}

/** What the group's discipline tells apart for an item on one of its sides. */
export function keyOf({ resources, items, messages, topology }: Pick<World, 'resources' | 'items' | 'messages' | 'topology'>, group: number, item: number, sender: boolean): number {
  const rank = sender ? items.from[item] : items.to[item];
  switch (resources.groups[group].declared.key ?? 'vm') {
    case 'rank': return rank;
    case 'connection': return rank * topology.ranks + (sender ? items.to[item] : items.from[item]);
    case 'vm': return topology.vm[rank];
    case 'function': return topology.vnic[railOf(topology, items, messages, item, rank)];
  }
}
