import { inInstance, inServer, noteVisit } from '../resources.ts';
import { toTicks } from '../time.ts';
import type { World } from '../world.ts';

/** Beside the payload of a frame of TCP over Ethernet: preamble, header, FCS, gap; and IPv4 and TCP headers, which the MTU counts. */
const frameBytes = 38;
const headerBytes = 40;

/**
 * Sends `bytes` of a VM's memory from NIC 0 of a host to that of another, as one more segment first come, first served: it has the
 * sender's cable, the switch port and the receiver's cable for its frames at the link's rate, each as soon as it is free, and flows
 * through all of them at once. Only what a path of the run declares is taken; where none does, the rate alone counts. Answers the ns
 * from now until it is through. A fat tree's uplinks are not taken.
 */
export function streamChunk(world: World, fromHost: number, toHost: number, bytes: number): number {
  const { platform: { nic, network } } = world.input;
  const frames = Math.max(1, Math.ceil(bytes / (nic.mtuBytes - headerBytes)));
  const ns = toTicks(((bytes + frames * (headerBytes + frameBytes)) * 8e9) / nic.linkBitsPerSecond);
  if (fromHost === toHost) return ns;
  const { nicsPerHost } = world.topology;
  const [source, target] = [fromHost * nicsPerHost, toHost * nicsPerHost];
  let end = occupy(world, 'link', source * 2, world.now, ns);
  end = occupy(world, 'switch-port', target, end - ns, ns);
  end = occupy(world, 'link', target * 2 + 1, end - ns, ns);
  const latencyNs = network.kind === 'back-to-back' ? network.propagationNs : 2 * network.propagationNs + network.switchNs;
  return end + toTicks(latencyNs) - world.now;
}

/** Takes the instance of a physical resource for `ns` as soon as it is free after `earliest`; answers the end. */
function occupy(world: World, name: 'link' | 'switch-port', number: number, earliest: number, ns: number): number {
  const { resources } = world;
  const found = resources.byName.get(name);
  if (found === undefined) return earliest + ns;
  const group = resources.groups[found];
  const instance = group.base + number;
  const server = resources.serverBase[instance];
  const begin = Math.max(earliest, resources.ns[(server << 3) | inServer.freeAt]);
  if (group.turns) resources.ns[(instance << 3) | inInstance.visits]++;
  else noteVisit(resources, instance, world.now, begin + ns);
  resources.ns[(instance << 3) | inInstance.busyNs] += ns;
  resources.ns[(instance << 3) | inInstance.waitNs] += begin - earliest;
  resources.ns[(server << 3) | inServer.freeAt] = begin + ns;
  // No message's: what waits behind it waits for somebody else.
  resources.int[(server << 4) | inServer.lastMessage] = -1;
  return begin + ns;
}
