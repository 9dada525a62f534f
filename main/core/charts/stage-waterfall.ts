import { executors } from '@doorbell/sdk';
import type { ChartSeries, ChartSpec, Relation, ShownResult, StageTime } from '../contract/index.ts';
import { displayUnit, formatQuantity } from './units.ts';

/** Messages of one path between pairs of one relation. */
export interface MessageClass {
  readonly path: string;
  readonly relation: Relation;
}

/** The classes of messages of a run, those with most time first. */
export function messageClasses(result: ShownResult): readonly MessageClass[] {
  const times = new Map<string, { readonly kind: MessageClass; ns: number }>();
  for (const stage of result.stages) {
    const key = `${stage.relation} ${stage.path}`;
    const entry = times.get(key) ?? { kind: { path: stage.path, relation: stage.relation }, ns: 0 };
    entry.ns += stage.serviceNs + stage.waitingNs;
    times.set(key, entry);
  }
  return [...times.values()].sort((left, right) => right.ns - left.ns).map((entry) => entry.kind);
}

function titlesOf(stages: readonly StageTime[]): readonly string[] {
  return stages.map((stage) => {
    const twins = stages.filter((other) => other.title === stage.title);
    if (twins.length === 1) return stage.title;
    return twins.every((twin) => twin === stage || twin.side !== stage.side) ? `${stage.title} (${stage.side})` : `${stage.title} (${stage.stage}, ${stage.side})`;
  });
}

/**
 * What bound the messages of one class, stage by stage: mean ns per message being served (by executor) and waiting there
 * (muted). The stages add up to the mean message time. Default: the class with most time.
 */
export function stageWaterfall(result: ShownResult, chosen?: MessageClass): ChartSpec {
  const kind = chosen ?? messageClasses(result)[0];
  const stages = result.stages.filter((stage) => stage.path === kind?.path && stage.relation === kind.relation && stage.serviceNs + stage.waitingNs > 0);
  const messages = result.messages.filter((row) => row.path === kind?.path && row.relation === kind.relation).reduce((sum, row) => sum + row.messages, 0);
  const per = messages === 0 ? 1 : messages;
  const unit = displayUnit('ns', Math.max(0, ...stages.map((stage) => stage.serviceNs + stage.waitingNs)) / per);
  const used = executors.filter((executor) => stages.some((stage) => stage.executor === executor));
  const pick = (muted: boolean): readonly ChartSeries[] => used.map((executor): ChartSeries => ({
    label: muted ? `waiting: ${executor}` : executor,
    style: executor,
    ...(muted ? { muted } : {}),
    points: stages.flatMap((stage, x) => {
      const ns = muted ? stage.waitingNs : stage.serviceNs;
      return stage.executor === executor && ns > 0 ? [{ x, y: ns / per / unit.divisor }] : [];
    }),
  })).filter((series) => series.points.length > 0);
  const largest = [...stages].sort((left, right) => right.serviceNs + right.waitingNs - left.serviceNs - left.waitingNs)[0];
  const sum = stages.reduce((total, stage) => total + stage.serviceNs + stage.waitingNs, 0);
  const time = (ns: number): string => formatQuantity({ value: ns / per, unit: 'ns' });
  return {
    kind: 'stacked-bars',
    title: kind === undefined ? 'Stages' : `Stages of ${kind.path}, ${kind.relation.replace('-', ' ')}`,
    finding: largest === undefined
      ? 'No message took this path.'
      : `Of ${time(sum)} per message, ${time(largest.serviceNs + largest.waitingNs)} fall to “${largest.title}” (${time(largest.waitingNs)} of it waiting).`,
    x: { title: 'stage', scale: 'category', categories: titlesOf(stages) },
    y: { title: messages === 0 ? 'time' : 'time per message', unit: unit.label, scale: 'linear' },
    series: [...pick(false), ...pick(true)],
  };
}
