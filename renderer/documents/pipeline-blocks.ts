import type { BatchStage, Cost, Executor, PathModel, Pipelines, Stage } from '@doorbell/sdk';
import { cumulativeCost } from '../../main/core/engine/cost.ts';

/** One step of a path, as a strip shows it. */
export interface PipelineBlock {
  readonly id: string;
  readonly title: string;
  readonly executor: Executor;
  readonly part: 'send' | 'receive';
  /** What the step takes for the whole message when nothing else runs, ns. */
  readonly ns: number;
  /** What its author says happens there. */
  readonly explain?: string;
}

function pick(stages: readonly Stage[], bytes: number): readonly Stage[] {
  return stages.flatMap((stage) => {
    if (stage.kind !== 'choose') return [stage];
    const branch = stage.branches.find((candidate) => bytes <= candidate.upToBytes) ?? stage.branches.at(-1);
    return branch === undefined ? [] : pick(branch.stages, bytes);
  });
}

function costOf(stage: Stage): Cost | undefined {
  if (stage.kind === 'serve' || stage.kind === 'delay') return stage.cost;
  if (stage.kind === 'notify') return { fixedNs: stage.idleNs };
  if (stage.kind === 'batch') return { fixedNs: holdOf(stage) };
  return undefined;
}

/** What a batch holds a segment that nobody came before, ns. */
export function holdOf({ count, timeoutNs, since }: BatchStage): number {
  return count > 1 && since !== 'last-batch' ? timeoutNs : 0;
}

/** The steps of a message of `bytes` between two hosts, or between VMs where the path never leaves its host, that take time, from the sending to the receiving process. */
export function pipelineBlocks(model: PathModel, bytes: number): readonly PipelineBlock[] {
  const pipelines: Pipelines = model.otherHost ?? model.sameHost ?? { send: [], receive: [] };
  const units = { segmentBytes: model.protocol.segmentBytes, frameBytes: model.protocol.framePayloadBytes };
  return (['send', 'receive'] as const).flatMap((part) => pick(pipelines[part], bytes).flatMap((stage): PipelineBlock[] => {
    const cost = costOf(stage);
    const ns = cost === undefined ? 0 : cumulativeCost(cost, bytes, units);
    return ns > 0 ? [{ id: `${part}.${stage.id}`, title: stage.title, executor: stage.executor, part, ns, ...(stage.explain === undefined ? {} : { explain: stage.explain }) }] : [];
  }));
}
