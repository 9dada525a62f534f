import type { RankPlace, RunInput } from '../contract/index.ts';
import type { Items } from './items.ts';
import { inItem } from './items.ts';
import type { Messages } from './messages.ts';
import { inMessage } from './messages.ts';

/** Where ranks, vNICs and hosts hang: the run's places as flat lists. */
export interface Topology {
  readonly hosts: number;
  readonly nicsPerHost: number;
  /** VMs in the cluster, or hosts where there are none. */
  readonly vms: number;
  /** vNICs in the cluster. */
  readonly functions: number;
  readonly ranks: number;
  readonly host: Int32Array;
  readonly vm: Int32Array;
  /** The vNICs of rank r are those from `firstVnic[r]` to before `firstVnic[r + 1]`: each one's number and its NIC's in the cluster. */
  readonly firstVnic: Int32Array;
  readonly vnic: Int32Array;
  readonly nic: Int32Array;
  /** Segments of a message take a rank's vNICs in turn; else whole messages do. */
  readonly striped: boolean;
  /** The network is a fat tree; other networks count as one leaf. */
  readonly tree: boolean;
  readonly leaves: number;
  readonly uplinksPerLeaf: number;
  readonly hostsPerLeaf: number;
  /** Each leaf takes its uplinks in turn; else a pair of ranks always takes the same. */
  readonly sprayed: boolean;
  /** By leaf: the uplink that its last segment took. */
  readonly lastUplink: Int32Array;
}

/** The topology of a run. Without vNICs among its places every VM, or every rank where there are no VMs, has one on NIC 0. */
export function createTopology(input: RunInput): Topology {
  const { places, hosts, platform: { network }, nics } = input;
  const nicsPerHost = nics?.perHost ?? 1;
  const perVm = input.models.otherHost.guest === 'vm';
  const vms = places.reduce((most, place) => Math.max(most, place.vm + 1), hosts);
  const own = (place: RankPlace, rank: number): NonNullable<RankPlace['vnics']> => place.vnics ?? [{ number: perVm ? place.vm : rank, nic: 0 }];
  const vnics = places.map(own);
  const firstVnic = new Int32Array(places.length + 1);
  vnics.forEach((list, rank) => { firstVnic[rank + 1] = firstVnic[rank] + list.length; });
  const hostsPerLeaf = network.kind === 'fat-tree' ? network.hostsPerLeaf ?? hosts : hosts;
  const leaves = Math.ceil(hosts / hostsPerLeaf);
  return {
    hosts, nicsPerHost, vms, ranks: places.length,
    functions: vnics.reduce((most, list) => list.reduce((m, { number }) => Math.max(m, number + 1), most), Math.max(vms, places.length)),
    host: Int32Array.from(places, (place) => place.host), vm: Int32Array.from(places, (place) => place.vm),
    firstVnic, vnic: Int32Array.from(vnics.flatMap((list) => list.map(({ number }) => number))),
    nic: Int32Array.from(vnics.flatMap((list, rank) => list.map(({ nic }) => places[rank].host * nicsPerHost + nic))),
    striped: nics?.rails === 'striped', tree: network.kind === 'fat-tree', leaves, uplinksPerLeaf: network.uplinksPerLeaf ?? 1, hostsPerLeaf,
    sprayed: network.routing === 'round-robin', lastUplink: new Int32Array(leaves).fill(-1),
  };
}

/** Whether two ranks' hosts hang on one leaf switch of a fat tree; false in other networks. */
export function sameLeaf({ tree, host, hostsPerLeaf }: Topology, from: number, to: number): boolean {
  return tree && Math.floor(host[from] / hostsPerLeaf) === Math.floor(host[to] / hostsPerLeaf);
}

/** Index in the topology's vNIC lists of the one that `rank` uses for the item: both ends take the same turn. */
export function railOf(topology: Topology, items: Items, messages: Messages, item: number, rank: number): number {
  const first = topology.firstVnic[rank];
  const count = topology.firstVnic[rank + 1] - first;
  if (count === 1) return first;
  const order = messages.int[items.int[item | inItem.message] | inMessage.order] >>> 0;
  return first + ((topology.striped ? order + items.int[item | inItem.slot] : order) % count);
}

/** Chooses the spine of an item that is about to leave its leaf. */
export function chooseSpine(topology: Topology, items: Items, item: number): void {
  const { uplinksPerLeaf, lastUplink, host, hostsPerLeaf } = topology;
  const from = items.int[item | inItem.from];
  if (!topology.sprayed) {
    items.int[item | inItem.spine] = pairHash(from, items.int[item | inItem.to]) % uplinksPerLeaf;
    return;
  }
  const leaf = Math.floor(host[from] / hostsPerLeaf);
  lastUplink[leaf] = (lastUplink[leaf] + 1) % uplinksPerLeaf;
  items.int[item | inItem.spine] = lastUplink[leaf];
}

/** 32 well mixed bits of an ordered pair (the finalizer of MurmurHash3). */
export function pairHash(from: number, to: number): number {
  let hash = Math.imul(from, 0x9e3779b1) ^ Math.imul(to + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
