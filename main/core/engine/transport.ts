import { attribute } from './attribution.ts';
import { connectionOf, type Connection } from './connections.ts';
import { inEntity, over } from './cpu.ts';
import { turnPath } from './critical-path.ts';
import { arrivalOf, createMessage, join, joinConnection, pump, sendPacket, unpend } from './entering.ts';
import { inItem, returnItem } from './items.ts';
import { inMessage, packet, phase, way } from './messages.ts';
import { shape } from './profile.ts';
import { finishReceive, inRequest, makeRequest, matchArrival } from './receives.ts';
import { countMessage } from './statistics.ts';
import type { World } from './world.ts';

/** How a message is sent: with a copy into the send buffer at most, as bytes of a stream, or done only when it is matched. */
export const sending = { standard: 0, stream: 1, synchronous: 2 } as const;

/**
 * Posts a message at the present time; it enters its connection in order. Streams never ask the receiver. Answers -1 when
 * the send buffer is free already. An eager message for which the receiver's library has no memory left asks first, as if it
 * were long; the memory's state is known at once, as credits that ride on other messages would tell it a little later.
 */
export function postSend(world: World, from: number, to: number, bytes: number, tag: number, context: number, how: number, handle: number): number {
  const { messages, ranks } = world;
  const { profiles, connections, receives } = ranks;
  const number = connectionOf(connections, world.topology, profiles, from, to);
  const connection = connections.list[number];
  const { manners, near } = connection;
  const { route } = manners;
  const mayAsk = how !== sending.stream && !manners.raw;
  const asks = mayAsk && (bytes > manners.eagerLimitBytes || receives.eagerBytes[to] + bytes > manners.unexpectedBytes);
  let m: number;
  if (asks) {
    m = createRendezvous(world, connection, from, to, bytes, tag, context, handle);
    messages.int[m | inMessage.phase] = phase.requested;
  } else {
    const acknowledged = how === sending.synchronous;
    let data = connection.profile;
    if (data?.bytes !== bytes) connection.profile = data = profiles.data(route, bytes, near);
    m = createMessage(world, way.eager, from, to, tag, context, handle, acknowledged, data, undefined, acknowledged ? profiles.control(route, near) : undefined);
    if (mayAsk) {
      messages.int[m | inMessage.reserved] = 1;
      receives.eagerBytes[to] += bytes;
    }
  }
  messages.int[m | inMessage.stream] = how === sending.stream ? 1 : 0;
  const serial = messages.int[m | inMessage.serial];
  messages.int[m | inMessage.connection] = number;
  messages.int[m | inMessage.lane] = number;
  messages.int[m | inMessage.order] = (connection.first ?? connection).posted++ | 0;
  joinConnection(world, connection, m);
  return messages.int[m | inMessage.serial] !== serial || messages.int[m | inMessage.localDone] === 1 ? -1 : m;
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
  if (how === way.agentGet) messages.int[m | inMessage.phase] = phase.requested;
  const serial = messages.int[m | inMessage.serial];
  messages.int[m | inMessage.connection] = get ? connectionOf(connections, world.topology, profiles, from, to) : number;
  messages.int[m | inMessage.lane] = number;
  messages.int[m | inMessage.order] = (connection.first ?? connection).oneSided++ | 0;
  joinConnection(world, connection, m);
  return messages.int[m | inMessage.serial] !== serial || messages.int[m | inMessage.localDone] === 1 ? -1 : m;
}

/** The rank whose operation the message is. */
export function ownerOf(world: World, m: number): number {
  const { messages } = world;
  return messages.int[m | inMessage.way] === way.get || messages.int[m | inMessage.way] === way.agentGet ? messages.int[m | inMessage.to] : messages.int[m | inMessage.from];
}

/**
 * Posts a receive; a message that waited for it is answered. Answers the request, or -1 when it is complete already. It is
 * `copying` when the message lies in the library's memory: the rank copies it out and then calls `completeReceive`.
 */
export function postReceive(world: World, rank: number, from: number, tag: number, context: number, bytes: number, handle: number): number {
  const { messages } = world;
  const { receives } = world.ranks;
  const request = makeRequest(world, rank, from, tag, context, bytes);
  receives.int[(request << 4) | inRequest.handle] = handle;
  const message = receives.int[(request << 4) | inRequest.message];
  if (message < 0 || messages.int[message | inMessage.phase] === phase.eager) {
    if (message >= 0 && messages.int[message | inMessage.acknowledged] === 1) {
      turnPath(world, message, rank);
      acknowledge(world, message);
    }
    return request;
  }
  const before = receives.int[(request << 4) | inRequest.completed];
  turnPath(world, message, rank);
  answer(world, message);
  return receives.int[(request << 4) | inRequest.completed] === before ? request : -1;
}

