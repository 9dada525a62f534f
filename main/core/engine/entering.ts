import { connectionOf, type Connection } from './connections.ts';
import { forgetOnPath, postOnPath } from './critical-path.ts';
import { takeItem } from './items.ts';
import { returnBlock, takeBlock } from './marks.ts';
import { packet, phase, returnMessage, takeMessage, way } from './messages.ts';
import type { Profile } from './profile.ts';
import { arrive } from './stages.ts';
import type { World } from './world.ts';

/** Code in a segment's entry mark for: entered because the message was posted. */
export const fromPost = -1;

/** Packets a message may send beside its segments, and so slots it needs, by {@link way}. */
const packets = new Uint8Array([0, 2, 2, 3, 0, 0, 2, 2]);

/**
 * Number of a new message, posted at the present time; it has not joined a connection. `handle`: entry of the request's
 * handle, or -1; `acknowledged`: the sender is done when the receiver says so; then profiles of its data and its packets.
 */
export function createMessage(
  world: World, how: number, from: number, to: number, tag: number, context: number, handle: number, acknowledged: boolean,
  data: Profile, request?: Profile, reply?: Profile, end?: Profile,
): number {
  const { messages, marks } = world;
  const m = takeMessage(messages);
  const { segments, stages } = data;
  messages.from[m] = from;
  messages.to[m] = to;
  messages.tag[m] = tag;
  messages.context[m] = context;
  messages.handle[m] = handle;
  messages.way[m] = how;
  messages.acknowledged[m] = acknowledged ? 1 : 0;
  messages.reserved[m] = 0;
  messages.cause[m] = fromPost;
  messages.postedNs[m] = world.now;
  messages.profile[m] = data;
  messages.requestProfile[m] = request;
  messages.grantProfile[m] = reply;
  messages.endProfile[m] = end;
  messages.phase[m] = phase.eager;
  messages.stream[m] = 0;
  messages.entered[m] = 0;
  messages.delivered[m] = 0;
  messages.ended[m] = 0;
  messages.entering[m] = 0;
  messages.request[m] = -1;
  messages.localDone[m] = 0;
  messages.lastDelivered[m] = 0;
  // Segments, the poster's buffer and the other side's completion; packets add themselves.
  messages.pending[m] = segments + 2;
  postOnPath(world, m, how === way.get || how === way.agentGet ? to : from);
  let longest = stages.length;
  if (request !== undefined) longest = Math.max(longest, request.stages.length);
  if (reply !== undefined) longest = Math.max(longest, reply.stages.length);
  if (end !== undefined) longest = Math.max(longest, end.stages.length);
  const stride = longest + 2;
  messages.stride[m] = stride;
  messages.blockSize[m] = stride * (segments + Math.max(packets[how], acknowledged ? 2 : 0));
  messages.block[m] = takeBlock(marks, messages.blockSize[m]);
  return m;
}

/** The message's data waits its turn on the connection of `from`, who sends or fetches it, and enters in order. */
export function join(world: World, m: number, from: number, to: number): void {
  const { messages, ranks } = world;
  const number = connectionOf(ranks.connections, world.topology, ranks.profiles, from, to);
  messages.lane[m] = number;
  joinConnection(world, ranks.connections.list[number], m);
}

/** As {@link join}, for a message that has its connection. */
export function joinConnection(world: World, connection: Connection, m: number): void {
  const { messages } = world;
  messages.next[m] = -1;
  if (connection.head < 0) connection.head = m;
  else messages.next[connection.tail] = m;
  connection.tail = m;
  pump(world, connection, -1);
}

/** Lets in what may enter; `credit` is the own visit that gave window back, or -1. */
export function pump(world: World, connection: Connection, credit: number): void {
  if (connection.pumping) return;
  connection.pumping = true;
  const { messages } = world;
  let cause = credit;
  while (connection.head >= 0 && world.failure === undefined) {
    const m = connection.head;
    const profile = messages.profile[m];
    if (messages.phase[m] === phase.requested) {
      connection.head = messages.next[m];
      sendPacket(world, m, packet.request, messages.requestProfile[m], fromPost);
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
    world.statistics.segments++;
    enter(world, m, segment, messages.from[m], messages.to[m], profile, entryBound(world, m, segment, cause));
    cause = -1;
  }
  connection.pumping = false;
}

/** Sends one of a message's packets; `boundBy` is the own visit that it waited for, or {@link fromPost}. */
export function sendPacket(world: World, m: number, number: number, profile: Profile | undefined, boundBy: number): void {
  if (profile === undefined) return;
  const { messages } = world;
  messages.pending[m]++;
  // A get's request goes against its data.
  const back = number === packet.reply || messages.way[m] === way.agentGet;
  const from = back ? messages.to[m] : messages.from[m];
  const to = back ? messages.from[m] : messages.to[m];
  enter(world, m, messages.profile[m].segments + number, from, to, profile, boundBy);
}

/** Own visit code of the end of a packet's way. */
export function arrivalOf(world: World, m: number, number: number, profile: Profile | undefined): number {
  return profile === undefined ? fromPost : (world.messages.profile[m].segments + number) * 64 + profile.deliverAt - 1;
}

/** Something of the message came to its end; the last frees it. */
export function unpend(world: World, m: number): void {
  const { messages, marks } = world;
  if (--messages.pending[m] > 0) return;
  forgetOnPath(world, m);
  const { lost } = world.states;
  if (lost.size > 0) for (let visit = messages.block[m]; visit < messages.block[m] + messages.blockSize[m]; visit++) lost.delete(visit);
  returnBlock(marks, messages.block[m], messages.blockSize[m]);
  returnMessage(messages, m);
}

/** What the segment waited for last before it entered: own credit, own earlier segment, a packet, or the post. */
function entryBound(world: World, m: number, segment: number, credit: number): number {
  if (credit >= 0) return credit;
  return segment > 0 ? (segment - 1) * 64 : world.messages.cause[m];
}

function enter(world: World, m: number, slot: number, from: number, to: number, profile: Profile, boundBy: number): void {
  const { messages, marks, items } = world;
  // The entry's cause stands behind the last possible visit of the slot.
  marks.bound[messages.block[m] + slot * messages.stride[m] + messages.stride[m] - 1] = boundBy;
  const item = takeItem(items, m, slot, from, to, profile);
  items.time[item] = world.now;
  arrive(world, item);
}
