import { followMessage } from './critical-path.ts';
import { graphReceived, graphSent } from './graph-ranks.ts';
import { handle } from './handles.ts';
import { inMessage, packet, phase, profileOfSlot } from './messages.ts';
import { wait } from './ranks.ts';
import { any, inRequest } from './receives.ts';
import { resume } from './run-program.ts';
import { countWait } from './statistics.ts';
import { ownerOf } from './transport.ts';
import type { World } from './world.ts';

/** A send buffer is free, or a put or get is complete. */
export function onSendDone(world: World, message: number): void {
  const { ranks, messages } = world;
  const rank = ownerOf(world, message);
  if (world.graph !== undefined) {
    if (graphSent(world, world.graph, message)) resumeSent(world, rank, message);
    return;
  }
  if (ranks.waitsFor[rank] === wait.send && ranks.waitsOn[rank] === message) return resumeSent(world, rank, message);
  // The rank's blocking send that is being posted right now has no wait yet; its localDone flag tells it.
  if (requestClosed(world, rank, messages.int[message | inMessage.context], messages.int[message | inMessage.handle], -1, 0)) resumeSent(world, rank, message);
}

/** A receive is complete: it got `message`. */
export function onReceiveDone(world: World, rank: number, request: number, message: number): void {
  const { ranks, messages } = world;
  const { receives } = ranks;
  if (world.graph !== undefined) {
    if (graphReceived(world, world.graph, rank, request)) resumeReceived(world, rank, message);
    return;
  }
  const from = messages.int[message | inMessage.from];
  const tag = messages.int[message | inMessage.tag];
  const slot = receives.int[(request << 4) | inRequest.handle];
  if (slot < 0 && (messages.int[message | inMessage.context] & 1) === 0) receivedFrom(world, rank, from, tag);
  if (ranks.waitsFor[rank] === wait.receive && ranks.waitsOn[rank] === request) return resumeReceived(world, rank, message);
  if (requestClosed(world, rank, messages.int[message | inMessage.context], slot, from, tag)) resumeReceived(world, rank, message);
}

/** A message came that nobody had asked for: the rank may be waiting for just that. */
export function onMessageKept(world: World, message: number): void {
  const { ranks, messages } = world;
  const rank = messages.int[message | inMessage.to];
  if (ranks.waitsFor[rank] !== wait.probe) return;
  const at = ranks.waitsOn[rank];
  const code = ranks.code[rank];
  const fits = code.context[at] === messages.int[message | inMessage.context] && (code.a[at] === any || code.a[at] === messages.int[message | inMessage.from]) && (code.b[at] === any || code.b[at] === messages.int[message | inMessage.tag]);
  if (!fits) return;
  const slot = messages.int[message | inMessage.phase] === phase.eager ? messages.int[message | inMessage.lastDelivered] : messages.profiles[messages.int[message | inMessage.profile]].segments + packet.request;
  resumeAt(world, rank, message, false, slot, profileOfSlot(messages, message, slot).deliverAt - 1, false);
}

/** The rank's program knows of a message received: sends to `source` go to its sender. */
function receivedFrom({ ranks }: World, rank: number, from: number, tag: number): void {
  ranks.source[rank] = from;
  ranks.sourceTag[rank] = tag;
}

/** The rank has waited for a complete request: its handle is free again. */
export function closeHandle(world: World, rank: number, slot: number): void {
  const { handles } = world.ranks;
  handles.state[slot] = handle.closed;
  // Messages of a collective stay unknown to the program.
  if (handles.source[slot] >= 0 && world.ranks.call[rank] === undefined) receivedFrom(world, rank, handles.source[slot], handles.tag[slot]);
}

/** Closes the handles of all requests that the rank's code has had. */
export function closeAllHandles(world: World, rank: number): void {
  const { ranks } = world;
  const first = ranks.handleBase[rank];
  const end = first + ranks.code[rank].handles.length;
  for (let slot = first; slot < end; slot++) if (ranks.handles.state[slot] === handle.complete) closeHandle(world, rank, slot);
}

/** One request less; true when this is what the rank waited for. */
function requestClosed(world: World, rank: number, context: number, slot: number, from: number, tag: number): boolean {
  const { ranks } = world;
  const inside = (context & 1) === 1;
  const left = inside ? --ranks.openInside[rank] : --ranks.open[rank];
  const awaited = slot >= 0 && handleDone(world, rank, slot, from, tag);
  if (awaited) return true;
  if (ranks.waitsFor[rank] !== wait.all || left !== 0 || inside !== (ranks.call[rank] !== undefined)) return false;
  closeAllHandles(world, rank);
  return true;
}

function handleDone(world: World, rank: number, slot: number, from: number, tag: number): boolean {
  const { ranks } = world;
  const { handles } = ranks;
  handles.source[slot] = from;
  handles.tag[slot] = tag;
  if (--handles.pending[slot] > 0) return false;
  if (handles.state[slot] !== handle.awaited) {
    handles.state[slot] = handle.complete;
    return false;
  }
  closeHandle(world, rank, slot);
  if (ranks.waitsFor[rank] === wait.list) return --ranks.missing[rank] === 0;
  const code = ranks.code[rank];
  const at = ranks.waitsOn[rank];
  for (let i = code.a[at]; i < code.a[at] + code.b[at]; i++) {
    const other = ranks.handleBase[rank] + code.list[i];
    if (handles.state[other] === handle.awaited) handles.state[other] = handle.open;
  }
  return true;
}

function resumeReceived(world: World, rank: number, message: number): void {
  const { messages } = world;
  const slot = messages.int[message | inMessage.lastDelivered];
  resumeAt(world, rank, message, false, slot, profileOfSlot(messages, message, slot).deliverAt - 1, messages.int[message | inMessage.localDone] === 1);
}

/** A send buffer is free when the receiver said so, when the last segment is out of the sender's hands, or when the last of all has ended. */
function resumeSent(world: World, rank: number, m: number): void {
  const { messages, marks } = world;
  const { localDoneAt, segments, stages } = messages.profiles[messages.int[m | inMessage.profile]];
  // What a rank fetched it received.
  if (rank !== messages.int[m | inMessage.from]) return resumeReceived(world, rank, m);
  if (messages.int[m | inMessage.acknowledged] === 1) {
    const slot = segments + packet.reply;
    return resumeAt(world, rank, m, true, slot, profileOfSlot(messages, m, slot).deliverAt - 1, false);
  }
  let slot = segments - 1;
  const last = messages.int[m | inMessage.block] + stages.length;
  if (localDoneAt < 0) while (slot > 0 && marks.arrived[last + slot * messages.int[m | inMessage.stride]] !== world.now) slot--;
  resumeAt(world, rank, m, true, slot, localDoneAt < 0 ? stages.length - 1 : localDoneAt, false);
}

/** What the rank waited for is there since `slot` of `message` left `position`. */
function resumeAt(world: World, rank: number, message: number, sent: boolean, slot: number, position: number, last: boolean): void {
  countWait(world, rank, message, sent);
  followMessage(world, rank, message, slot, position, last);
  resume(world, rank);
}
