import type { BatchStage, Cost, Executor, PathModel, Stage } from '@doorbell/sdk';
import { formatBytes, formatQuantity } from '../../main/core/charts/index.ts';
import type { Relation } from '../../main/core/contract/index.ts';
import { cumulativeCost } from '../../main/core/engine/cost.ts';
import { holdOf } from './pipeline-blocks.ts';

/** One stage of a path as a line of its drawing. */
export interface StageLine {
  readonly key: string;
  readonly title: string;
  readonly kind: Stage['kind'];
  readonly executor: Executor;
  /** Branches of a choice lie one deeper. */
  readonly depth: number;
  /** The cost in words, such as `300 ns + 0.8 ns/B`; what a stage does where it costs nothing. */
  readonly what: string;
  /** What it queues for or takes. */
  readonly holds: string;
  /** For the whole message when nothing else runs, ns; undefined where a message of this size does not pass. */
  readonly ns: number | undefined;
}

/** The stages of one pipeline in order. */
export interface PipelineLines {
  readonly name: 'send' | 'receive' | 'complete' | 'put' | 'get';
  readonly lines: readonly StageLine[];
}

const keys = { 'other-host': 'otherHost', 'same-host': 'sameHost', 'same-vm': 'sameVm' } as const;

/** Relations that a model has pipelines for, the furthest first. */
export function relationsOfModel(model: PathModel): readonly Relation[] {
  return (['other-host', 'same-host', 'same-vm'] as const).filter((relation) => model[keys[relation]] !== undefined);
}

/** Every pipeline of a relation, empty ones left out; what a message of `bytes` costs in each stage. */
export function pipelineLines(model: PathModel, relation: Relation, bytes: number): readonly PipelineLines[] {
  const pipelines = model[keys[relation]];
  if (pipelines === undefined) return [];
  const titles = new Map(model.resources.map(({ id, title }) => [id, title]));
  return (['send', 'receive', 'complete', 'put', 'get'] as const).flatMap((name) => {
    const stages = pipelines[name] ?? [];
    return stages.length === 0 ? [] : [{ name, lines: linesOf(stages, model, titles, bytes, true, 0, name) }];
  });
}

function linesOf(stages: readonly Stage[], model: PathModel, titles: ReadonlyMap<string, string>, bytes: number, passes: boolean, depth: number, at: string): readonly StageLine[] {
  return stages.flatMap((stage, index): readonly StageLine[] => {
    const key = `${at}.${index}`;
    const cost = costOf(stage);
    const units = { segmentBytes: model.protocol.segmentBytes, frameBytes: model.protocol.framePayloadBytes };
    const line: StageLine = {
      key, title: stage.title, kind: stage.kind, executor: stage.executor, depth, what: whatOf(stage), holds: holdsOf(stage, titles),
      ns: passes ? (cost === undefined ? 0 : cumulativeCost(cost, bytes, units)) : undefined,
    };
    if (stage.kind !== 'choose') return [line];
    const taken = stage.branches.findIndex(({ upToBytes }) => bytes <= upToBytes);
    return [line, ...stage.branches.flatMap((branch, each) => [
      { ...line, key: `${key}.${each}`, depth: depth + 1, title: branch.upToBytes >= Number.MAX_SAFE_INTEGER ? 'larger' : `up to ${formatBytes(branch.upToBytes)}`, what: branch.stages.length === 0 ? 'nothing to do' : '', ns: passes && each === taken ? 0 : undefined },
      ...linesOf(branch.stages, model, titles, bytes, passes && each === taken, depth + 2, `${key}.${each}`),
    ])];
  });
}

function costOf(stage: Stage): Cost | undefined {
  if (stage.kind === 'serve' || stage.kind === 'delay') return stage.cost;
  if (stage.kind === 'notify') return { fixedNs: stage.idleNs };
  return stage.kind === 'batch' ? { fixedNs: holdOf(stage) } : undefined;
}

const time = (ns: number): string => formatQuantity({ value: ns, unit: 'ns' });

function costText(cost: Cost): string {
  if ('table' in cost) return `measured at ${cost.table.length} sizes`;
  const { fixedNs = 0, perUnitNs = 0, unit = 'segment', perPageNs = 0, perByteNs = 0, jitter = 0 } = cost;
  const parts = [
    ...(fixedNs > 0 ? [time(fixedNs)] : []), ...(perUnitNs > 0 ? [`${time(perUnitNs)} per ${unit}`] : []),
    ...(perPageNs > 0 ? [`${time(perPageNs)} per page`] : []), ...(perByteNs > 0 ? [`${Number(perByteNs.toPrecision(3))}\u00a0ns/B`] : []),
  ];
  return `${parts.length === 0 ? 'free' : parts.join(' + ')}${jitter > 0 ? `, \u00b1\u00a0${Number((jitter * 100).toPrecision(2))}\u00a0%` : ''}`;
}

function batchText({ count, timeoutNs, since }: BatchStage): string {
  if (count === 1) return 'each at once';
  return since === 'last-batch' ? `first at once, next after ${time(timeoutNs)} or with ${count} waiting` : `${count} at once, or after ${time(timeoutNs)}`;
}

function whatOf(stage: Stage): string {
  switch (stage.kind) {
    case 'serve': return `${costText(stage.cost)}${stage.cutThrough === true ? ', cut-through' : ''}`;
    case 'delay': return costText(stage.cost);
    case 'split': return `pieces of ${formatBytes(stage.bytes)}`;
    case 'merge': return `joined up to ${formatBytes(stage.bytes)}`;
    case 'batch': return batchText(stage);
    case 'notify': return `wakes the ${stage.target}: ${time(stage.idleNs)} when asleep${stage.pollBudgetNs === undefined ? '' : `, polls ${time(stage.pollBudgetNs)}`}`;
    case 'ring': return `${stage.slots} slots; when full: ${stage.onFull}`;
    case 'release': return 'frees a slot';
    case 'steer': return `by ${stage.by} in ${stage.where}${stage.entries === undefined ? '' : `, ${stage.entries} rules`}`;
    case 'cache': return `${stage.entries} entries by ${stage.key}; a miss takes ${time(stage.missNs)}`;
    case 'choose': return 'by message size';
  }
}

function holdsOf(stage: Stage, titles: ReadonlyMap<string, string>): string {
  const name = (id: string): string => titles.get(id) ?? id;
  switch (stage.kind) {
    case 'serve': {
      const core = stage.executor === 'guest-user' || stage.executor === 'guest-kernel' ? ['core'] : stage.executor === 'driver-domain' ? ['driver-domain vCPU'] : [];
      return [...core, ...(stage.resources ?? []).map(name)].join(', ');
    }
    case 'ring': return `${stage.ring} per ${stage.scope}`;
    case 'release': return stage.ring;
    case 'steer': return `on a miss ${name(stage.onMiss)}`;
    case 'cache': return `per ${stage.scope ?? 'rank'}`;
    default: return '';
  }
}
