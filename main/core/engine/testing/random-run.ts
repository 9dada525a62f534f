import type { PathModel, Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import type { MpiSettings, Operation, RankPlace, RunInput } from '../../contract/index.ts';
import { randomModel } from './random-model.ts';
import { runInput } from './run-input.ts';

/** What all ranks do together before they go on; a sequence of rounds cannot deadlock. */
type Round = (ranks: number, tag: number) => readonly (readonly Operation[])[];

const bytes = fc.oneof(fc.constantFrom(0, 1, 1000), fc.integer({ min: 1, max: 9000 }));
const rank = fc.nat({ max: 99 });

const none = (ranks: number): Operation[][] => Array.from({ length: ranks }, () => []);

const compute = fc.array(fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) }, { weight: 1, arbitrary: fc.constant(3e7) }), { minLength: 6, maxLength: 6 }).map((times): Round => (ranks) =>
  none(ranks).map((_, r) => [{ op: 'compute', ns: times[r % 6] / 3 }]));

const shift = fc.tuple(fc.integer({ min: 0, max: 4 }), bytes, fc.boolean()).map(([by, size, wait]): Round => (ranks, tag) => none(ranks).map((_, r) => [
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

const rounds = fc.array(fc.tuple(fc.oneof(compute, shift, shift, pair, gather), fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 6 });

const mpi: fc.Arbitrary<Partial<MpiSettings>> = fc.record({
  sendOverheadNs: fc.constantFrom(0, 150), receiveOverheadNs: fc.constantFrom(0, 250.25), waiting: fc.constantFrom('poll' as const, 'block' as const), wakeUpNs: fc.constantFrom(0, 2000),
  progress: fc.constantFrom('in-call' as const, 'asynchronous' as const),
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
  }).map(({ model, cluster, rounds: list, mpi: library, layer, seed, noise: n, floating }) => {
    const ranks = none(cluster.places.length);
    list.forEach(([round, count], tag) => {
      round(ranks.length, tag).forEach((body, r) => { if (body.length > 0) ranks[r].push(count === 1 ? body[0] : { op: 'loop', count, body: [...body] }, ...(count === 1 ? body.slice(1) : [])); });
    });
    ranks.forEach((operations) => operations.push({ op: 'waitall' }));
    return runInput({ ranks, model, ...(floating ? { floating: true as const } : {}), places: cluster.places, cores: cluster.cores, mpi: library, layer, seed, noise: n });
  });
}

/** Messages and bytes that the programs send. */
export function sentBy(operations: readonly Operation[]): { readonly messages: number; readonly bytes: number } {
  let messages = 0;
  let sum = 0;
  for (const o of operations) {
    if (o.op === 'send' || o.op === 'isend') {
      messages++;
      sum += o.bytes;
    } else if (o.op === 'loop') {
      const body = sentBy(o.body);
      messages += o.count * body.messages;
      sum += o.count * body.bytes;
    }
  }
  return { messages, bytes: sum };
}

/** The same run with everything but batches and computing done in no time: all that follows a post happens within it. */
export function withoutCosts(input: RunInput): RunInput {
  const model = freeModel(input.models.otherHost);
  const sharedMemory = { latencyNs: 0, bytesPerSecond: 1e30, eagerLimitBytes: 1000 };
  return { ...input, models: { otherHost: model, sameHost: model }, mpi: { ...input.mpi, sendOverheadNs: 0, receiveOverheadNs: 0, wakeUpNs: 0, sharedMemory } };
}

function freeModel(model: PathModel): PathModel {
  const { send, receive, complete = [] } = model.otherHost;
  const pipelines = { send: send.map(freeStage), receive: receive.map(freeStage), complete: complete.map(freeStage) };
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
