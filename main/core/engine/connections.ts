import { extend, extendFloat } from './items.ts';
import type { Profile } from './profile.ts';
import type { Manners, Profiles, Route } from './profiles.ts';
import { sameLeaf, type Topology } from './topology.ts';

/** One direction between two ranks: messages enter the path in order and within the window. */
export interface Connection {
  readonly from: number;
  readonly to: number;
  readonly manners: Manners;
  /** Between two hosts on one leaf switch of several. */
  near: boolean;
  /** The pair's connection that was opened first: it keeps the order of the messages of all of them. A pair has several where VMs moved. */
  readonly first: Connection | undefined;
  /** Of the message sent last at once: most have the size of the one before. */
  profile: Profile | undefined;
  readonly windowSegments: number;
  readonly windowBytes: number;
  segmentsInFlight: number;
  bytesInFlight: number;
  /** Messages that wait to enter, oldest first; linked by `messages.next`. */
  head: number;
  tail: number;
  /** Guards against pumping from within. */
  pumping: boolean;
  /** Messages posted, and messages whose first sign was taken in by the receiver: in the same order. */
  posted: number;
  received: number;
  /** One-sided transfers posted. */
  oneSided: number;
  /** Messages whose first sign overtook an earlier message's; absent until there is one. */
  early: number[] | undefined;
}

/** All connections, opened on first use. */
export interface Connections {
  /** By pair, `from × ranks + to`: its first connection. Absent where VMs stay where they are, so that a pair has no other. */
  readonly firstOf: Map<number, Connection> | undefined;
  readonly list: Connection[];
  /** By twice the number: messages completed, and behind it their bytes. */
  counts: Float64Array;
  /** Numbers by the hash of their pair and route, open addressing: at most half of them are in use, the others are -1. */
  table: Int32Array;
  /** By number: its route, where pairs may have several. */
  routes: Int32Array;
}

/** None open. `moving`: a pair may have another route later. */
export function createConnections(moving: boolean): Connections {
  return { firstOf: moving ? new Map() : undefined, list: [], counts: new Float64Array(128), table: new Int32Array(128).fill(-1), routes: new Int32Array(64) };
}

/** Number of the connection of a pair of ranks over the relation they have now. */
export function connectionOf(connections: Connections, topology: Topology, profiles: Profiles, from: number, to: number): number {
  const { table, list, routes, firstOf } = connections;
  // Where nobody moves, a pair has one route, and it need not be asked which.
  const route = firstOf === undefined ? undefined : profiles.route(from, to);
  const code = route === undefined ? 0 : codeOf(profiles, route);
  let slot = slotOf(table, from, to, code);
  for (let number = table[slot]; number >= 0; number = table[slot]) {
    const known = list[number];
    if (known.from === from && known.to === to && (route === undefined || routes[number] === code)) return number;
    slot = (slot + 1) & (table.length - 1);
  }
  return openConnection(connections, topology, profiles, from, to, route ?? profiles.route(from, to), code);
}

function codeOf(profiles: Profiles, route: Route): number {
  return route === 'other-host' ? 0 : route === 'same-host' ? 1 : route === 'same-vm' ? 2 : profiles.manners(route).code;
}

function openConnection(connections: Connections, topology: Topology, profiles: Profiles, from: number, to: number, route: Route, code: number): number {
  const { list, firstOf } = connections;
  const manners = profiles.manners(route);
  const { protocol } = manners.model;
  const number = list.length;
  const first = firstOf?.get(from * topology.ranks + to);
  const connection: Connection = {
    from, to, manners, near: sameLeaf(topology, from, to), profile: undefined,
    windowSegments: protocol.windowBytes === undefined ? protocol.windowSegments : Infinity,
    windowBytes: protocol.windowBytes ?? Infinity, segmentsInFlight: 0, bytesInFlight: 0, head: -1, tail: -1, pumping: false,
    posted: 0, received: 0, oneSided: 0, early: undefined, first,
  };
  list.push(connection);
  if (first === undefined) firstOf?.set(from * topology.ranks + to, connection);
  if (list.length > connections.routes.length) grow(connections);
  connections.routes[number] = code;
  // The table may have grown.
  enlist(connections, number);
  return number;
}

function slotOf(table: Int32Array, from: number, to: number, code: number): number {
  let h = Math.imul(from, 0x9e3779b1) + Math.imul(to, 0x85ebca6b) + code;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) & (table.length - 1);
}

function enlist({ list, table, routes }: Connections, number: number): void {
  let slot = slotOf(table, list[number].from, list[number].to, routes[number]);
  while (table[slot] >= 0) slot = (slot + 1) & (table.length - 1);
  table[slot] = number;
}

function grow(connections: Connections): void {
  const before = connections.routes.length;
  const size = before * 2;
  connections.counts = extendFloat(connections.counts, size * 2);
  connections.routes = extend(connections.routes, size);
  connections.table = new Int32Array(size * 2).fill(-1);
  for (let number = 0; number < before; number++) enlist(connections, number);
}
