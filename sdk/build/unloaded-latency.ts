import { pageBytes } from '../model/cost.ts';
import type { PathModel, Pipelines } from '../model/path-model.ts';
import type { CacheStage, Executor, ResourceScope, Stage } from '../model/stage.ts';
import { costOf } from './cost.ts';

/** What one message alone costs on a path. */
export interface UnloadedLatency {
  /** From the post to the end of the last receive stage, ns. */
  readonly totalNs: number;
  /** What each stage takes for all of the message; overlapping stages add up to more than the total. */
  readonly stages: readonly { readonly id: string; readonly title: string; readonly executor: Executor; readonly ns: number }[];
}

/** What is sent: a message between two ranks, or a one-sided transfer, for paths that describe one. */
export type Transfer = 'message' | 'put' | 'get';

interface Step {
  readonly stage: Stage;
  readonly side: 'sender' | 'receiver';
  /** Held together: name → how many segments at a time. */
  readonly servers: ReadonlyMap<string, number>;
  /** Of each segment, ns. */
  readonly costs: readonly number[];
  readonly cutThrough: boolean;
  /** Of a batch that counts from the one before: its timeout, ns; else 0. */
  readonly pauseNs: number;
}

/**
 * The time of one message of `bytes` on an otherwise idle path, worked out from the pipelines alone: segments go through
 * first-come servers, stages of one executor share its core, sleeping targets are woken by the first segment and stay
 * awake, batches wait for their timeout (one that counts from the batch before lets the first segment through at once), caches are
 * cold. A message is timed from the post to its last stage in `receive`; `put` and `get` are timed whole, to the completion that
 * their origin sees.
 *
 * Exact for one segment. Beyond, it leaves out what needs a simulation: rings and windows never fill, no batch gets full, nobody waits
 * for a shared queue, nothing takes turns, jitter is its mean. In a fat tree the ranks are on different leaves. The MPI library's
 * overheads, and its rendezvous above `protocol.eagerLimitBytes`, come on top.
 *
 * Throws when the path has no pipelines for `relation` (without `sameVm` that is the MPI library's shared memory), or does
 * not describe the transfer.
 */
export function unloadedLatency(
  model: PathModel, relation: 'otherHost' | 'sameHost' | 'sameVm', bytes: number, transfer: Transfer = 'message',
): UnloadedLatency {
  const pipelines = model[relation];
  if (pipelines === undefined) throw new Error(`The path ${model.id} has no pipelines for ${relation}.`);
  const steps = stepsOf(model, relation, passedStages(model, pipelines, bytes, transfer), bytes);
  const segments = Math.max(1, Math.ceil(bytes / model.protocol.segmentBytes));
  const stages = steps.map(({ stage: { id, title, executor }, costs }) => ({ id, title, executor, ns: costs.reduce((sum, ns) => sum + ns, 0) }));
  return { totalNs: schedule(steps, segments), stages };
}

type Passed = Pick<Step, 'stage' | 'side'>;

function passedStages(model: PathModel, { send, receive, ...oneSided }: Pipelines, bytes: number, transfer: Transfer): readonly Passed[] {
  if (transfer === 'message') return [...onSide(send, bytes, 'sender'), ...onSide(receive, bytes, 'receiver')];
  const stages = oneSided[transfer];
  if (stages === undefined) throw new Error(`The path ${model.id} describes no ${transfer}.`);
  return onSide(stages, bytes, 'sender');
}

/** Branches resolved; the stages of a branch are on the side that the choice names. */
function onSide(stages: readonly Stage[], bytes: number, side: Step['side']): readonly Passed[] {
  return stages.flatMap((stage): readonly Passed[] => {
    const own = stage.side ?? side;
    if (stage.kind !== 'choose') return [{ stage, side: own }];
    return onSide(stage.branches.find((branch) => bytes <= branch.upToBytes)?.stages ?? [], bytes, own);
  });
}

/** Scopes whose instance is one for both ranks. */
const shared = {
  otherHost: [],
  sameHost: ['nic', 'host', 'switch-port'],
  sameVm: ['nic', 'host', 'switch-port', 'vm', 'function'],
} as const satisfies Record<string, readonly ResourceScope[]>;

function stepsOf(model: PathModel, relation: keyof typeof shared, passed: readonly Passed[], bytes: number): readonly Step[] {
  const resources = new Map(model.resources.map((resource) => [resource.id, resource]));
  const common: readonly ResourceScope[] = shared[relation];
  const { segmentBytes } = model.protocol;
  const ends = Array.from({ length: Math.max(1, Math.ceil(bytes / segmentBytes)) }, (_, index) => Math.min(bytes, (index + 1) * segmentBytes));
  let unitBytes = segmentBytes;
  return passed.map(({ stage, side }): Step => {
    const instance = (name: string, scope: ResourceScope) => `${name}@${common.includes(scope) ? 'both' : side}`;
    const servers = new Map<string, number>();
    if (stage.kind === 'serve') {
      if (stage.executor === 'guest-user' || stage.executor === 'guest-kernel') servers.set(instance('core', 'rank'), 1);
      if (stage.executor === 'driver-domain') servers.set(instance('driver-domain', 'host'), model.driverDomain?.vcpus ?? 1);
      for (const id of stage.resources ?? []) {
        const { scope = 'rank', servers: count = 1 } = resources.get(id) ?? {};
        servers.set(`resource ${instance(id, scope)}`, count);
      }
    }
    if (stage.kind === 'split') unitBytes = Math.min(unitBytes, stage.bytes);
    if (stage.kind === 'merge') unitBytes = Math.max(unitBytes, stage.bytes);
    const sizes = { ...model.protocol, segmentBytes: unitBytes };
    const costs = ends.map((end, index) => costOfSegment(stage, index === 0 ? 0 : ends[index - 1], end, index === 0, sizes));
    const pauseNs = stage.kind === 'batch' && stage.count > 1 && stage.since === 'last-batch' ? stage.timeoutNs : 0;
    return { stage, side, servers, costs, cutThrough: stage.kind === 'serve' && stage.cutThrough === true, pauseNs };
  });
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
      return stage.count > 1 && stage.since !== 'last-batch' ? stage.timeoutNs : 0;
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
  /** When each server of a name is free, ns. */
  const free = new Map<string, number[]>();
  for (const { servers } of steps) for (const [name, count] of servers) free.set(name, new Array<number>(count).fill(0));
  const firstFree = (name: string): number => Math.min(...(free.get(name) ?? []));
  /** For each step, when its last batch went on, ns. */
  const wentOn = new Array<number>(steps.length).fill(-Infinity);
  const startOf = (step: number): number => {
    const { servers, costs, cutThrough, pauseNs } = steps[step];
    const segment = passed[step];
    let start = cutThrough ? ready[segment] - costs[segment] : ready[segment];
    // Who came before the last batch went on was in it.
    if (pauseNs > 0) start = start < wentOn[step] ? wentOn[step] : Math.max(start, wentOn[step] + pauseNs);
    for (const name of servers.keys()) start = Math.max(start, firstFree(name));
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
    for (const name of servers.keys()) {
      const times = free.get(name) ?? [];
      times[times.indexOf(firstFree(name))] = ready[segment];
    }
    wentOn[next] = ready[segment];
    passed[next] += 1;
    end = Math.max(end, ready[segment]);
  }
}
