import { inEntity } from './cpu.ts';
import { inItem } from './items.ts';
import { noteStart, waitBit } from './marks.ts';
import { inMessage } from './messages.ts';
import { action, type Profile } from './profile.ts';
import { after, eventKind, type World } from './world.ts';

/**
 * Two stages that one entity does for a segment one right after the other take one event. What a segment does next in the
 * kernel goes before everything else of the entity, so nothing can come between; what it does next in the library gives way
 * to kernel work, so such a pair begins only where none waits, and is cut when some arrives before its border.
 */
export const pairing = { none: 0, kernel: 1, library: 2 } as const;

/** Says for every position of a profile whether it and the next one make a pair. All costs have to be resolved. */
export function findPairs({ stages, watched, pairs }: Profile): void {
  for (let position = 0; position + 1 < stages.length; position++) {
    const here = stages[position];
    const next = stages[position + 1];
    const onCore = here.action <= action.driver && next.action <= action.driver;
    if (!onCore || (here.action === action.driver) !== (next.action === action.driver) || here.side !== next.side) continue;
    if (here.ns > 0 && next.ns > 0 && watched[position + 1] === 0) pairs[position] = next.action === action.cpuUser ? pairing.library : pairing.kernel;
  }
}

/** ns of the stage that the entity does right after the one that the item begins now; 0: none. */
export function beginPair({ cpu, items }: World, entity: number, item: number): number {
  const { pairs, stages } = items.profiles[items.int[item | inItem.profile]];
  const position = items.int[item | inItem.position];
  const kind = pairs[position];
  const alone = kind === pairing.kernel || (kind === pairing.library && cpu.int[(entity << 5) | inEntity.inCall] === 1 && cpu.int[(entity << 5) | inEntity.kernelHead] < 0);
  cpu.int[(entity << 5) | inEntity.pair] = alone ? kind : pairing.none;
  return alone ? stages[position + 1].ns : 0;
}

/** Kernel work arrives at the entity: work of the library that would follow in a pair has to give way to it. */
export function cutPair(world: World, entity: number): void {
  const { cpu } = world;
  const since = cpu.ns[(entity << 4) | inEntity.since];
  const borderNs = since + cpu.ns[(entity << 4) | inEntity.remaining] - tailNs(world, cpu.int[(entity << 5) | inEntity.item]);
  if (borderNs <= world.now) return;
  cpu.int[(entity << 5) | inEntity.pair] = pairing.none;
  cpu.ns[(entity << 4) | inEntity.remaining] = borderNs - since;
  after(world, borderNs - world.now, eventKind.cpu, entity, ++cpu.int[(entity << 5) | inEntity.stamp]);
}

/** The entity stops with `left` ns of a pair to do; answers what is left of the stage that it is at, which may be the second by now. */
export function breakPair(world: World, entity: number, item: number, left: number): number {
  const tail = tailNs(world, item);
  world.cpu.int[(entity << 5) | inEntity.pair] = pairing.none;
  if (left > tail) return left - tail;
  passBorder(world, entity, item, world.now + left - tail);
  return left;
}

/** The first stage of a pair ended at `borderNs`, and the second one began. */
export function passBorder(world: World, entity: number, item: number, borderNs: number): void {
  const { cpu, items, marks } = world;
  const tail = tailNs(world, item);
  cpu.ns[(entity << 4) | inEntity.itemsServed]++;
  noteServed(world, item, entity, borderNs);
  const position = items.int[item | inItem.position] + 1;
  items.int[item | inItem.position] = position;
  items.ns[(item >> 1) | inItem.time] = borderNs;
  items.ns[(item >> 1) | inItem.service] = tail;
  const first = items.int[item | inItem.marks];
  marks.arrived[first + position] = borderNs;
  if ((marks.bound[first + items.profiles[items.int[item | inItem.profile]].stages.length] & waitBit(position)) !== 0) noteStart(marks, first + position, borderNs);
}

/** An entity ended the item's work at `endNs`: the part of the visit that was not service was waiting. */
export function noteServed({ items, marks, messages, cpu }: World, item: number, entity: number, endNs: number): void {
  const position = items.int[item | inItem.position];
  const serial = items.int[item | inItem.serial];
  const arrived = items.ns[(item >> 1) | inItem.time];
  const started = endNs - items.ns[(item >> 1) | inItem.service];
  if (started > arrived) {
    const first = items.int[item | inItem.marks];
    const visit = first + position;
    marks.bound[first + items.profiles[items.int[item | inItem.profile]].stages.length] |= waitBit(position);
    noteStart(marks, visit, started);
    cpu.ns[(entity << 4) | inEntity.waitNs] += started - arrived;
    if (cpu.int[(entity << 5) | inEntity.lastMessage] === serial) {
      const last = cpu.int[(entity << 5) | inEntity.lastVisit];
      const message = items.int[item | inItem.message];
      if (marks.arrived[messages.int[message | inMessage.block] + (last >> 6) * messages.int[message | inMessage.stride] + (last & 63) + 1] > arrived) marks.bound[visit] = last;
    }
  }
  cpu.int[(entity << 5) | inEntity.lastMessage] = serial;
  cpu.int[(entity << 5) | inEntity.lastVisit] = items.int[item | inItem.slot] * 64 + position;
}

/** ns of the second stage of the pair that the item is in. */
function tailNs({ items }: World, item: number): number {
  return items.profiles[items.int[item | inItem.profile]].stages[items.int[item | inItem.position] + 1].ns;
}
