import type { PathModel, Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import { collectiveSchedule, defaultCollectives } from '../../collectives/index.ts';
import { collectiveNames, type MpiSettings, type Operation, type RankPlace, type RunInput } from '../../contract/index.ts';
import { randomModel } from './random-model.ts';
import { runInput } from './run-input.ts';

/** What all ranks do together before they go on; a sequence of rounds cannot deadlock. */
export type Round = (ranks: number, tag: number) => readonly (readonly Operation[])[];

const bytes = fc.oneof(fc.constantFrom(0, 1, 1000), fc.integer({ min: 1, max: 9000 }));
const rank = fc.nat({ max: 99 });

const none = (ranks: number): Operation[][] => Array.from({ length: ranks }, () => []);

export const compute = fc.array(fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) }, { weight: 1, arbitrary: fc.constant(3e7) }), { minLength: 6, maxLength: 6 }).map((times): Round => (ranks) =>
  none(ranks).map((_, r) => [{ op: 'compute', ns: times[r % 6] / 3 }]));

export const shift = fc.tuple(fc.integer({ min: 0, max: 4 }), bytes, fc.boolean()).map(([by, size, wait]): Round => (ranks, tag) => none(ranks).map((_, r) => [
  { op: 'isend', to: (r + by) % ranks, bytes: size, tag }, { op: 'ireceive', from: (r + ranks - (by % ranks)) % ranks, bytes: size, tag }, ...(wait ? [{ op: 'waitall' } as const] : []),
]));

const pair = fc.tuple(rank, rank, bytes, fc.boolean(), fc.boolean()).map(([a, b, size, stream, anyTag]): Round => (ranks, tag) => {
  const from = a % ranks;
  const to = (from + 1 + (b % (ranks - 1))) % ranks;
  const lists = none(ranks);
  lists[from].push({ op: 'waitall' }, { op: 'send', to, bytes: size, tag, ...(stream ? { stream: true } : {}) });
  // A wild card takes whatever comes first, so nothing else may be under way to this rank.
  lists[to].push({ op: 'waitall' }, { op: 'receive', from, bytes: size, tag: anyTag ? 'any' : tag });
  return lists;
});

const gather = fc.tuple(rank, bytes).map(([root, size]): Round => (ranks, tag) => none(ranks).map((_, r) => (r === root % ranks
  ? [{ op: 'loop', count: ranks - 1, body: [{ op: 'receive', from: 'any', bytes: size, tag }] }]
  : [{ op: 'isend', to: root % ranks, bytes: size, tag }])));

/** As {@link shift}, with handles that are waited for in some way, perhaps in a communicator with the ranks in the opposite order. */
export const requested = fc.tuple(fc.integer({ min: 0, max: 4 }), bytes, fc.boolean(), fc.boolean(), fc.constantFrom('each', 'list', 'any', 'test')).map(([by, size, synchronous, inComm, how]): Round => (ranks, tag) => none(ranks).map((_, r) => {
  const comm = inComm ? { comm: 0 } : {};
  const waits: Operation[] = how === 'each' ? [{ op: 'wait', request: 1 }, { op: 'wait', request: 9 }] : how === 'list' ? [{ op: 'waitall', requests: [1, 9, 5] }]
    : how === 'any' ? [{ op: 'waitany', requests: [9, 1] }, { op: 'compute', ns: 700 }, { op: 'waitany', requests: [9, 1] }] : [{ op: 'loop', count: 3, body: [{ op: 'test', request: 9 }] }, { op: 'waitall', requests: [9, 1] }];
  return [
    { op: 'ireceive', from: (r + ranks - (by % ranks)) % ranks, bytes: size, tag, request: 9, ...comm }, { op: 'isend', to: (r + by) % ranks, bytes: size, tag, request: 1, ...comm, ...(synchronous ? { synchronous } : {}) },
    { op: 'compute', ns: 1500 }, ...waits,
  ];
}));

const answered = fc.tuple(rank, bytes).map(([root, size]): Round => (ranks, tag) => none(ranks).map((_, r) => (r === root % ranks
  ? [{ op: 'waitall' }, { op: 'loop', count: ranks - 1, body: [{ op: 'probe', from: 'any', tag: tag + 100 }, { op: 'receive', from: 'any', bytes: size, tag: tag + 100 }, { op: 'send', to: 'source', bytes: size, tag: tag + 200 }] }]
  : [{ op: 'waitall' }, { op: 'send', to: root % ranks, bytes: size, tag: tag + 100 }, { op: 'receive', from: root % ranks, bytes: size, tag: tag + 200 }])));

const oneSided = fc.tuple(fc.integer({ min: 0, max: 4 }), bytes, fc.constantFrom('put' as const, 'get' as const), fc.boolean()).map(([by, size, op, blocking]): Round => (ranks) => none(ranks).map((_, r) => [
  { op, to: (r + by) % ranks, bytes: size, ...(blocking ? {} : { request: 4 }) }, { op: 'compute', ns: 400 }, { op: 'wait', request: 4 },
]));

export const collective = fc.tuple(fc.constantFrom(...collectiveNames), fc.constantFrom(0, 8, 1000, 4000), fc.boolean(), rank).map(([name, size, inComm, root]): Round => (ranks) => none(ranks).map(() => [
  { op: 'collective', collective: name, bytes: size, root: root % ranks, ...(inComm ? { comm: 0 } : {}) },
]));

const rounds = programOf(compute, shift, shift, pair, gather, requested, requested, answered, oneSided, collective);