/** The eager message of a request that lies in the library's memory; -1: none. */
export function toCopyOf(world: World, request: number): number {
  const { messages } = world;
  const m = world.ranks.receives.int[(request << 4) | inRequest.message];
  return m >= 0 && messages.int[m | inMessage.phase] === phase.eager && messages.int[m | inMessage.delivered] === messages.profiles[messages.int[m | inMessage.profile]].segments ? m : -1;
}

/** A message's first sign at its receiver. Signs are taken in as their messages were posted: MPI matches in that order. */
function envelopeArrived(world: World, m: number): void {
  const { messages } = world;
  const taken = world.ranks.connections.list[messages.int[m | inMessage.connection]];
  const connection = taken.first ?? taken;
  if (messages.int[m | inMessage.order] !== (connection.received | 0)) {
    (connection.early ??= []).push(m);
    return;
  }
  for (let next = m; ;) {
    connection.received++;
    if (!matchArrival(world, next)) {
      world.messageKept(next);
    } else if (messages.int[next | inMessage.phase] === phase.eager) {
      if (messages.int[next | inMessage.acknowledged] === 1) acknowledge(world, next);
      completeIfThere(world, next);
    } else {
      answer(world, next);
    }
    const { early } = connection;
    if (early === undefined || early.length === 0) return;
    const i = early.findIndex((m) => messages.int[m | inMessage.order] === (connection.received | 0));
    if (i < 0) return;
    [next] = early.splice(i, 1);
  }
}

/** Answers a matched RTS: fetches the data or sends the CTS. What it waited for last is the RTS or, later, the receive. */
function answer(world: World, m: number): void {
  const { messages } = world;
  const asked = arrivalOf(world, m, packet.request, messages.requestProfile[m >> 5]);
  if (messages.int[m | inMessage.way] !== way.rget) return sendPacket(world, m, packet.reply, messages.grantProfile[m >> 5], asked);
  messages.int[m | inMessage.phase] = phase.granted;
  messages.int[m | inMessage.cause] = asked;
  join(world, m, messages.int[m | inMessage.to], messages.int[m | inMessage.from]);
}

/** Tells the sender of an eager message that it is matched or, for a put, there. */
function acknowledge(world: World, m: number): void {
  const { messages } = world;
  sendPacket(world, m, packet.reply, messages.grantProfile[m >> 5], messages.int[m | inMessage.lastDelivered] * 64 + messages.profiles[messages.int[m | inMessage.profile]].deliverAt - 1);
}

/** Called by the stages whenever an item passed a position that may matter. */
export function onItemPassed(world: World, item: number, position: number): void {
  const { items, messages, ranks } = world;
  const m = items.int[item | inItem.message];
  const slot = items.int[item | inItem.slot];
  const profile = items.profiles[items.int[item | inItem.profile]];
  const data = slot < messages.profiles[messages.int[m | inMessage.profile]].segments;
  if (data && position === 1 && messages.int[m | inMessage.entering] === 1 && slot === messages.int[m | inMessage.entered] - 1) {
    messages.int[m | inMessage.entering] = 0;
    pump(world, ranks.connections.list[messages.int[m | inMessage.lane]], -1);
  }
  if (data && position === profile.localDoneAt + 1 && position > 0 && slot === profile.segments - 1 && sentByItself(world, m)) localDone(world, m);
  if (position === profile.deliverAt) {
    if (data) delivered(world, m, slot);
    else packetArrived(world, m, slot - messages.profiles[messages.int[m | inMessage.profile]].segments);
  }
  if (position === profile.stages.length) ended(world, item, m, slot, data);
}

/** Whether the buffer is free when the poster's own side of the path is done with it. */
function sentByItself({ messages }: World, m: number): boolean {
  return messages.int[m | inMessage.acknowledged] === 0 && messages.int[m | inMessage.way] !== way.agentGet;
}

function localDone(world: World, m: number): void {
  const { messages } = world;
  if (messages.int[m | inMessage.localDone] === 1) return;
  messages.int[m | inMessage.localDone] = 1;
  world.sendDone(m);
  unpend(world, m);
}

