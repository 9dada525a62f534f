import { attribute } from './attribution.ts';
import { connectionOf, type Connection } from './connections.ts';
import { turnPath } from './critical-path.ts';
import { arrivalOf, createMessage, join, joinConnection, pump, sendPacket, unpend } from './entering.ts';
import { returnItem } from './items.ts';
import { packet, phase, way } from './messages.ts';
import { shape } from './profile.ts';
import { finishReceive, makeRequest, matchArrival } from './receives.ts';
import { countMessage } from './statistics.ts';
import type { World } from './world.ts';

export { fromPost } from './entering.ts';

/** How a message is sent: with a copy into the send buffer at most, as bytes of a stream, or done only when it is matched. */
export const sending = { standard: 0, stream: 1, synchronous: 2 } as const;

/**
 * Posts a message at the present time; it enters its connection in order. Streams never ask the receiver. Answers -1 when
 * the send buffer is free already. An eager message for which the receiver's library has no memory left asks first, as if it
 * were long; the memory's state is known at once, as credits that ride on other messages would tell it a little later.
 */
export function postSend(world: World, from: number, to: number, bytes: number, tag: number, context: number, how: number, handle: number): number {
  const { messages, ranks, input } = world;
  const { profiles, connections, receives } = ranks;
  const number = connectionOf(connections, world.topology, profiles, from, to);
  const connection = connections.list[number];
  const { manners, near } = connection;
  const { route } = manners;
  const mayAsk = how !== sending.stream && input.program.layer === 'mpi';
  const asks = mayAsk && (bytes > manners.eagerLimitBytes || receives.eagerBytes[to] + bytes > manners.unexpectedBytes);
  let m: number;
  if (asks) {
    m = createRendezvous(world, connection, from, to, bytes, tag, context, handle);
    messages.phase[m] = phase.requested;
  } else {
    const acknowledged = how === sending.synchronous;
    let data = connection.profile;
    if (data?.bytes !== bytes) connection.profile = data = profiles.data(route, bytes, near);
    m = createMessage(world, way.eager, from, to, tag, context, handle, acknowledged, data, undefined, acknowledged ? profiles.control(route, near) : undefined);
    if (mayAsk) {
      messages.reserved[m] = 1;
      receives.eagerBytes[to] += bytes;
    }
  }
  messages.stream[m] = how === sending.stream ? 1 : 0;
  const serial = messages.serial[m];
  messages.connection[m] = number;
  messages.lane[m] = number;
  messages.order[m] = connection.posted++ | 0;
  joinConnection(world, connection, m);
  return messages.serial[m] !== serial || messages.localDone[m] === 1 ? -1 : m;
}

/** Where the NIC answers for the ranks, packets and data between them leave out the work of whichever CPU need not know. */
function createRendezvous(world: World, { near, manners }: Connection, from: number, to: number, bytes: number, tag: number, context: number, handle: number): number {
  const { profiles } = world.ranks;
  const { route, rendezvous, byNic } = manners;
  const request = profiles.control(route, near, byNic ? shape.toNic : shape.message);
  if (rendezvous === 'rget') {
    const data = profiles.data(route, bytes, near, byNic ? shape.getByNic : shape.get);
    return createMessage(world, way.rget, from, to, tag, context, handle, true, data, request, profiles.control(route, near, byNic ? shape.fromNic : shape.message));
  }
  const reply = profiles.control(route, near, byNic ? shape.betweenNics : shape.message);
  if (rendezvous === 'rput') {
    const data = profiles.data(route, bytes, near, byNic ? shape.putFromNic : shape.put);
    return createMessage(world, way.rput, from, to, tag, context, handle, false, data, request, reply, profiles.control(route, near, byNic ? shape.fromNic : shape.message));
  }
  return createMessage(world, way.cts, from, to, tag, context, handle, false, profiles.data(route, bytes, near, byNic ? shape.fromNic : shape.message), request, reply);
}