/** Programs of some of these rounds, one after the other, each perhaps several times; all ranks wait for everything at the end. */
export function programOf(...kinds: readonly fc.Arbitrary<Round>[]): fc.Arbitrary<(ranks: number) => Operation[][]> {
  return fc.array(fc.tuple(fc.oneof(...kinds), fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 6 }).map((list) => (count) => {
    const ranks = none(count);
    list.forEach(([round, times], tag) => {
      round(count, tag).forEach((body, r) => { if (body.length > 0) ranks[r].push(times === 1 ? body[0] : { op: 'loop', count: times, body: [...body] }, ...(times === 1 ? body.slice(1) : [])); });
    });
    ranks.forEach((operations) => operations.push({ op: 'waitall' }));
    return ranks;
  });
}

export const mpi: fc.Arbitrary<Partial<MpiSettings>> = fc.record({
  sendOverheadNs: fc.constantFrom(0, 150), receiveOverheadNs: fc.constantFrom(0, 250.25), waiting: fc.constantFrom('poll' as const, 'block' as const), wakeUpNs: fc.constantFrom(0, 2000),
  progress: fc.constantFrom('in-call' as const, 'asynchronous' as const, 'hardware' as const),
});

const places = fc.record({ hosts: fc.integer({ min: 1, max: 3 }), cores: fc.integer({ min: 2, max: 4 }), where: fc.array(fc.tuple(rank, rank, rank), { minLength: 2, maxLength: 6 }) })
  .map(({ hosts, cores, where }) => ({ cores, places: where.map(([h, v, c]): RankPlace => ({ host: h % hosts, vm: (h % hosts) * 2 + (v % 2), core: c % cores, ...(c % 3 === 0 ? { weight: 64 + (c % 5) * 128 } : {}) })) }));

/** What a random run may have. */
export interface RunKinds {
  readonly noise: boolean;
}

/** A small cluster with a random path, placement and program. */
export function randomRun({ noise }: RunKinds): fc.Arbitrary<RunInput> {
  return fc.record({
    model: fc.oneof(randomModel({ moody: true, driver: true, tandem: false }), randomModel({ moody: true, driver: false, tandem: false })),
    cluster: places, rounds, mpi, layer: fc.constantFrom('mpi' as const, 'raw' as const), seed: fc.nat(), floating: fc.boolean(),
    noise: noise ? fc.record({ compute: fc.constantFrom(0, 0.1), startSkewNs: fc.constantFrom(0, 5000), service: fc.constantFrom(0, 0.2) }) : fc.constant({}),
  }).map(({ model, cluster, rounds: program, mpi: library, layer, seed, noise: n, floating }) => {
    const ranks = program(cluster.places.length);
    const input = runInput({ ranks, model, ...(floating ? { floating: true as const } : {}), places: cluster.places, cores: cluster.cores, mpi: library, layer, seed, noise: n });
    return { ...input, program: { ...input.program, communicators: [ranks.map((_, r) => ranks.length - 1 - r)] } };
  });
}

/** Messages and bytes that the programs send, put and get. */
export function sentIn({ program }: RunInput): { readonly messages: number; readonly oneSided: number; readonly bytes: number } {
  let messages = 0;
  let oneSided = 0;
  let sum = 0;
  const { communicators = [], ranks } = program;
  const count = (operations: readonly Operation[], rank: number, times: number): void => {
    for (const o of operations) {
      if (o.op === 'send' || o.op === 'isend' || o.op === 'put' || o.op === 'get') {
        messages += times;
        if (o.op === 'put' || o.op === 'get') oneSided += times;
        sum += times * o.bytes;
      } else if (o.op === 'loop') {
        count(o.body, rank, times * o.count);
      } else if (o.op === 'collective') {
        const members = o.comm === undefined ? ranks.map((_, r) => r) : communicators[o.comm];
        count(collectiveSchedule(o, members.indexOf(rank), members.length, defaultCollectives), rank, times);
      }
    }
  };
  ranks.forEach((operations, rank) => { count(operations, rank, 1); });
  return { messages, oneSided, bytes: sum };
}

/** The same run with everything but batches and computing done in no time: all that follows a post happens within it. */
export function withoutCosts(input: RunInput): RunInput {
  const model = freeModel(input.models.otherHost);
  const sharedMemory = { latencyNs: 0, bytesPerSecond: 1e30, eagerLimitBytes: 1000 };
  return { ...input, models: { otherHost: model, sameHost: model }, mpi: { ...input.mpi, sendOverheadNs: 0, receiveOverheadNs: 0, wakeUpNs: 0, sharedMemory } };
}

function freeModel(model: PathModel): PathModel {
  const { send, receive, complete = [], put, get } = model.otherHost ?? { send: [], receive: [] };
  const pipelines = {
    send: send.map(freeStage), receive: receive.map(freeStage), complete: complete.map(freeStage),
    ...(put === undefined ? {} : { put: put.map(freeStage) }), ...(get === undefined ? {} : { get: get.map(freeStage) }),
  };
  return { ...model, otherHost: pipelines, sameHost: pipelines };
}

function freeStage(stage: Stage): Stage {
  switch (stage.kind) {
    case 'serve': case 'delay': return { ...stage, cost: {} };
    case 'choose': return { ...stage, branches: stage.branches.map((branch) => ({ ...branch, stages: branch.stages.map(freeStage) })) };
    case 'notify': return { ...stage, idleNs: 0 };
    case 'cache': return { ...stage, missNs: 0 };
    default: return stage;
  }
}
