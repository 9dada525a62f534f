import { eventKind } from '../world.ts';
import { inMessage, inStep, stepFlag } from './layout.ts';
import { noteWait } from './scheduler.ts';
import type { PlainState } from './state.ts';
import { instanceOf } from './turns.ts';

/** As the other kernel's rings, for those that let segments wait when they are full; others are left to that kernel when they are. */

/** Takes a slot of the ring of step `at`; false when the message has to wait for it. */
export function takeSlot(state: PlainState, m: number, at: number): boolean {
  const flags = state.step[at | inStep.flags];
  const ring = state.world.states.rings[instanceOf(state, m, at, flags)];
  if (ring.taken < ring.slots) {
    ring.taken++;
    return true;
  }
  if ((flags & stepFlag.blocks) === 0) state.gaveUp = true;
  ring.waiting.push(m);
  return false;
}

/** Gives the slot back that the message has of the ring of step `at`; who waits longest takes it. */
export function freeSlot(state: PlainState, m: number, at: number): void {
  const { message, messageNs, now, world: { states, queue } } = state;
  const ring = states.rings[instanceOf(state, m, at, state.step[at | inStep.flags])];
  if (ring.taken > 0) ring.taken--;
  const next = ring.waiting.shift();
  if (next === undefined) return;
  ring.taken++;
  const waited = now - messageNs[(next >> 1) | inMessage.time];
  if (waited > 0) noteWait(state, next, message[next | inMessage.position], waited);
  message[next | inMessage.position]++;
  messageNs[(next >> 1) | inMessage.time] = now;
  queue.push(now, eventKind.stage + next * 8, 0);
}