/** Posts a put or get of `rank`, to or from `target`; answers -1 when it is complete already. A path without pipelines for it has the target's library take part. */
export function postOneSided(world: World, rank: number, target: number, bytes: number, get: boolean, handle: number): number {
  const { messages, ranks } = world;
  const { profiles, connections } = ranks;
  const number = connectionOf(connections, world.topology, profiles, rank, target);
  const connection = connections.list[number];
  const { near, manners } = connection;
  const { route } = manners;
  const [from, to] = get ? [target, rank] : [rank, target];
  const own = get ? manners.get : manners.put;
  const control = own ? undefined : profiles.control(route, near);
  const how = get ? (own ? way.get : way.agentGet) : own ? way.put : way.agentPut;
  const data = profiles.data(route, bytes, near, !own ? shape.message : get ? shape.get : shape.put);
  const m = createMessage(world, how, from, to, 0, 0, handle, how === way.agentPut, data, how === way.agentGet ? control : undefined, how === way.agentPut ? control : undefined);
  if (how === way.agentGet) messages.phase[m] = phase.requested;
  const serial = messages.serial[m];
  messages.connection[m] = get ? connectionOf(connections, world.topology, profiles, from, to) : number;
  messages.lane[m] = number;
  messages.order[m] = connection.oneSided++ | 0;
  joinConnection(world, connection, m);
  return messages.serial[m] !== serial || messages.localDone[m] === 1 ? -1 : m;
}

/** The rank whose operation the message is. */
export function ownerOf(world: World, m: number): number {
  const { messages } = world;
  return messages.way[m] === way.get || messages.way[m] === way.agentGet ? messages.to[m] : messages.from[m];
}

/**
 * Posts a receive; a message that waited for it is answered. Answers the request, or -1 when it is complete already. It is
 * `copying` when the message lies in the library's memory: the rank copies it out and then calls `completeReceive`.
 */
export function postReceive(world: World, rank: number, from: number, tag: number, context: number, bytes: number, handle: number): number {
  const { messages } = world;
  const { receives } = world.ranks;
  const request = makeRequest(world, rank, from, tag, context, bytes);
  receives.handle[request] = handle;
  const message = receives.message[request];
  if (message < 0 || messages.phase[message] === phase.eager) {
    if (message >= 0 && messages.acknowledged[message] === 1) {
      turnPath(world, message, rank);
      acknowledge(world, message);
    }
    return request;
  }
  const before = receives.completed[request];
  turnPath(world, message, rank);
  answer(world, message);
  return receives.completed[request] === before ? request : -1;
}

/** The eager message of a request that lies in the library's memory; -1: none. */
export function toCopyOf(world: World, request: number): number {
  const { messages } = world;
  const m = world.ranks.receives.message[request];
  return m >= 0 && messages.phase[m] === phase.eager && messages.delivered[m] === messages.profile[m].segments ? m : -1;
}

/** A message's first sign at its receiver. Signs are taken in as their messages were posted: MPI matches in that order. */
function envelopeArrived(world: World, m: number): void {
  const { messages } = world;
  const connection = world.ranks.connections.list[messages.connection[m]];
  if (messages.order[m] !== (connection.received | 0)) {
    (connection.early ??= []).push(m);
    return;
  }
  for (let next = m; ;) {
    connection.received++;
    if (!matchArrival(world, next)) {
      world.messageKept(next);
    } else if (messages.phase[next] === phase.eager) {
      if (messages.acknowledged[next] === 1) acknowledge(world, next);
      completeIfThere(world, next);
    } else {
      answer(world, next);
    }
    const { early } = connection;
    if (early === undefined || early.length === 0) return;
    const i = early.findIndex((m) => messages.order[m] === (connection.received | 0));
    if (i < 0) return;
    [next] = early.splice(i, 1);
  }
}

/** Answers a matched RTS: fetches the data or sends the CTS. What it waited for last is the RTS or, later, the receive. */
function answer(world: World, m: number): void {
  const { messages } = world;
  const asked = arrivalOf(world, m, packet.request, messages.requestProfile[m]);
  if (messages.way[m] !== way.rget) return sendPacket(world, m, packet.reply, messages.grantProfile[m], asked);
  messages.phase[m] = phase.granted;
  messages.cause[m] = asked;
  join(world, m, messages.to[m], messages.from[m]);
}

/** Tells the sender of an eager message that it is matched or, for a put, there. */
function acknowledge(world: World, m: number): void {
  const { messages } = world;
  sendPacket(world, m, packet.reply, messages.grantProfile[m], messages.lastDelivered[m] * 64 + messages.profile[m].deliverAt - 1);
}

/** Called by the stages whenever an item passed a position that may matter. */
export function onItemPassed(world: World, item: number, position: number): void {
  const { items, messages, ranks } = world;
  const m = items.message[item];
  const slot = items.slot[item];
  const profile = items.profile[item];
  const data = slot < messages.profile[m].segments;
  if (data && position === 1 && messages.entering[m] === 1 && slot === messages.entered[m] - 1) {
    messages.entering[m] = 0;
    pump(world, ranks.connections.list[messages.lane[m]], -1);
  }
  if (data && position === profile.localDoneAt + 1 && position > 0 && slot === profile.segments - 1 && sentByItself(world, m)) localDone(world, m);
  if (position === profile.deliverAt) {
    if (data) delivered(world, m, slot);
    else packetArrived(world, m, slot - messages.profile[m].segments);
  }
  if (position === profile.stages.length) ended(world, item, m, slot, data);
}

