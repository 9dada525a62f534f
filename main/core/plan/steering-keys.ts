import type { PathModel, SteerStage } from '@doorbell/sdk';
import type { RankPlace } from '../contract/index.ts';

/** What in a frame can say whose it is. */
export type SteeringField = SteerStage['by'];

/** Every field, from the vNIC's names to the widest. */
export const steeringFields = ['mac', 'vntag', 'etag', 'vlan', 'ip', 'udp-port', 'ethertype'] as const satisfies readonly SteeringField[];

/** A rank on one of the vNICs it uses. */
export interface Endpoint {
  readonly rank: number;
  readonly host: number;
  readonly vm: number;
  readonly vnic: number;
  /** NIC of the cluster, as `host/nic`. */
  readonly nic: string;
}

/** What steering by one field comes to. */
export interface Demultiplexing {
  /** Endpoints that have the field in common although they have queues of their own; absent: the field is sufficient. */
  readonly crowd: readonly Endpoint[] | undefined;
  /** Most rules that one NIC's table needs. */
  readonly rules: number;
}

/** Where every rank is reached. Without vNICs among the places each VM, or each rank where there are no VMs, has one on NIC 0. */
export function endpointsOf(places: readonly RankPlace[], guest: PathModel['guest']): readonly Endpoint[] {
  return places.flatMap(({ host, vm, vnics }, rank) => (vnics ?? [{ number: guest === 'vm' ? vm : rank, nic: 0 }])
    .map(({ number, nic }): Endpoint => ({ rank, host, vm, vnic: number, nic: `${String(host)}/${String(nic)}` })));
}

/** Whether rules by `field` tell apart what has queues of its own on each NIC: processes, or functions. The engine asks the same while it runs. */
export function demultiplex(field: SteeringField, target: 'process' | 'function', endpoints: readonly Endpoint[]): Demultiplexing {
  const byKey = new Map<string, Endpoint[]>();
  const keysOfNic = new Map<string, number>();
  for (const endpoint of endpoints) {
    const key = `${endpoint.nic} ${String(keyOf(field, endpoint))}`;
    const known = byKey.get(key);
    if (known === undefined) {
      byKey.set(key, [endpoint]);
      keysOfNic.set(endpoint.nic, (keysOfNic.get(endpoint.nic) ?? 0) + 1);
    } else if (!known.some((other) => (target === 'process' ? other.rank === endpoint.rank : other.vnic === endpoint.vnic))) known.push(endpoint);
  }
  let crowd: readonly Endpoint[] | undefined;
  for (const together of byKey.values()) if (together.length > 1 && together.length > (crowd?.length ?? 1)) crowd = together;
  let rules = 0;
  for (const count of keysOfNic.values()) rules = Math.max(rules, count);
  return { crowd, rules };
}

/** Most ranks in one VM. */
export function mostPerVm(endpoints: readonly Endpoint[]): number {
  return mostPer(endpoints, ({ vm }) => String(vm));
}

/** Most ranks on one host. */
export function mostPerHost(endpoints: readonly Endpoint[]): number {
  return mostPer(endpoints, ({ host }) => String(host));
}

function mostPer(endpoints: readonly Endpoint[], group: (endpoint: Endpoint) => string): number {
  const ranks = new Map<string, Set<number>>();
  for (const endpoint of endpoints) ranks.set(group(endpoint), (ranks.get(group(endpoint)) ?? new Set<number>()).add(endpoint.rank));
  let most = 0;
  for (const { size } of ranks.values()) most = Math.max(most, size);
  return most;
}

function keyOf(field: SteeringField, { rank, vm, vnic, nic }: Endpoint): number | string {
  switch (field) {
    case 'udp-port': return rank;
    case 'mac': case 'vlan': case 'vntag': case 'etag': return vnic;
    case 'ip': return vm;
    case 'ethertype': return nic;
  }
}
