import { inInstance, inServer } from '../resources.ts';
import { addKey, nextKeyFrom, removeKey } from '../waiting-keys.ts';
import { eventKind } from '../world.ts';
import { inMessage, inStep, stepFlag } from './layout.ts';
import { noteServiceOf, noteWait, withPlaces } from './scheduler.ts';
import type { PlainState } from './state.ts';

/** As the other kernel's turns, for one server that takes the oldest of each key in turn, or by priority. */

/** Instance of the line, resource or ring of a step that a message is at. */
export function instanceOf({ step, message, instances }: PlainState, m: number, at: number, flags: number): number {
  const rank = message[m | ((flags & stepFlag.receiver) !== 0 ? inMessage.to : inMessage.from)];
  const distance = step[at | inStep.distance];
  return distance >= 0 ? step[at | inStep.first] + rank * distance : instances[step[at | inStep.first] + rank];
}

/** Puts the message among those that take turns at the resource of step `at`, where it takes `ns`; an event tells the end of its service. */
export function takeTurn(state: PlainState, m: number, at: number, ns: number): void {
  if ((state.step[at | inStep.flags] & stepFlag.varies) !== 0) {
    state.moves = withPlaces(state, state.moves);
    state.moves[m + state.message[m | inMessage.position]] = ns;
  }
  const { world: { resources }, message, step } = state;
  const instance = instanceOf(state, m, at, step[at | inStep.flags]);
  resources.ns[(instance << 3) | inInstance.visits]++;
  if (++resources.outstanding[instance] > resources.int[(instance << 4) | inInstance.longest]) resources.int[(instance << 4) | inInstance.longest] = resources.outstanding[instance];
  const key = keyOf(state, m, at);
  if (resources.serving[instance] === 0 && resources.queued[instance] === 0) {
    resources.turn[instance] = key;
    startTurn(state, m, at, instance);
    return;
  }
  const heads = resources.heads[instance];
  message[m | inMessage.next] = -1;
  resources.queued[instance]++;
  if (heads[key] < 0) {
    heads[key] = m;
    addKey(resources.waiting[instance], key);
  } else message[resources.tails[instance][key] | inMessage.next] = m;
  resources.tails[instance][key] = m;
  if (resources.serving[instance] === 0) serveNext(state, instance);
}

function keyOf({ step, message, instances, ranks }: PlainState, m: number, at: number): number {
  if (step[at | inStep.keys] < -1) return -2 - step[at | inStep.keys];
  const receives = (step[at | inStep.flags] & stepFlag.receiverKey) !== 0;
  const rank = message[m | (receives ? inMessage.to : inMessage.from)];
  const first = step[at | inStep.keys];
  return first >= 0 ? instances[first + rank] : rank * ranks + message[m | (receives ? inMessage.from : inMessage.to)];
}

/** Starts who is next, if anybody is. */
export function serveNext(state: PlainState, instance: number): void {
  const { world: { resources }, message } = state;
  if (resources.queued[instance] === 0) return;
  const heads = resources.heads[instance];
  const byPriority = resources.groups[resources.groupOf[instance]].declared.discipline === 'priority';
  const key = nextKeyFrom(resources.waiting[instance], byPriority ? 0 : resources.turn[instance] + 1);
  const m = heads[key];
  heads[key] = message[m | inMessage.next];
  if (heads[key] < 0) removeKey(resources.waiting[instance], key);
  resources.queued[instance]--;
  resources.turn[instance] = key;
  startTurn(state, m, (message[m | inMessage.steps] + message[m | inMessage.position]) << 3, instance);
}

function startTurn(state: PlainState, m: number, at: number, instance: number): void {
  const { world: { resources, queue, statistics }, message, messageNs, step, stepNs, now } = state;
  const position = message[m | inMessage.position];
  const flags = step[at | inStep.flags];
  const ns = (flags & stepFlag.varies) === 0 ? stepNs[at >> 2] : state.moves[m + position];
  const arrived = messageNs[(m >> 1) | inMessage.time];
  const free = resources.ns[(instance << 3) | inServer.freeAt];
  // Cut through: the service may have begun while the segment still arrived.
  const earliest = (flags & stepFlag.cutThrough) !== 0 ? arrived - ns : now;
  const begin = free > earliest ? free : earliest;
  const end = begin + ns > now ? begin + ns : now;
  const started = begin > arrived ? begin : arrived;
  if (started > arrived) {
    resources.ns[(instance << 3) | inInstance.waitNs] += started - arrived;
    noteWait(state, m, position, started - arrived);
  }
  if ((flags & (stepFlag.cutThrough | stepFlag.varies)) !== 0) noteServiceOf(state, m, position, at, end - started);
  else if ((flags & stepFlag.data) !== 0) statistics.serviceNs[step[at | inStep.row]] += ns;
  resources.serving[instance]++;
  resources.ns[(instance << 3) | inInstance.busyNs] += ns;
  resources.ns[(instance << 3) | inServer.freeAt] = end;
  queue.push(end, eventKind.server + m * 8, instance);
}
