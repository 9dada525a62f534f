import type { SteerStage } from '@doorbell/sdk';
import { inItem } from './items.ts';
import type { ProfileStage } from './profile.ts';
import { railOf, type Topology } from './topology.ts';
import type { World } from './world.ts';

/** The rules of each NIC: what they tell apart, in the order in which it first came. */
export type SteeringTables = Map<string, Map<number, number>>;

/**
 * Whether the item finds no queue of its own: its rule has no room in the NIC's table, or the rule cannot tell it from
 * traffic of others. The answer is the same whenever it is asked.
 */
export function missesQueue(world: World, item: number, { stage, side, state }: ProfileStage): boolean {
  if (stage.kind !== 'steer') return false;
  const { items, topology, messages, states } = world;
  const rank = side === 'sender' ? items.int[item | inItem.from] : items.int[item | inItem.to];
  const rail = railOf(topology, items, messages, item, rank);
  const name = state * topology.vnic.length + rail;
  let missed = states.misses.get(name);
  if (missed === undefined) {
    missed = isAmbiguous(topology, stage, rank, rail) || isLate(states.steering, topology, stage, rank, rail);
    states.misses.set(name, missed);
  }
  return missed;
}

/** The ranks leave their NICs for others: their rules go, and are looked up anew. */
export function forgetRules({ states, topology }: World, ranks: readonly number[]): void {
  const rails = new Set<number>();
  for (const rank of ranks) {
    for (let rail = topology.firstVnic[rank]; rail < topology.firstVnic[rank + 1]; rail++) {
      rails.add(rail);
      for (const [name, table] of states.steering) {
        const by = name.slice(0, name.indexOf(' ')) as SteerStage['by'];
        if (by !== 'ethertype' && name.endsWith(` ${topology.nic[rail]}`)) table.delete(keyOf(topology, by, rank, rail));
      }
    }
  }
  for (const name of [...states.misses.keys()]) if (rails.has(name % topology.vnic.length)) states.misses.delete(name);
}

/** The rule stands for others on this NIC as well. */
function isAmbiguous(topology: Topology, { by, to }: SteerStage, rank: number, rail: number): boolean {
  if (to === undefined) return false;
  const own = keyOf(topology, by, rank, rail);
  for (let other = 0; other < topology.ranks; other++) {
    for (let at = topology.firstVnic[other]; at < topology.firstVnic[other + 1]; at++) {
      const same = to === 'process' ? other === rank : topology.vnic[at] === topology.vnic[rail];
      if (!same && topology.nic[at] === topology.nic[rail] && keyOf(topology, by, other, at) === own) return true;
    }
  }
  return false;
}

/** The NIC's table was full before the rule came. */
function isLate(tables: SteeringTables, topology: Topology, { id, by, entries }: SteerStage, rank: number, rail: number): boolean {
  if (entries === undefined) return false;
  const name = `${by} ${id} ${topology.nic[rail]}`;
  const table = tables.get(name) ?? new Map<number, number>();
  tables.set(name, table);
  const key = keyOf(topology, by, rank, rail);
  const place = table.get(key) ?? table.size;
  table.set(key, place);
  return place >= entries;
}

/** What a rule by this field stands for: a process, a vNIC, a VM, or all traffic of its kind on the NIC. */
function keyOf(topology: Topology, by: SteerStage['by'], rank: number, rail: number): number {
  switch (by) {
    case 'udp-port': return rank;
    case 'mac': case 'vlan': case 'vntag': case 'etag': return topology.vnic[rail];
    case 'ip': return topology.vm[rank];
    case 'ethertype': return topology.nic[rail];
  }
}
