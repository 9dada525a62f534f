import type { PathModel, Pipelines, Stage } from '@doorbell/sdk';
import type { Operation, PlanEntry, Relation, RunInput, TraceFacts } from '../contract/index.ts';
import { relationOf } from './relation.ts';

type Work = PlanEntry['work'];

/** The MPI library's shared memory: copied in, copied out, in pieces. An estimate needs no more. */
const sharedMemory = { stages: 2, pieceBytes: 65_536 };
/** Stages that the MPI library adds to every pass: one on each side. */
const libraryStages = 2;

/** Messages and stage visits a run will simulate. Loops are multiplied, never unrolled. */
export function estimateWork(input: Pick<RunInput, 'program' | 'places' | 'models' | 'mpi'>): Work {
  const visits = new Map<string, number>();
  let messages = 0;
  let stageVisits = 0;
  const walk = (rank: number, operations: readonly Operation[], times: number): void => {
    for (const operation of operations) {
      if (operation.op === 'loop') walk(rank, operation.body, times * operation.count);
      if (operation.op !== 'send' && operation.op !== 'isend') continue;
      const from = input.places[rank];
      // A reply goes where the request came from; for an estimate the next rank will do.
      const to = input.places[operation.to === 'source' ? (rank + 1) % input.places.length : operation.to];
      if (from === undefined || to === undefined) continue;
      const relation = relationOf(from, to);
      const stream = operation.op === 'send' && operation.stream === true;
      const key = `${relation} ${String(operation.bytes)} ${String(stream)}`;
      const each = visits.get(key) ?? visitsOfMessage(input, relation, operation.bytes, stream);
      visits.set(key, each);
      messages += times;
      stageVisits += times * each;
    }
  };
  input.program.ranks.forEach((operations, rank) => { walk(rank, operations, 1); });
  return { messages, stageVisits };
}

/** The same for a trace, of which only counts are known: every message as if it went the longest way there is among its ranks. */
export function estimateTraceWork(input: Pick<RunInput, 'program' | 'places' | 'models' | 'mpi'>, { messages, sizes }: TraceFacts): Work {
  const relations = new Set(input.places.slice(1).map((place) => relationOf(place, input.places[0] ?? place)));
  const relation = (['other-host', 'same-host', 'same-vm'] as const).find((each) => relations.has(each)) ?? 'same-vm';
  const stageVisits = sizes.reduce((sum, [bytes, count]) => sum + count * visitsOfMessage(input, relation, bytes, false), 0);
  return { messages, stageVisits: Math.round(stageVisits) };
}

function visitsOfMessage({ program, models, mpi }: Pick<RunInput, 'program' | 'models' | 'mpi'>, relation: Relation, bytes: number, stream: boolean): number {
  const [model, pipelines] = pipelinesOf(models, relation);
  const inLibrary = program.layer === 'mpi';
  const shared = model === undefined || pipelines === undefined;
  const pieceBytes = shared ? sharedMemory.pieceBytes : model.protocol.segmentBytes;
  const eagerLimit = shared ? mpi.sharedMemory.eagerLimitBytes : mpi.eagerLimitBytes ?? model.protocol.eagerLimitBytes;
  const visits = (size: number): number =>
    Math.max(1, Math.ceil(size / pieceBytes)) * ((shared ? sharedMemory.stages : stagesFor(pipelines, size)) + (inLibrary ? libraryStages : 0));
  // Large messages of the library are agreed on first: a request and an answer.
  const agreement = inLibrary && !stream && bytes > eagerLimit ? 2 * visits(shared ? 0 : model.protocol.controlBytes ?? 64) : 0;
  return visits(bytes) + agreement;
}

/** The model and pipelines of a relation; without pipelines it is the MPI library's shared memory. */
export function pipelinesOf(models: RunInput['models'], relation: Relation): readonly [PathModel | undefined, Pipelines | undefined] {
  switch (relation) {
    case 'other-host': return [models.otherHost, models.otherHost.otherHost];
    case 'same-host': return [models.sameHost, models.sameHost.sameHost];
    case 'same-vm': return [models.sameVm, models.sameVm?.sameVm];
  }
}

function stagesFor({ send, receive, complete }: Pipelines, bytes: number): number {
  return countStages(send, bytes) + countStages(receive, bytes) + countStages(complete ?? [], bytes);
}

function countStages(stages: readonly Stage[], bytes: number): number {
  return stages.reduce((sum, stage) => {
    if (stage.kind !== 'choose') return sum + 1;
    const branch = stage.branches.find(({ upToBytes }) => bytes <= upToBytes) ?? stage.branches.at(-1);
    return sum + countStages(branch?.stages ?? [], bytes);
  }, 0);
}
