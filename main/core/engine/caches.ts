import type { CacheStage } from '@doorbell/sdk';
import { inItem } from './items.ts';
import { inMessage } from './messages.ts';
import type { ProfileStage } from './profile.ts';
import { instanceOf } from './resources.ts';
import { touch, type Cache } from './stage-states.ts';
import { toTicks } from './time.ts';
import type { World } from './world.ts';

const pageBytes = 4096;
/** Pages of one region that are told apart: 2^21, or 8 GiB. */
const mostPages = 2_097_152;

/** ns that the item's look into a translation or registration cache takes: nothing for what is there. */
export function missCost(world: World, item: number, { stage, side, state }: ProfileStage): number {
  if (stage.kind !== 'cache') return 0;
  const { items, states, messages } = world;
  const cache = states.caches[instanceOf(world, state, item, side === 'sender')];
  const own = side === 'sender' ? items.int[item | inItem.from] : items.int[item | inItem.to];
  const other = side === 'sender' ? items.int[item | inItem.to] : items.int[item | inItem.from];
  const pair = own * world.topology.ranks + other;
  if (stage.key === 'peer' || stage.key === 'connection') return missed(cache, stage, pair) ? toTicks(stage.missNs) : 0;
  const control = items.int[item | inItem.slot] >= messages.profiles[messages.int[items.int[item | inItem.message] | inMessage.profile]].segments;
  const region = regionOf(states.regions, control ? -1 - own : pair, control ? 0 : messages.int[items.int[item | inItem.message] | inMessage.tag]);
  if (stage.key === 'region') return missed(cache, stage, region) ? toTicks(stage.missNs) : 0;
  const { segmentBytes } = items.profiles[items.int[item | inItem.profile]];
  const from = control ? 0 : items.int[item | inItem.slot] * segmentBytes[0];
  const bytes = segmentBytes[control ? 0 : items.int[item | inItem.slot]];
  const last = Math.floor(Math.max(from, from + bytes - 1) / pageBytes);
  let misses = 0;
  for (let page = Math.floor(from / pageBytes); page <= last; page++) if (missed(cache, stage, region * mostPages + (page % mostPages))) misses++;
  return toTicks(stage.missNs * misses);
}

/** Number of a buffer: a rank's buffers are told apart by peer and tag, because programs do not name them. */
function regionOf(regions: Map<string, number>, pair: number, tag: number): number {
  const name = `${pair} ${tag}`;
  const known = regions.get(name);
  if (known !== undefined) return known;
  const number = regions.size;
  regions.set(name, number);
  return number;
}

function missed(cache: Cache, { invalidate }: CacheStage, key: number): boolean {
  const uses = (cache.keys.get(key) ?? 0) + 1;
  const stale = invalidate === 'use' || (typeof invalidate === 'object' && uses % invalidate.every === 0);
  return !touch(cache, key, uses) || stale;
}
