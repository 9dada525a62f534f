import { attribute } from './attribution.ts';
import type { Connection } from './connections.ts';
import { connectionOf } from './connections.ts';
import { forgetOnPath, postOnPath, turnPath } from './critical-path.ts';
import { returnItem, takeItem } from './items.ts';
import { returnBlock, takeBlock } from './marks.ts';
import { phase, returnMessage, takeMessage } from './messages.ts';
import { relationOf } from './profiles.ts';
import { finishReceive, makeRequest, matchArrival } from './receives.ts';
import { arrive } from './stages.ts';
import { countMessage } from './statistics.ts';
import { sameLeaf } from './topology.ts';
import type { World } from './world.ts';

/** Code in a segment's entry mark for: entered because the message was posted. */
export const fromPost = -1;

/**
 * Posts a message at the present time; it enters its connection in order. Streams never ask the receiver. Answers -1 when
 * the send buffer is free already.
 */
export function postSend(world: World, from: number, to: number, bytes: number, tag: number, stream: boolean): number {
  const { messages, marks, ranks, input } = world;
  const relation = relationOf(input, from, to);
  const { profiles, connections } = ranks;
  const near = sameLeaf(world.topology, from, to);
  const profile = profiles.data(relation, bytes, near);
  const eagerLimit = input.mpi.eagerLimitBytes !== undefined && relation !== 'same-vm' ? input.mpi.eagerLimitBytes : profiles.model(relation).protocol.eagerLimitBytes;
  const rendezvous = !stream && input.program.layer === 'mpi' && bytes > eagerLimit;
  const control = rendezvous ? profiles.control(relation, near) : undefined;
  const grant = rendezvous ? profiles.control(relationOf(input, to, from), near) : undefined;
  const m = takeMessage(messages);
  const serial = messages.serial[m];
  messages.from[m] = from;
  messages.to[m] = to;
  messages.tag[m] = tag;
  messages.postedNs[m] = world.now;
  messages.profile[m] = profile;
  messages.requestProfile[m] = control;
  messages.grantProfile[m] = grant;
  messages.phase[m] = rendezvous ? phase.requested : phase.eager;
  messages.stream[m] = stream ? 1 : 0;
  messages.entered[m] = 0;
  messages.delivered[m] = 0;
  messages.ended[m] = 0;
  messages.entering[m] = 0;
  messages.request[m] = -1;
  messages.localDone[m] = 0;
  messages.lastDelivered[m] = 0;
  postOnPath(world, m, from);
  // Segments, the sender's buffer and the receiver's completion; control packets add themselves.
  messages.pending[m] = profile.segments + 2;
  const stride = Math.max(profile.stages.length, control?.stages.length ?? 0, grant?.stages.length ?? 0) + 2;
  messages.stride[m] = stride;
  messages.blockSize[m] = stride * (profile.segments + 2);
  messages.block[m] = takeBlock(marks, messages.blockSize[m]);
  messages.connection[m] = connectionOf(connections, input, profiles, from, to);
  const connection = connections.list[messages.connection[m]];
  messages.order[m] = connection.posted++ | 0;
  join(world, connection, m);
  return messages.serial[m] !== serial || messages.localDone[m] === 1 ? -1 : m;
}

/** The receiver agreed: the data may enter. Called when the CTS reached the sender. */
function granted(world: World, m: number): void {
  world.messages.phase[m] = phase.granted;
  join(world, world.ranks.connections.list[world.messages.connection[m]], m);
}

/** The outcome of posting a receive. */
export interface Posted {
  /** -1: it is complete already. */
  readonly request: number;
  /** An eager message that already lies in the library's memory and has to be copied out; -1: none. */
  readonly toCopy: number;
}

/** Posts a receive; a message that waited for it is answered. */
export function postReceive(world: World, rank: number, from: number, tag: number): Posted {
  const { messages } = world;
  const { request, message } = makeRequest(world, rank, from, tag);
  if (message < 0) return { request, toCopy: -1 };
  if (messages.phase[message] !== phase.eager) {
    const before = world.ranks.receives.completed[request];
    turnPath(world, message, rank);
    sendGrant(world, message);
    return { request: world.ranks.receives.completed[request] === before ? request : -1, toCopy: -1 };
  }
  return { request, toCopy: messages.delivered[message] === messages.profile[message].segments ? message : -1 };
}

/** A message's first sign at its receiver. Signs are taken in as their messages were posted: MPI matches in that order. */
function envelopeArrived(world: World, m: number): void {
  const { messages } = world;
  const connection = world.ranks.connections.list[messages.connection[m]];
  if (messages.order[m] !== (connection.received | 0)) {
    connection.early.push(m);
    return;
  }
  for (let next = m; ;) {
    connection.received++;
    if (matchArrival(world, next)) {
      if (messages.phase[next] === phase.eager) completeIfThere(world, next);
      else sendGrant(world, next);
    }
    const i = connection.early.length === 0 ? -1 : connection.early.findIndex((early) => messages.order[early] === (connection.received | 0));
    if (i < 0) return;
    [next] = connection.early.splice(i, 1);
  }
}

/** Sends the CTS back to the sender; what it waited for last is the RTS or, later, the receive. */
function sendGrant(world: World, m: number): void {
  const { messages } = world;
  const profile = messages.grantProfile[m];
  const request = messages.requestProfile[m];
  if (profile === undefined || request === undefined) return;
  const segments = messages.profile[m].segments;
  enter(world, m, segments + 1, messages.to[m], messages.from[m], profile, segments * 64 + request.deliverAt - 1);
}

