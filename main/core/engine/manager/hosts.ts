import type { World } from '../world.ts';
import type { Manager } from './manager.ts';

/** Cores of a host less the ranks that are placed on it. */
export function freeCores({ input, topology }: World, host: number): number {
  return input.platform.host.cores - topology.host.reduce((count, of) => count + (of === host ? 1 : 0), 0);
}

/** Where VMs go that must leave their host: the spare host if there is one, else the host with most free cores, the first of several; undefined: none is left. */
export function refuge(world: World, manager: Manager): number | undefined {
  const { spareHost } = manager.input.settings.recovery;
  const usable = (host: number): boolean => manager.failed[host] === 0 && manager.doomed[host] === 0;
  if (spareHost !== undefined && usable(spareHost)) return spareHost;
  let best: number | undefined;
  for (let host = 0; host < world.input.hosts; host++) {
    if (usable(host) && (best === undefined || freeCores(world, host) > freeCores(world, best))) best = host;
  }
  return best;
}