function packetArrived(world: World, m: number, number: number): void {
  const { messages } = world;
  if (number === packet.end) {
    messages.int[m | inMessage.lastDelivered] = messages.profiles[messages.int[m | inMessage.profile]].segments + packet.end;
    completeReceive(world, m);
  } else if (number === packet.reply) {
    if (messages.int[m | inMessage.acknowledged] === 1) return localDone(world, m);
    letIn(world, m, packet.reply, messages.grantProfile[m >> 5]);
  } else if (messages.int[m | inMessage.way] === way.agentGet) {
    letIn(world, m, packet.request, messages.requestProfile[m >> 5]);
  } else {
    envelopeArrived(world, m);
  }
}

/** The other side agreed: the data may enter. */
function letIn(world: World, m: number, number: number, profile: (typeof world.messages.requestProfile)[number]): void {
  const { messages } = world;
  messages.int[m | inMessage.phase] = phase.granted;
  messages.int[m | inMessage.cause] = arrivalOf(world, m, number, profile);
  // A get's request went on the origin's connection; its data goes on the target's.
  if (messages.int[m | inMessage.way] === way.agentGet) join(world, m, messages.int[m | inMessage.from], messages.int[m | inMessage.to]);
  else joinConnection(world, world.ranks.connections.list[messages.int[m | inMessage.lane]], m);
}

function delivered(world: World, m: number, slot: number): void {
  const { messages } = world;
  messages.int[m | inMessage.lastDelivered] = slot;
  const count = ++messages.int[m | inMessage.delivered];
  const all = count === messages.profiles[messages.int[m | inMessage.profile]].segments;
  switch (messages.int[m | inMessage.way]) {
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
  if (messages.int[m | inMessage.delivered] === messages.profiles[messages.int[m | inMessage.profile]].segments && messages.int[m | inMessage.request] >= 0) completeReceive(world, m);
}

/** The data is there and wanted: the receive is done. */
export function completeReceive(world: World, m: number): void {
  const { messages } = world;
  countComplete(world, m);
  if (messages.int[m | inMessage.reserved] === 1) world.ranks.receives.eagerBytes[messages.int[m | inMessage.to]] -= messages.profiles[messages.int[m | inMessage.profile]].bytes;
  const request = messages.int[m | inMessage.request];
  finishReceive(world, request);
  world.receiveDone(messages.int[m | inMessage.to], request, m);
  unpend(world, m);
}

/** All data of a put is at its target, of a get at its origin. */
function completeOneSided(world: World, m: number): void {
  const { messages } = world;
  countComplete(world, m);
  if (messages.int[m | inMessage.way] === way.agentPut) acknowledge(world, m);
  if (messages.int[m | inMessage.way] === way.agentGet) localDone(world, m);
  unpend(world, m);
}

function countComplete(world: World, m: number): void {
  const { messages } = world;
  attribute(world, m);
  countMessage(world.statistics, world.ranks.connections, messages.profiles[messages.int[m | inMessage.profile]], messages.int[m | inMessage.connection], messages.int[m | inMessage.to], messages.ns[(m >> 1) | inMessage.postedNs], world.now);
}

function ended(world: World, item: number, m: number, slot: number, data: boolean): void {
  const { items, messages, ranks, cpu } = world;
  const profile = items.profiles[items.int[item | inItem.profile]];
  if (cpu.serving >= 0 && cpu.int[(cpu.serving << 5) | inEntity.finishing] === item) cpu.int[(cpu.serving << 5) | inEntity.finishing] = over;
  returnItem(items, item);
  if (!data) return unpend(world, m);
  const connection = ranks.connections.list[messages.int[m | inMessage.lane]];
  connection.segmentsInFlight--;
  connection.bytesInFlight -= profile.segmentBytes[slot];
  const last = slot * 64 + profile.stages.length - 1;
  if (++messages.int[m | inMessage.ended] === profile.segments) {
    // A put is over for its origin; the target still has to hear of it.
    if (messages.int[m | inMessage.way] === way.rput) sendPacket(world, m, packet.end, messages.endProfile[m >> 5], last);
    if (sentByItself(world, m)) localDone(world, m);
  }
  const own = connection.head === m ? last : -1;
  unpend(world, m);
  pump(world, connection, own);
}
