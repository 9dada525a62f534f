import type { PathModel, Pipelines, Stage } from '@doorbell/sdk';
import type { Operation, PlanEntry, Relation, RunInput } from '../contract/index.ts';
import { relationOf } from './relation.ts';

type Work = PlanEntry['work'];

/** Visits of one message through the MPI library's shared memory: in and out. */
const sharedMemoryVisits = 2;

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
      const to = input.places[operation.to];
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

function visitsOfMessage({ models, mpi }: Pick<RunInput, 'models' | 'mpi'>, relation: Relation, bytes: number, stream: boolean): number {
  const [model, pipelines] = pipelinesOf(models, relation);
  if (model === undefined || pipelines === undefined) return sharedMemoryVisits;
  const { protocol } = model;
  const segments = Math.max(1, Math.ceil(bytes / protocol.segmentBytes));
  const agreed = stream || bytes <= (mpi.eagerLimitBytes ?? protocol.eagerLimitBytes);
  const control = agreed ? 0 : 2 * stagesFor(pipelines, protocol.controlBytes ?? 64);
  return segments * stagesFor(pipelines, bytes) + control;
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
