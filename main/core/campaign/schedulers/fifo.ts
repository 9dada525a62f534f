import { hostsFor, place } from '../place.ts';
import type { World } from '../world.ts';

/** The first job starts when it has room; nobody overtakes it. */
export function startInOrder(world: World): void {
  for (let job = world.queue[0]; job !== undefined; job = world.queue[0]) {
    const hosts = hostsFor(world, job);
    if (hosts === undefined) return;
    place(world, job, hosts);
  }
}
