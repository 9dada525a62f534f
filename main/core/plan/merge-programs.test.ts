import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Operation, Program, RunInput, RunJob } from '../contract/index.ts';
import { inMessage } from '../engine/messages.ts';
import { simulate } from '../engine/index.ts';
import { advance, createWorld } from '../engine/simulation.ts';
import { resultOf } from '../engine/result.ts';
import { leaksOf } from '../engine/testing/outcomes.ts';
import { seeded } from '../engine/testing/property.ts';
import { randomRun } from '../engine/testing/random-run.ts';
import { runInput } from '../engine/testing/run-input.ts';
import { mergePrograms, partsOf, shiftMeasures } from './merge-programs.ts';

/** Two runs as one, the second on VMs of its own; `apart`: on hosts of its own too. The cluster, path and library are the first's. */
function beside(first: RunInput, second: RunInput, apart: boolean): RunInput {
  const programs = [first.program, second.program];
  const parts = partsOf(programs);
  const hosts = apart ? first.hosts : 0;
  const vms = 2 * (first.hosts + second.hosts);
  const job = (index: number): RunJob => ({
    id: `job-${index}`, firstRank: parts[index]?.firstRank ?? 0, ranks: programs[index]?.ranks.length ?? 0, vms: [], startNs: 0, workloadKind: 'test', layer: programs[index]?.layer,
    firstCommunicator: parts[index]?.firstCommunicator,
  });
  return {
    ...first, hosts: apart ? first.hosts + second.hosts : Math.max(first.hosts, second.hosts), program: mergePrograms(parts), jobs: [job(0), job(1)],
    places: [...first.places, ...second.places.map((place) => ({ ...place, host: place.host + hosts, vm: place.vm + vms, core: place.core % first.platform.host.cores }))],
  };
}

/** Every message of a run that somebody received, as `from to tag bytes`, sorted; ranks count from `firstRank`. */
function received(input: RunInput, firstRank = 0, ranks = input.places.length): { readonly messages: readonly string[]; readonly finishedNs: readonly number[]; readonly leaks: readonly string[] } {
  const world = createWorld(input);
  const messages: string[] = [];
  const receiveDone = world.receiveDone.bind(world);
  world.receiveDone = (rank, request, m) => {
    const [from, to, tag] = [inMessage.from, inMessage.to, inMessage.tag].map((field) => world.messages.int[m + field] ?? -1);
    if (rank >= firstRank && rank < firstRank + ranks) messages.push(`${(from ?? 0) - firstRank} ${(to ?? 0) - firstRank} ${String(tag)} ${String(world.messages.profiles[world.messages.int[m | inMessage.profile]]?.bytes)}`);
    receiveDone(rank, request, m);
  };
  while (!advance(world, 1_000_000));
  if (world.failure !== undefined) throw new Error(world.failure.message);
  return { messages: messages.sort(), finishedNs: [...world.ranks.finishedNs].slice(firstRank, firstRank + ranks), leaks: leaksOf(world) };
}

/** The second run as it is alone on the first's cores, path and library. */
const alone = (first: RunInput, second: RunInput): RunInput => ({
  ...first, hosts: second.hosts, program: second.program, places: second.places.map((place) => ({ ...place, core: place.core % first.platform.host.cores })),
});