function join(world: World, connection: Connection, m: number): void {
  const { messages } = world;
  messages.next[m] = -1;
  if (connection.head < 0) connection.head = m;
  else messages.next[connection.tail] = m;
  connection.tail = m;
  pump(world, connection, -1);
}

/** Lets in what may enter; `credit` is the own visit that gave window back, or -1. */
function pump(world: World, connection: Connection, credit: number): void {
  if (connection.pumping) return;
  connection.pumping = true;
  const { messages } = world;
  let cause = credit;
  while (connection.head >= 0 && world.failure === undefined) {
    const m = connection.head;
    const profile = messages.profile[m];
    if (messages.phase[m] === phase.requested) {
      const request = messages.requestProfile[m];
      connection.head = messages.next[m];
      if (request !== undefined) enter(world, m, profile.segments, messages.from[m], messages.to[m], request, fromPost);
      continue;
    }
    if (messages.entering[m] === 1) break;
    const segment = messages.entered[m];
    const bytes = profile.segmentBytes[segment];
    const full = connection.segmentsInFlight >= connection.windowSegments
      || (connection.segmentsInFlight > 0 && connection.bytesInFlight + bytes > connection.windowBytes);
    if (full) break;
    connection.segmentsInFlight++;
    connection.bytesInFlight += bytes;
    messages.entered[m] = segment + 1;
    if (segment + 1 === profile.segments) connection.head = messages.next[m];
    else messages.entering[m] = 1;
    enter(world, m, segment, messages.from[m], messages.to[m], profile, entryBound(world, m, segment, cause));
    cause = -1;
  }
  connection.pumping = false;
}

/** What the segment waited for last before it entered: own credit, own earlier segment, the CTS, or the post. */
function entryBound(world: World, m: number, segment: number, credit: number): number {
  const { messages } = world;
  if (credit >= 0) return credit;
  if (segment > 0) return (segment - 1) * 64;
  const grant = messages.grantProfile[m];
  return grant === undefined ? fromPost : (messages.profile[m].segments + 1) * 64 + grant.deliverAt - 1;
}

function enter(world: World, m: number, slot: number, from: number, to: number, profile: (typeof world.messages.profile)[number], boundBy: number): void {
  const { messages, marks, items } = world;
  const control = slot >= messages.profile[m].segments;
  if (control) messages.pending[m]++;
  else world.statistics.segments++;
  // The entry's cause stands behind the last possible visit of the slot.
  marks.bound[messages.block[m] + slot * messages.stride[m] + messages.stride[m] - 1] = boundBy;
  const item = takeItem(items, m, slot, from, to, profile);
  items.time[item] = world.now;
  arrive(world, item);
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
    pump(world, ranks.connections.list[messages.connection[m]], -1);
  }
  if (data && position === profile.localDoneAt + 1 && position > 0 && slot === profile.segments - 1) localDone(world, m);
  if (position === profile.deliverAt) delivered(world, m, slot, data);
  if (position === profile.stages.length) ended(world, item, m, slot, data);
}

function localDone(world: World, m: number): void {
  const { messages } = world;
  if (messages.localDone[m] === 1) return;
  messages.localDone[m] = 1;
  world.sendDone(m);
  unpend(world, m);
}

function delivered(world: World, m: number, slot: number, data: boolean): void {
  const { messages } = world;
  const segments = messages.profile[m].segments;
  if (!data) {
    if (slot === segments) envelopeArrived(world, m);
    else granted(world, m);
    return;
  }
  messages.lastDelivered[m] = slot;
  if (messages.delivered[m]++ === 0 && messages.phase[m] === phase.eager) envelopeArrived(world, m);
  else completeIfThere(world, m);
}

function completeIfThere(world: World, m: number): void {
  const { messages } = world;
  if (messages.delivered[m] === messages.profile[m].segments && messages.request[m] >= 0) completeReceive(world, m);
}

/** The data is there and wanted: the receive is done. */
export function completeReceive(world: World, m: number): void {
  const { messages, statistics } = world;
  attribute(world, m);
  countMessage(statistics, messages.profile[m], messages.from[m], messages.to[m], world.input.places.length, messages.postedNs[m], world.now);
  const request = messages.request[m];
  finishReceive(world, request);
  world.receiveDone(messages.to[m], request, m);
  unpend(world, m);
}

function ended(world: World, item: number, m: number, slot: number, data: boolean): void {
  const { items, messages, ranks } = world;
  const profile = items.profile[item];
  returnItem(items, item);
  if (!data) return unpend(world, m);
  const connection = ranks.connections.list[messages.connection[m]];
  connection.segmentsInFlight--;
  connection.bytesInFlight -= profile.segmentBytes[slot];
  if (++messages.ended[m] === profile.segments) localDone(world, m);
  const own = connection.head === m ? slot * 64 + profile.stages.length - 1 : -1;
  unpend(world, m);
  pump(world, connection, own);
}

function unpend(world: World, m: number): void {
  const { messages, marks } = world;
  if (--messages.pending[m] > 0) return;
  forgetOnPath(world, m);
  returnBlock(marks, messages.block[m], messages.blockSize[m]);
  returnMessage(messages, m);
}
