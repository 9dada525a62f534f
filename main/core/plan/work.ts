import type { PathModel, Pipelines, Stage } from '@doorbell/sdk';
import type { PlanEntry, Relation, RunInput, TraceFacts } from '../contract/index.ts';
import { exceptionFinder } from '../engine/pair-models.ts';
import { eachMessage, type AlikeMessages } from './program-messages.ts';
import { relationOf } from './relation.ts';

/** What a run simulates, for estimates. */
export type Work = PlanEntry['work'];

/** The MPI library's shared memory: copied in, copied out, in pieces. An estimate needs no more. */
const sharedMemory = { stages: 2, pieceBytes: 65_536 };
/** Stages that the MPI library adds to every pass: one on each side. */
const libraryStages = 2;

/** Messages and stage visits a run will simulate. */
export function estimateWork(input: Pick<RunInput, 'program' | 'places' | 'models' | 'mpi'>): Work {
  const visits = new Map<string, number>();
  const exceptionOf = exceptionFinder(input.models);
  let messages = 0;
  let stageVisits = 0;
  eachMessage(input.program, input.mpi.collectives, ({ from, to, bytes, times, kind }) => {
    const source = input.places[from];
    const target = input.places[to];
    if (source === undefined || target === undefined) return;
    const relation = relationOf(source, target);
    const exception = relation === 'same-vm' ? -1 : exceptionOf?.(source.vm, target.vm) ?? -1;
    const key = `${relation} ${exception} ${bytes} ${kind}`;
    const each = visits.get(key) ?? visitsOfMessage(input, relation, bytes, kind, input.models.exceptions?.[exception]?.model);
    visits.set(key, each);
    messages += times;
    stageVisits += times * each;
  });
  return { messages: Math.round(messages), stageVisits: Math.round(stageVisits) };
}

/** The same for a trace, of which only counts are known: every message as if it went the longest way there is among its ranks. */
export function estimateTraceWork(input: Pick<RunInput, 'program' | 'places' | 'models' | 'mpi'>, { messages, sizes }: TraceFacts): Work {
  const relations = new Set(input.places.slice(1).map((place) => relationOf(place, input.places[0] ?? place)));
  const relation = (['other-host', 'same-host', 'same-vm'] as const).find((each) => relations.has(each)) ?? 'same-vm';
  const stageVisits = sizes.reduce((sum, [bytes, count]) => sum + count * visitsOfMessage(input, relation, bytes, 'send'), 0);
  return { messages, stageVisits: Math.round(stageVisits) };
}

function visitsOfMessage({ program, models, mpi }: Pick<RunInput, 'program' | 'models' | 'mpi'>, relation: Relation, bytes: number, kind: AlikeMessages['kind'], own?: PathModel): number {
  const [model, pipelines] = own === undefined ? pipelinesOf(models, relation) : [own, relation === 'other-host' ? own.otherHost : own.sameHost];
  const oneSided = kind === 'put' || kind === 'get';
  const inLibrary = program.layer === 'mpi' && !oneSided;
  const shared = model === undefined || pipelines === undefined;
  const pieceBytes = shared ? sharedMemory.pieceBytes : model.protocol.segmentBytes;
  const eagerLimit = shared ? mpi.sharedMemory.eagerLimitBytes : mpi.eagerLimitBytes ?? model.protocol.eagerLimitBytes;
  const visits = (size: number): number =>
    Math.max(1, Math.ceil(size / pieceBytes)) * ((shared ? sharedMemory.stages : stagesFor(pipelines, size, kind)) + (inLibrary ? libraryStages : 0));
  // Large messages of the library are agreed on first: a request and an answer.
  const agreement = inLibrary && kind !== 'stream' && bytes > eagerLimit ? 2 * visits(shared ? 0 : model.protocol.controlBytes ?? 64) : 0;
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

function stagesFor({ send, receive, complete, put, get }: Pipelines, bytes: number, kind: AlikeMessages['kind']): number {
  const whole = kind === 'put' ? put : kind === 'get' ? get : undefined;
  if (whole !== undefined) return countStages(whole, bytes);
  return countStages(send, bytes) + countStages(receive, bytes) + countStages(complete ?? [], bytes);
}

function countStages(stages: readonly Stage[], bytes: number): number {
  return stages.reduce((sum, stage) => {
    if (stage.kind !== 'choose') return sum + 1;
    const branch = stage.branches.find(({ upToBytes }) => bytes <= upToBytes) ?? stage.branches.at(-1);
    return sum + countStages(branch?.stages ?? [], bytes);
  }, 0);
}
