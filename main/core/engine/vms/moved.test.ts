import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunInput } from '../../contract/index.ts';
import { inItem } from '../items.ts';
import { inMessage } from '../messages.ts';
import { inRequest } from '../receives.ts';
import { resultOf } from '../result.ts';
import { heldRings } from '../rings.ts';
import type { Ring } from '../stage-states.ts';
import { advance, createWorld } from '../simulation.ts';
import { leaksOf, sumOf } from '../testing/outcomes.ts';
import { seeded } from '../testing/property.ts';
import { builtInMoves, playEpisodes, randomMoves, type Episode, type Standstill } from '../testing/vm-moves.ts';
import type { World } from '../world.ts';

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** A message that a receive got: when it was posted and when the receive was, by number. */
interface Delivery {
  readonly key: string;
  readonly posted: number;
  readonly asked: number;
  readonly from: number;
  readonly postedNs: number;
}

/** The world of a run after its end, what its receives got, and when VMs stood still. */
function play(input: RunInput, episodes: readonly Episode[], usualNs: number): { readonly world: World; readonly deliveries: readonly Delivery[]; readonly stops: readonly Standstill[] } {
  const world = createWorld(input);
  const deliveries: Delivery[] = [];
  const receiveDone = world.receiveDone.bind(world);
  world.receiveDone = (rank, request, message) => {
    const { int } = world.messages;
    const of = (field: keyof typeof inMessage): number => int[message + inMessage[field]];
    deliveries.push({
      key: `${of('from')} to ${rank} context ${of('context')} tag ${of('tag')}`, posted: of('serial'), asked: world.ranks.receives.int[(request << 4) | inRequest.serial],
      from: of('from'), postedNs: world.messages.ns[(message >> 1) | inMessage.postedNs],
    });
    receiveDone(rank, request, message);
  };
  const stops = playEpisodes(world, episodes, usualNs, () => { expect(miscounted(world)).toEqual([]); });
  return { world, deliveries, stops };
}

/** Rings with another number of slots taken than segments under way have. */
function miscounted(world: World): readonly string[] {
  const { items, states } = world;
  const free = new Set<number>();
  for (let item = items.free; item >= 0; item = items.int[item | inItem.next]) free.add(item);
  const taken = new Map<Ring, number>();
  for (let item = 0; item < items.capacity * 16; item += 16) if (!free.has(item)) for (const ring of heldRings(world, item)) taken.set(ring, (taken.get(ring) ?? 0) + 1);
  return states.rings.flatMap((ring, i) => (ring.taken === (taken.get(ring) ?? 0) ? [] : [`ring ${i}: ${ring.taken} slots for ${taken.get(ring) ?? 0}`]));
}

/** How many messages of each kind came. */
function counted(deliveries: readonly Delivery[]): readonly string[] {
  return deliveries.map(({ key }) => key).sort();
}

/** Messages that were posted in another order than they were given to receives, of one pair, context and tag. */
function overtaken(deliveries: readonly Delivery[]): readonly Delivery[] {
  const lastOf = new Map<string, Delivery>();
  return [...deliveries].sort((a, b) => a.posted - b.posted).filter((one) => {
    const before = lastOf.get(one.key);
    lastOf.set(one.key, one);
    return before !== undefined && before.asked >= one.asked;
  });
}

function check({ input, episodes }: { readonly input: RunInput; readonly episodes: readonly Episode[] }): void {
  const still = createWorld(input);
  while (!advance(still, 1_000_000));
  if (still.failure !== undefined) throw new Error(still.failure.message);
  const usual = resultOf(still);
  const reference = play(input, [], 0);
  const { world, deliveries, stops } = play(input, episodes, usual.metrics.executionTime.value);
  expect(world.failure).toBeUndefined();
  expect(leaksOf(world)).toEqual([]);
  expect([world.vms.holding, world.vms.traffic.size, world.vms.heldSince.size, world.vms.retrying.size]).toEqual([0, 0, 0, 0]);
  // None lost, none twice, in order.
  expect(counted(deliveries)).toEqual(counted(reference.deliveries));
  expect(overtaken(deliveries)).toEqual([]);
  expect(new Set(deliveries.map(({ posted }) => posted)).size).toBe(deliveries.length);
  // Who stands still posts nothing.
  expect(deliveries.filter(({ from, postedNs }) => stops.some(({ vm, fromNs, toNs }) => vm === input.places[from].vm && fromNs < postedNs && postedNs < toNs))).toEqual([]);
  const result = resultOf(world);
  expect(result.traffic).toEqual(usual.traffic);
  expect(result.counts.messages).toBe(usual.counts.messages);
  // Every nanosecond has a name.
  const { statistics } = world;
  expect(sum(result.stages.map((row) => row.serviceNs + row.waitingNs))).toBe(sum(statistics.messageRows.map((row) => row.sumNs)));
  expect([...statistics.serviceNs, ...statistics.waitingNs].every((ns) => ns >= 0)).toBe(true);
  for (const time of result.ranks) {
    expect(sumOf(time)).toBe(time.finishedNs);
    expect(Math.min(time.computeNs, time.overheadNs, time.waitingNs, time.stolenNs, time.startNs, time.pausedNs ?? 0)).toBeGreaterThanOrEqual(0);
    expect(sum((result.waitedFor ?? []).filter((row) => row[0] === time.rank).map((row) => row[2]))).toBe(time.waitingNs);
    const shown = result.activity?.ranks.find((row) => row.rank === time.rank)?.ns ?? [];
    expect([0, 1, 2, 3].map((channel) => sum(shown.filter((_, at) => at % 4 === channel)))).toEqual([time.computeNs, time.overheadNs, time.waitingNs, time.stolenNs]);
    if (input.noise.startSkewNs === 0) expect((time.pausedNs ?? 0) + time.startNs).toBe(standstill(stops.filter(({ vm }) => vm === input.places[time.rank].vm), time.finishedNs));
    if (result.timelineCoverage?.windowNs === 0) expect(sum(result.timeline.filter((span) => span.rank === time.rank && span.kind === 'paused').map((span) => span.toNs - span.fromNs))).toBe(time.pausedNs);
  }
  expect(sum(result.criticalPath?.parts.map((part) => part.ns) ?? [])).toBe(result.metrics.executionTime.value);
  expect(result.criticalPath?.parts.filter((part) => part.kind === 'other' || part.ns <= 0)).toEqual([]);
  const cores = result.resources.filter((row) => row.resource === 'core');
  expect(sum(cores.map((row) => row.busyNs))).toBe(sum(world.cpu.busyNs));
}

/** ns that a VM stood still in all before `endNs`: stops may lie over one another. */
function standstill(stops: readonly Standstill[], endNs: number): number {
  let until = 0;
  let ns = 0;
  for (const { fromNs, toNs } of [...stops].sort((a, b) => a.fromNs - b.fromNs)) {
    if (fromNs >= endNs) continue;
    ns += Math.max(0, toNs - Math.max(fromNs, until));
    until = Math.max(until, toNs);
  }
  return ns;
}

test('a job whose VMs moved delivers the same messages as one whose VMs did not', () => {
  fc.assert(fc.property(randomMoves, check), seeded(150));
});

test('so does one over the built-in paths', () => {
  fc.assert(fc.property(builtInMoves, check), seeded(60));
});
