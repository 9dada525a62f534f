import { stagesForSize } from '../check/visit.ts';
import { pageBytes } from '../model/cost.ts';
import type { PathModel, Pipelines } from '../model/path-model.ts';
import type { CacheStage, Executor, Stage } from '../model/stage.ts';
import { costOf } from './cost.ts';

/** What one message alone costs on a path. */
export interface UnloadedLatency {
  /** From the post to the end of the last receive stage, ns. */
  readonly totalNs: number;
  /** What each stage takes for all of the message; overlapping stages add up to more than the total. */
  readonly stages: readonly { readonly id: string; readonly title: string; readonly executor: Executor; readonly ns: number }[];
}

interface Step {
  readonly stage: Stage;
  readonly side: 'sender' | 'receiver';
  /** Held together; one segment at a time each. */
  readonly servers: readonly string[];
  /** Of each segment, ns. */
  readonly costs: readonly number[];
  readonly cutThrough: boolean;
}

/**
 * The time of one message of `bytes` on an otherwise idle path, worked out from the pipelines alone: segments go through
 * first-come servers, stages of one executor share its core, sleeping targets are woken by the first segment and stay
 * awake, batches wait for their timeout, rings and the window never bind. Exact for one segment.
 */
export function unloadedLatency(model: PathModel, relation: 'otherHost' | 'sameHost' | 'sameVm', bytes: number): UnloadedLatency {
  const pipelines = model[relation];
  if (pipelines === undefined) throw new Error(`The path ${model.id} has no pipelines for ${relation}.`);
  const steps = stepsOf(model, relation, pipelines, bytes);
  const segments = Math.max(1, Math.ceil(bytes / model.protocol.segmentBytes));
  const stages = steps.map(({ stage: { id, title, executor }, costs }) => ({ id, title, executor, ns: costs.reduce((sum, ns) => sum + ns, 0) }));
  return { totalNs: schedule(steps, segments), stages };
}

function stepsOf(model: PathModel, relation: 'otherHost' | 'sameHost' | 'sameVm', { send, receive }: Pipelines, bytes: number): readonly Step[] {
  const scopes = new Map(model.resources.map(({ id, scope }) => [id, scope]));
  const { segmentBytes } = model.protocol;
  const ends = Array.from({ length: Math.max(1, Math.ceil(bytes / segmentBytes)) }, (_, index) => Math.min(bytes, (index + 1) * segmentBytes));
  const own = { sender: stagesForSize(send, bytes), receiver: stagesForSize(receive, bytes) };
  let unitBytes = segmentBytes;
  return (['sender', 'receiver'] as const).flatMap((pipelineSide) => own[pipelineSide].map((stage): Step => {
    const side = stage.side ?? pipelineSide;
    const instance = (name: string, ofHost: boolean) => `${name}@${relation !== 'otherHost' && ofHost ? 'host' : side}`;
    const servers: string[] = [];
    if (stage.kind === 'serve') {
      if (stage.executor === 'guest-user' || stage.executor === 'guest-kernel') servers.push(instance('core', false));
      if (stage.executor === 'driver-domain') servers.push(instance('driver-domain', true));
      for (const id of stage.resources ?? []) servers.push(instance(id, ['nic', 'host', 'switch-port'].includes(scopes.get(id) ?? '')));
    }
    if (stage.kind === 'split') unitBytes = Math.min(unitBytes, stage.bytes);
    if (stage.kind === 'merge') unitBytes = Math.max(unitBytes, stage.bytes);
    const sizes = { ...model.protocol, segmentBytes: unitBytes };
    const costs = ends.map((end, index) => costOfSegment(stage, index === 0 ? 0 : ends[index - 1], end, index === 0, sizes));
    return { stage, side, servers, costs, cutThrough: stage.kind === 'serve' && stage.cutThrough === true };
  }));
}

function costOfSegment(stage: Stage, from: number, to: number, first: boolean, protocol: PathModel['protocol']): number {
  switch (stage.kind) {
    case 'serve':
    case 'delay':
      return costOf(stage.cost, to, protocol) - (first ? 0 : costOf(stage.cost, from, protocol));
    case 'notify':
      return first ? stage.idleNs : 0;
    case 'cache':
      return stage.missNs * missesOf(stage, from, to, first);
    case 'batch':
      return stage.count > 1 ? stage.timeoutNs : 0;
    default:
      return 0;
  }
}

/** A cold cache: what earlier segments looked up is there. */
function missesOf({ key, invalidate }: CacheStage, from: number, to: number, first: boolean): number {
  if (key !== 'page') return first || invalidate === 'use' ? 1 : 0;
  const last = Math.floor(Math.max(from, to - 1) / pageBytes);
  const known = first || invalidate === 'use' ? Math.floor(from / pageBytes) - 1 : Math.floor((from - 1) / pageBytes);
  return last - known;
}

/** Starts, again and again, what can start first: never idles a server that has work. Segments never overtake. */
function schedule(steps: readonly Step[], segments: number): number {
  const ready = new Array<number>(segments).fill(0);
  /** For each step, how many segments have passed it. */
  const passed = new Array<number>(steps.length).fill(0);
  const free = new Map<string, number>();
  const startOf = (step: number): number => {
    const { servers, costs, cutThrough } = steps[step];
    const segment = passed[step];
    let start = cutThrough ? ready[segment] - costs[segment] : ready[segment];
    for (const server of servers) start = Math.max(start, free.get(server) ?? 0);
    return start;
  };
  let end = 0;
  for (;;) {
    let next = -1;
    let earliest = Infinity;
    // From the last step on: of two that can start at once, the segment that came first goes first.
    for (let step = steps.length - 1; step >= 0; step -= 1) {
      if (passed[step] >= (step === 0 ? segments : passed[step - 1])) continue;
      const start = startOf(step);
      if (start < earliest) [next, earliest] = [step, start];
    }
    if (next < 0) return end;
    const { servers, costs } = steps[next];
    const segment = passed[next];
    ready[segment] = Math.max(ready[segment], earliest + costs[segment]);
    for (const server of servers) free.set(server, ready[segment]);
    passed[next] += 1;
    end = Math.max(end, ready[segment]);
  }
}