/** Whether the buffer is free when the poster's own side of the path is done with it. */
function sentByItself({ messages }: World, m: number): boolean {
  return messages.acknowledged[m] === 0 && messages.way[m] !== way.agentGet;
}

function localDone(world: World, m: number): void {
  const { messages } = world;
  if (messages.localDone[m] === 1) return;
  messages.localDone[m] = 1;
  world.sendDone(m);
  unpend(world, m);
}

function packetArrived(world: World, m: number, number: number): void {
  const { messages } = world;
  if (number === packet.end) {
    messages.lastDelivered[m] = messages.profile[m].segments + packet.end;
    completeReceive(world, m);
  } else if (number === packet.reply) {
    if (messages.acknowledged[m] === 1) return localDone(world, m);
    letIn(world, m, packet.reply, messages.grantProfile[m]);
  } else if (messages.way[m] === way.agentGet) {
    letIn(world, m, packet.request, messages.requestProfile[m]);
  } else {
    envelopeArrived(world, m);
  }
}

/** The other side agreed: the data may enter. */
function letIn(world: World, m: number, number: number, profile: (typeof world.messages.requestProfile)[number]): void {
  const { messages } = world;
  messages.phase[m] = phase.granted;
  messages.cause[m] = arrivalOf(world, m, number, profile);
  // A get's request went on the origin's connection; its data goes on the target's.
  if (messages.way[m] === way.agentGet) join(world, m, messages.from[m], messages.to[m]);
  else joinConnection(world, world.ranks.connections.list[messages.lane[m]], m);
}

function delivered(world: World, m: number, slot: number): void {
  const { messages } = world;
  messages.lastDelivered[m] = slot;
  const count = ++messages.delivered[m];
  const all = count === messages.profile[m].segments;
  switch (messages.way[m]) {
    case way.eager:
      if (count === 1) envelopeArrived(world, m);
      else completeIfThere(world, m);
      break;
    case way.cts: completeIfThere(world, m); break;
    case way.rget:
      if (!all) break;
      acknowledge(world, m);
      completeReceive(world, m);
      break;
    case way.rput: break;
    default: if (all) completeOneSided(world, m);
  }
}

function completeIfThere(world: World, m: number): void {
  const { messages } = world;
  if (messages.delivered[m] === messages.profile[m].segments && messages.request[m] >= 0) completeReceive(world, m);
}

/** The data is there and wanted: the receive is done. */
export function completeReceive(world: World, m: number): void {
  const { messages } = world;
  countComplete(world, m);
  if (messages.reserved[m] === 1) world.ranks.receives.eagerBytes[messages.to[m]] -= messages.profile[m].bytes;
  const request = messages.request[m];
  finishReceive(world, request);
  world.receiveDone(messages.to[m], request, m);
  unpend(world, m);
}

/** All data of a put is at its target, of a get at its origin. */
function completeOneSided(world: World, m: number): void {
  const { messages } = world;
  countComplete(world, m);
  if (messages.way[m] === way.agentPut) acknowledge(world, m);
  if (messages.way[m] === way.agentGet) localDone(world, m);
  unpend(world, m);
}

function countComplete(world: World, m: number): void {
  const { messages } = world;
  attribute(world, m);
  countMessage(world.statistics, world.ranks.connections, messages.profile[m], messages.connection[m], messages.to[m], messages.postedNs[m], world.now);
}

function ended(world: World, item: number, m: number, slot: number, data: boolean): void {
  const { items, messages, ranks } = world;
  const profile = items.profile[item];
  returnItem(items, item);
  if (!data) return unpend(world, m);
  const connection = ranks.connections.list[messages.lane[m]];
  connection.segmentsInFlight--;
  connection.bytesInFlight -= profile.segmentBytes[slot];
  const last = slot * 64 + profile.stages.length - 1;
  if (++messages.ended[m] === profile.segments) {
    // A put is over for its origin; the target still has to hear of it.
    if (messages.way[m] === way.rput) sendPacket(world, m, packet.end, messages.endProfile[m], last);
    if (sentByItself(world, m)) localDone(world, m);
  }
  const own = connection.head === m ? last : -1;
  unpend(world, m);
  pump(world, connection, own);
}