describe('programs side by side', () => {
  test('deliver the same messages as alone, on shared hosts too', () => {
    fc.assert(fc.property(randomRun({ noise: true }), randomRun({ noise: true }), fc.boolean(), (first, second, apart) => {
      const merged = beside(first, second, apart);
      const count = first.places.length;
      const ofFirst = received(merged, 0, count);
      expect(ofFirst.leaks).toEqual([]);
      expect(ofFirst.messages).toEqual(received(first).messages);
      expect(received(merged, count, second.places.length).messages).toEqual(received(alone(first, second)).messages);
    }), seeded(150));
  });

  test('take the same time as alone, to the tick, on hosts of their own without noise', () => {
    fc.assert(fc.property(randomRun({ noise: false }), randomRun({ noise: false }), (first, second) => {
      const merged = beside(first, second, true);
      const count = first.places.length;
      expect(received(merged, 0, count).finishedNs).toEqual(received(first).finishedNs);
      expect(received(merged, count, second.places.length).finishedNs).toEqual(received(alone(first, second)).finishedNs);
    }), seeded(150));
  });

  it('keep their loops, and ranks that shared a list share one', () => {
    const body: readonly Operation[] = [{ op: 'collective', collective: 'allreduce', bytes: 8 }, { op: 'collective', collective: 'barrier', bytes: 0, comm: 0 }];
    const list: readonly Operation[] = [{ op: 'start', timer: 0 }, { op: 'loop', count: 1e6, body }, { op: 'send', to: 1, bytes: 1, tag: 2, comm: 0 }, { op: 'receive', from: 'any', bytes: 1, tag: 'any' }, { op: 'stop', timer: 0 }];
    const program: Program = { layer: 'mpi', ranks: [list, list], timers: 1, communicators: [[1, 0]] };
    const [, second] = partsOf([program, program]);
    const merged = mergePrograms(partsOf([program, program]));
    expect(merged.ranks[2]).toBe(merged.ranks[3]);
    expect(merged).toMatchObject({ timers: 2, communicators: [[0, 1], [1, 0], [2, 3], [3, 2]] });
    expect(merged.ranks[2]).toEqual([
      { op: 'start', timer: 1 }, { op: 'loop', count: 1e6, body: [{ op: 'collective', collective: 'allreduce', bytes: 8, comm: 2 }, { op: 'collective', collective: 'barrier', bytes: 0, comm: 3 }] },
      { op: 'send', to: 3, bytes: 1, tag: 2, comm: 3 }, { op: 'receive', from: 'any', bytes: 1, tag: 'any' }, { op: 'stop', timer: 1 },
    ]);
    expect(second === undefined ? [] : shiftMeasures([{ metric: 'a', of: 'timer-max', timer: 0, by: 1 }, { metric: 'b', of: 'run-mean', by: 2 }], second)).toEqual([{ metric: 'a', of: 'timer-max', timer: 1, by: 1 }, { metric: 'b', of: 'run-mean', by: 2 }]);
  });
});

describe('a run of two jobs', () => {
  const send = (bytes: number): Operation => ({ op: 'send', to: 1, bytes, tag: 0 });
  const receive: Operation = { op: 'receive', from: 0, bytes: 5000, tag: 0 };
  const pair = (bytes: number): RunInput => runInput({ ranks: [[send(bytes)], [receive]] });

  it('tells the jobs apart: messages, latencies, times from their own start, and metrics under their names', () => {
    const merged = beside(pair(1000), pair(5000), true);
    const jobs = (merged.jobs ?? []).map((job, index): RunJob => ({ ...job, startNs: index * 1e6, measures: [{ metric: 'timePerRound', of: 'run-mean', by: 2 }] }));
    const outcome = simulate({ ...merged, jobs });
    const [small, large] = [pair(1000), pair(5000)].map((input) => {
      const one = simulate(input);
      return one.ok ? one.result : undefined;
    });
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { metrics, jobs: times } = outcome.result;
    const tookNs = large?.metrics.executionTime?.value ?? 0;
    expect(times).toMatchObject([
      { id: 'job-0', startNs: 0, messages: 1, metrics: { executionTime: small?.metrics.executionTime } },
      { id: 'job-1', startNs: 1e6, finishedNs: 1e6 + tookNs, messages: 1, meanLatencyNs: large?.messages[0]?.meanNs, p99LatencyNs: large?.messages[0]?.meanNs, metrics: { executionTime: large?.metrics.executionTime, timePerRound: { value: tookNs / 2, unit: 'ns' } } },
    ]);
    expect(metrics).toMatchObject({ executionTime: { value: 1e6 + tookNs }, 'executionTime@job-1': { value: tookNs }, 'timePerRound@job-1': { value: tookNs / 2 }, 'meanLatency@job-0': { value: small?.messages[0]?.meanNs } });
    expect(metrics).not.toHaveProperty('timePerRound');
    expect(outcome.result.ranks[2]?.startNs).toBe(1e6);
  });

  it('names the ranks of the job that waits for ever as that job counts them', () => {
    const stuck = runInput({ ranks: [[], [receive]] });
    const outcome = simulate(beside(pair(1000), stuck, true));
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'deadlock', message: '1 rank waits for ever: rank 1 of job job-1 waits to receive from rank 0 of job job-1 with tag 0.' } });
  });

  it('refuses jobs that are not all of its ranks', () => {
    const merged = beside(pair(1), pair(1), true);
    expect(simulate({ ...merged, jobs: merged.jobs?.slice(0, 1) })).toMatchObject({ ok: false, failure: { kind: 'invalid-input', message: 'The jobs have 2 ranks, the run 4.' } });
  });

  it('says the same of its messages as all of them together', () => {
    const world = createWorld(beside(pair(1000), pair(5000), false));
    while (!advance(world, 1e6));
    const result = resultOf(world);
    expect(result.jobs?.reduce((sum, { messages }) => sum + messages, 0)).toBe(result.counts.messages);
  });
});
