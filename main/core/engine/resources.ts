import type { Resource } from '@doorbell/sdk';
import type { RunInput } from '../contract/index.ts';
import { extend, extendFloat } from './items.ts';

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

/** Number of the group of `declared` of the path `model`; link directions and switch ports are the same for all paths, unless `own`. */
export function declareResource(resources: Resources, model: string, declared: Resource, input: RunInput, own = false): number {
  const physical = !own && (declared.scope === 'link' || declared.scope === 'switch-port');
  const name = physical ? declared.scope : `${model}/${declared.id}`;
  const known = resources.byName.get(name);
  if (known !== undefined) return known;
  const instances = instanceCount(declared, input);
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
  const keys = turns ? keyCount(declared, input) : 0;
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

/** VMs in the cluster, or hosts where there are none. */
export function vmCount(input: RunInput): number {
  return input.places.reduce((most, place) => Math.max(most, place.vm + 1), input.hosts);
}

function instanceCount(declared: Resource, input: RunInput): number {
  switch (declared.scope) {
    case 'rank': return input.places.length;
    case 'vm': return vmCount(input);
    case 'function': return Math.max(vmCount(input), input.places.length);
    case 'nic': case 'host': case 'switch-port': return input.hosts;
    case 'link': return input.hosts * 2;
  }
}

function keyCount(declared: Resource, input: RunInput): number {
  return declared.key === 'connection' ? input.places.length * input.places.length : Math.max(vmCount(input), input.places.length);
}

/** Instance of `group` that `rank` uses; `other` is the far rank, `outgoing` the direction at a link. */
export function instanceOf(resources: Resources, group: number, input: RunInput, rank: number, other: number, outgoing: boolean): number {
  const { declared, base } = resources.groups[group];
  const place = input.places[rank];
  switch (declared.scope) {
    case 'rank': return base + rank;
    case 'vm': return base + place.vm;
    case 'function': return base + (input.models.otherHost.guest === 'vm' ? place.vm : rank);
    case 'nic': case 'host': return base + place.host;
    case 'link': return base + place.host * 2 + (outgoing ? 0 : 1);
    case 'switch-port': return base + (outgoing ? input.places[other].host : place.host);
  }
}

/** What the group's discipline tells apart for a segment of `rank` to `other`. */
export function keyOf(declared: Resource, input: RunInput, rank: number, other: number): number {
  switch (declared.key ?? 'vm') {
    case 'rank': return rank;
    case 'connection': return rank * input.places.length + other;
    case 'vm': return input.places[rank].vm;
    case 'function': return input.models.otherHost.guest === 'vm' ? input.places[rank].vm : rank;
  }
}
