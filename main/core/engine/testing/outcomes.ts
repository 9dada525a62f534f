import type { RankTime, RunInput, RunResult } from '../../contract/index.ts';
import { inEntity } from '../cpu.ts';
import { roomOf } from '../marks.ts';
import { inMessage } from '../messages.ts';
import { advance, createWorld, simulate } from '../simulation.ts';
import { inRequest } from '../receives.ts';
import type { World } from '../world.ts';

/** Runs to the end; throws when the run fails. */
export function resultFor(input: RunInput): RunResult {
  const outcome = simulate(input);
  if (!outcome.ok) throw new Error(`${outcome.failure.kind}: ${outcome.failure.message}`);
  return outcome.result;
}

/** The simulation's state after its last event, or after `longest` events when it does not end. */
export function worldAfter(input: RunInput, longest = 5_000_000): World {
  const world = createWorld(input);
  if (!advance(world, longest)) throw new Error(`the run has not ended after ${longest} events`);
  return world;
}

/** Sum of the parts of a rank's time. */
export function sumOf(time: RankTime): number {
  return time.computeNs + time.overheadNs + time.waitingNs + time.stolenNs + time.startNs + (time.pausedNs ?? 0);
}

/** Everything that a run takes and must have given back by its end; empty when it has. */
export function leaksOf(world: World): readonly string[] {
  const leaks: string[] = [];
  const { items, messages, marks, states, resources, ranks, cpu } = world;
  if (items.inUse !== 0) leaks.push(`${items.inUse} items`);
  let free = 0;
  for (let m = messages.free; m >= 0; m = messages.int[m | inMessage.next]) free++;
  if (free !== messages.capacity) leaks.push(`${messages.capacity - free} messages`);
  let freeMarks = 0;
  marks.freeBySize.forEach((blocks, size) => { freeMarks += blocks.length * roomOf(size); });
  if (freeMarks !== marks.end) leaks.push(`${marks.end - freeMarks} marks`);
  states.rings.forEach((ring, i) => { if (ring.taken !== 0 || ring.waiting.length > 0) leaks.push(`ring ${i}: ${ring.taken} slots, ${ring.waiting.length} waiting`); });
  states.batches.forEach((batch, i) => { if (batch.held.length > 0) leaks.push(`batch ${i}: ${batch.held.length} held`); });
  resources.outstanding.forEach((count, i) => { if (count !== 0) leaks.push(`resource ${i}: ${count} outstanding`); });
  resources.serving.forEach((count, i) => { if (count !== 0) leaks.push(`resource ${i}: ${count} in service`); });
  ranks.connections.list.forEach((connection, i) => {
    if (connection.segmentsInFlight !== 0 || connection.bytesInFlight !== 0 || connection.head >= 0) leaks.push(`connection ${i}: ${connection.segmentsInFlight} segments in flight`);
  });
  ranks.receives.oldest.forEach((message, rank) => { if (message >= 0) leaks.push(`rank ${rank}: unexpected messages`); });
  ranks.receives.wildHead.forEach((request, rank) => { if (request >= 0) leaks.push(`rank ${rank}: posted receives`); });
  if (ranks.receives.queues.inUse !== 0) leaks.push(`${ranks.receives.queues.inUse} matching queues`);
  ranks.receives.eagerBytes.forEach((bytes, rank) => { if (bytes !== 0) leaks.push(`rank ${rank}: ${bytes} eager bytes`); });
  let freeRequests = 0;
  for (let r = ranks.receives.free; r >= 0; r = ranks.receives.int[(r << 4) | inRequest.next]) freeRequests++;
  if (freeRequests !== ranks.receives.capacity) leaks.push(`${ranks.receives.capacity - freeRequests} requests`);
  ranks.open.forEach((open, rank) => { if (open !== 0 || ranks.openInside[rank] !== 0) leaks.push(`rank ${rank}: ${open} open requests`); });
  for (let e = 0; e < cpu.entities; e++) {
    if (cpu.int[(e << 5) | inEntity.kernelHead] >= 0 || cpu.int[(e << 5) | inEntity.userHead] >= 0 || cpu.int[(e << 5) | inEntity.item] >= 0) leaks.push(`entity ${e} has work`);
    if (cpu.int[(e << 5) | inEntity.running] === 1 || cpu.int[(e << 5) | inEntity.runnable] === 1) leaks.push(`entity ${e} is awake`);
  }
  cpu.occupant.forEach((entity, core) => { if (entity >= 0) leaks.push(`core ${core} is occupied`); });
  cpu.queueCount.forEach((count, core) => { if (count !== 0) leaks.push(`core ${core}: ${count} in its queue`); });
  return leaks;
}
