import { channelBytesPerSecond } from '../../migration/index.ts';
import { streamChunk } from '../vms/control.ts';
import type { World } from '../world.ts';
import type { Manager } from './manager.ts';
import type { Step } from './processes.ts';

/** Smallest and largest piece of a stream on a link that applications use, bytes: a GSO unit where the NIC has one between. */
const smallestChunk = 65_536;
const largestChunk = 1_048_576;

/** Pieces under way at once on a shared link, so that it need not stand idle between them (judgement; a socket's buffer). */
const window = 2;

/** What the channel of the run's settings carries, bytes/s. */
export function channelRate(world: World, { input: { settings } }: Manager): number {
  return channelBytesPerSecond(settings.migration, world.input.platform.nic.linkBitsPerSecond);
}

/**
 * Sends memory from host to host, piece by piece. The channel of a host carries `channelRate` for all its migrations together,
 * whoever comes first with a piece; on a shared link pieces also queue with what applications send. `count` takes the bytes of each
 * piece that is handed over, so that what is cut short is counted as well.
 */
export function* sendMemory(world: World, manager: Manager, from: number, to: number, bytes: number, count?: (piece: number) => void): Step<void> {
  const { outFreeNs, inFreeNs, input: { settings } } = manager;
  const rate = channelRate(world, manager);
  const shared = settings.migration.link === 'shared';
  const chunk = shared ? Math.min(largestChunk, Math.max(smallestChunk, world.input.platform.nic.gsoBytes)) : largestChunk;
  const arrivals: number[] = [];
  let pacedNs = world.now;
  for (let left = bytes; left > 0; left -= chunk) {
    const piece = Math.min(chunk, left);
    const start = Math.max(world.now, outFreeNs[from], inFreeNs[to]);
    pacedNs = start + (piece * 1e9) / rate;
    outFreeNs[from] = pacedNs;
    inFreeNs[to] = pacedNs;
    if (!shared) {
      // Whoever else sends takes turns with this one.
      yield pacedNs - world.now;
      count?.(piece);
      continue;
    }
    if (start > world.now) yield start - world.now;
    count?.(piece);
    arrivals.push(world.now + streamChunk(world, from, to, piece));
    if (arrivals.length >= window) {
      const first = arrivals.shift() ?? 0;
      if (first > world.now) yield first - world.now;
    }
  }
  const last = Math.max(pacedNs, ...arrivals);
  if (last > world.now) yield last - world.now;
}
