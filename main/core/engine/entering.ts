import { connectionOf, type Connection } from './connections.ts';
import { forgetOnPath, postOnPath } from './critical-path.ts';
import { inItem, takeItem } from './items.ts';
import { firstWaits, fromPost, returnBlock, takeBlock } from './marks.ts';
import { inMessage, packet, phase, returnMessage, takeMessage, way } from './messages.ts';
import type { Profile } from './profile.ts';
import { arrive } from './stages.ts';
import { forgetHeld, parks } from './vms/holding.ts';
import type { World } from './world.ts';

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
  messages.int[m | inMessage.from] = from;
  messages.int[m | inMessage.to] = to;
  messages.int[m | inMessage.tag] = tag;
  messages.int[m | inMessage.context] = context;
  messages.int[m | inMessage.handle] = handle;
  messages.int[m | inMessage.way] = how;
  messages.int[m | inMessage.acknowledged] = acknowledged ? 1 : 0;
  messages.int[m | inMessage.reserved] = 0;
  messages.int[m | inMessage.cause] = fromPost;
  messages.ns[(m >> 1) | inMessage.postedNs] = world.now;
  messages.int[m | inMessage.profile] = data.number;
  // Who sends no packets never looks at them.
  if (packets[how] > 0 || acknowledged) {
    messages.requestProfile[m >> 5] = request;
    messages.grantProfile[m >> 5] = reply;
    messages.endProfile[m >> 5] = end;
  }
  messages.int[m | inMessage.phase] = phase.eager;
  messages.int[m | inMessage.stream] = 0;
  messages.int[m | inMessage.entered] = 0;
  messages.int[m | inMessage.delivered] = 0;
  messages.int[m | inMessage.ended] = 0;
  messages.int[m | inMessage.entering] = 0;
  messages.int[m | inMessage.request] = -1;
  messages.int[m | inMessage.localDone] = 0;
  messages.int[m | inMessage.lastDelivered] = 0;
  // Segments, the poster's buffer and the other side's completion; packets add themselves.
  messages.int[m | inMessage.pending] = segments + 2;
  postOnPath(world, m, how === way.get || how === way.agentGet ? to : from);
  let longest = stages.length;
  if (request !== undefined) longest = Math.max(longest, request.stages.length);
  if (reply !== undefined) longest = Math.max(longest, reply.stages.length);
  if (end !== undefined) longest = Math.max(longest, end.stages.length);
  const stride = longest + 2;
  messages.int[m | inMessage.stride] = stride;
  messages.int[m | inMessage.blockSize] = stride * (segments + Math.max(packets[how], acknowledged ? 2 : 0));
  messages.int[m | inMessage.block] = takeBlock(marks, messages.int[m | inMessage.blockSize]);
  return m;
}

/** The message's data waits its turn on the connection of `from`, who sends or fetches it, and enters in order. */
export function join(world: World, m: number, from: number, to: number): void {
  const { messages, ranks } = world;
  const number = connectionOf(ranks.connections, world.topology, ranks.profiles, from, to);
  messages.int[m | inMessage.lane] = number;
  joinConnection(world, ranks.connections.list[number], m);
}

/** As {@link join}, for a message that has its connection. */
export function joinConnection(world: World, connection: Connection, m: number): void {
  const { messages } = world;
  messages.int[m | inMessage.next] = -1;
  if (connection.head < 0) connection.head = m;
  else messages.int[connection.tail | inMessage.next] = m;
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
    const profile = messages.profiles[messages.int[m | inMessage.profile]];
    if (messages.int[m | inMessage.phase] === phase.requested) {
      connection.head = messages.int[m | inMessage.next];
      sendPacket(world, m, packet.request, messages.requestProfile[m >> 5], fromPost);
      continue;
    }
    if (messages.int[m | inMessage.entering] === 1) break;
    const segment = messages.int[m | inMessage.entered];
    const bytes = profile.segmentBytes[segment];
    const full = connection.segmentsInFlight >= connection.windowSegments
      || (connection.segmentsInFlight > 0 && connection.bytesInFlight + bytes > connection.windowBytes);
    if (full) break;
    connection.segmentsInFlight++;
    connection.bytesInFlight += bytes;
    messages.int[m | inMessage.entered] = segment + 1;
    if (segment + 1 === profile.segments) connection.head = messages.int[m | inMessage.next];
    else messages.int[m | inMessage.entering] = 1;
    world.statistics.segments++;
    enter(world, m, segment, messages.int[m | inMessage.from], messages.int[m | inMessage.to], profile, entryBound(world, m, segment, cause));
    cause = -1;
  }
  connection.pumping = false;
}

/** Sends one of a message's packets; `boundBy` is the own visit that it waited for, or {@link fromPost}. */
export function sendPacket(world: World, m: number, number: number, profile: Profile | undefined, boundBy: number): void {
  if (profile === undefined) return;
  const { messages } = world;
  messages.int[m | inMessage.pending]++;
  // A get's request goes against its data.
  const back = number === packet.reply || messages.int[m | inMessage.way] === way.agentGet;
  const from = back ? messages.int[m | inMessage.to] : messages.int[m | inMessage.from];
  const to = back ? messages.int[m | inMessage.from] : messages.int[m | inMessage.to];
  enter(world, m, messages.profiles[messages.int[m | inMessage.profile]].segments + number, from, to, profile, boundBy);
}

/** Own visit code of the end of a packet's way. */
export function arrivalOf(world: World, m: number, number: number, profile: Profile | undefined): number {
  return profile === undefined ? fromPost : (world.messages.profiles[world.messages.int[m | inMessage.profile]].segments + number) * 64 + profile.deliverAt - 1;
}

/** Something of the message came to its end; the last frees it. */
export function unpend(world: World, m: number): void {
  const { messages, marks } = world;
  if (--messages.int[m | inMessage.pending] > 0) return;
  forgetOnPath(world, m);
  const { lost } = world.states;
  if (lost.size > 0) for (let visit = messages.int[m | inMessage.block]; visit < messages.int[m | inMessage.block] + messages.int[m | inMessage.blockSize]; visit++) lost.delete(visit);
  if (world.vms.heldSince.size > 0) forgetHeld(world, m);
  returnBlock(marks, messages.int[m | inMessage.block], messages.int[m | inMessage.blockSize]);
  returnMessage(messages, m);
}

/** What the segment waited for last before it entered: own credit, own earlier segment, a packet, or the post. */
function entryBound(world: World, m: number, segment: number, credit: number): number {
  if (credit >= 0) return credit;
  return segment > 0 ? (segment - 1) * 64 : world.messages.int[m | inMessage.cause];
}

function enter(world: World, m: number, slot: number, from: number, to: number, profile: Profile, boundBy: number): void {
  const { messages, marks, items } = world;
  const stride = messages.int[m | inMessage.stride];
  const first = messages.int[m | inMessage.block] + slot * stride;
  // Who waited stands behind the visits, the entry's cause behind the last possible visit of the slot.
  marks.bound[first + profile.stages.length] = firstWaits(profile.stages.length);
  marks.bound[first + stride - 1] = boundBy;
  const item = takeItem(items, m, slot, from, to, profile);
  items.int[item | inItem.marks] = first;
  items.int[item | inItem.serial] = messages.int[m | inMessage.serial];
  items.ns[(item >> 1) | inItem.time] = world.now;
  if (world.vms.holding > 0 && parks(world, item)) return;
  arrive(world, item);
}
