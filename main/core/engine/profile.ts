import { executors, type Cost, type PathModel, type Pipelines, type ServeStage, type Stage, type SteerStage } from '@doorbell/sdk';
import type { Relation } from '../contract/index.ts';
import { segmentCost } from './cost.ts';
import type { MessageRow } from './statistics.ts';
import type { Steady } from './steady-walk.ts';

/** Everything the engine must know of messages of one size over one path and relation, computed once. */
export interface Profile {
  /** Its number among all profiles of a run; filled in by the simulation. */
  number: number;
  /** Names the path in results. */
  readonly path: string;
  readonly model: PathModel;
  readonly relation: Relation;
  /** Of messages counted together with these, such as those of pairs further apart: the profile that stands for all of them. */
  kin: Profile | undefined;
  /** Row of the messages' table, from the first message on. */
  row: MessageRow | undefined;
  readonly bytes: number;
  readonly segments: number;
  readonly segmentBytes: Float64Array;
  readonly stages: readonly ProfileStage[];
  /** By position, the end of the last stage included: 1 where the transport must know that a segment is there. */
  readonly watched: Uint8Array;
  /** By position, how one core goes on with the next stage: of `pairing`; filled in by the simulation. */
  readonly pairs: Uint8Array;
  /** Service of its stages, where it is the same for all; filled in by the simulation. */
  steady: Steady | undefined;
  /** Messages of steady service delivered since they were counted last. */
  delivered: number;
  /** Rows of the stage statistics for waits outside the stages, filled in by the simulation. */
  readonly waits: { order: number; window: number; receiver: number; loss: number; vm: number };
  /** Stages up to here carry the data; what follows is the sender's completion. */
  readonly deliverAt: number;
  /** Segments and packets that entered since they were counted last. */
  entered: number;
  /** The send buffer is free after this stage; -1: only when the last segment's completion ended. */
  readonly localDoneAt: number;
  /** ns of segment `s` in stage `p` at `s * stages.length + p`, without noise. */
  readonly costs: Float64Array;
}

/** A stage with what the engine resolved for it. */
export interface ProfileStage {
  readonly stage: Stage;
  readonly side: 'sender' | 'receiver';
  readonly executor: number;
  /** One of {@link action}. */
  action: number;
  readonly jitter: number;
  readonly cutThrough: boolean;
  /** ns of every visit, where it is the same for all that pass, else -1; filled in by the simulation. */
  ns: number;
  /** Of a `line`: its instance by rank of the sender or of the receiver; filled in by the simulation. */
  instances: Int32Array;
  /** Where they are evenly spaced, the first one and the distance; else the distance is -1. */
  firstInstance: number;
  instanceStep: number;
  byTo: boolean;
  /** Nothing can reach its resource between those that come from the stage before, so it is served ahead of its time; filled in by the simulation. */
  ahead: boolean;
  /** Declared resources' numbers, filled in by the simulation. */
  resources: readonly number[];
  /** Row of the stage statistics, filled in by the simulation. */
  statistic: number;
  /** First instance of this stage's ring, batch, cache or notification state, filled in by the simulation. */
  state: number;
  /** Of a ring that pauses: position of the cable or switch port that it holds up when it is full; -1: none. */
  pauses: number;
  /** Of a ring: position from which a segment that it drops is sent again. */
  restartAt: number;
  /** Of a `release` that ends a stay in a shared queue: the stage that sent those there who missed. */
  steer: ProfileStage | undefined;
  /** Side whose ring a `ring` stage takes or a `release` stage gives back, filled in by the simulation. */
  ringSide: 'sender' | 'receiver';
}

/**
 * What happens at a stage: work on the rank's core, in its kernel or in the library, or on a driver domain's vCPU; one server that
 * serves in order (`line`), turns, or any other service at resources; else as the stage's kind.
 */
export const action = { cpuKernel: 0, cpuUser: 1, driver: 2, serve: 3, delay: 4, batch: 5, notify: 6, ring: 7, release: 8, cache: 9, pass: 10, turn: 11, line: 12, steer: 13 } as const;

const none = new Int32Array(0);

/** Visits of one message to stages that are followed: about 2 GB of marks and costs (judgement); their numbers would have 31 bits. */
const mostVisits = 67_108_864;

/** A message is cut into more segments than there is memory for; ends the run as a failure. */
export class MessageTooLong extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Stages that the MPI library adds around a path. */
export interface LibraryStages {
  readonly send?: Stage;
  readonly receive?: Stage;
}

/**
 * Which stages a profile has: those of a message, of the path's own `put` or `get`, or of a message without the CPU's work on
 * its sender's side, its receiver's or both, which the NIC does instead.
 */
export const shape = { message: 0, put: 1, get: 2, fromNic: 3, toNic: 4, betweenNics: 5, putFromNic: 6, getByNic: 7 } as const;

/** Stands for the post where no core posts. */
const offload: Stage = { kind: 'delay', id: 'mpi-offload', title: 'MPI by the NIC', executor: 'device', cost: {} };

/** Pipelines of a relation; `undefined` when the path has none. */
export function pipelinesOf(model: PathModel, relation: Relation): Pipelines | undefined {
  if (relation === 'other-host') return model.otherHost;
  return relation === 'same-host' ? model.sameHost : model.sameVm;
}

/**
 * The profile of messages of `bytes`; no resources resolved yet. `near`: between two hosts on one leaf switch of several. Messages up to
 * `bufferedBytes` leave from memory of the library, so the sender's is free at once, also where the path itself copies nothing.
 */
export function createProfile(model: PathModel, relation: Relation, bytes: number, library: LibraryStages, near = false, kind: number = shape.message, bufferedBytes = -1, label = model.id): Profile {
  const pipelines = pipelinesOf(model, relation);
  if (pipelines === undefined) throw new Error(`path ${model.id} has no ${relation} pipelines`);
  const { segmentBytes, framePayloadBytes } = model.protocol;
  const segments = Math.max(1, Math.ceil(bytes / segmentBytes));
  const flat: { readonly stage: Stage; readonly side: 'sender' | 'receiver'; readonly unitBytes: number }[] = [];
  let unitBytes = segmentBytes;
  let spared: readonly ('sender' | 'receiver')[] = sparedSides(kind);
  const missed: { readonly stage: SteerStage; readonly side: 'sender' | 'receiver' }[] = [];
  const add = (stages: readonly Stage[], side: 'sender' | 'receiver'): void => {
    for (const stage of stages) {
      if (near && stage.when === 'other-leaf') continue;
      if (spared.includes(stage.side ?? side) && needsCpu(stage)) continue;
      if (stage.kind === 'choose') {
        const branch = stage.branches.find((b) => bytes <= b.upToBytes);
        if (branch !== undefined) add(branch.stages, stage.side ?? side);
        continue;
      }
      if (stage.executor === 'wire') flush('send');
      if (stage.kind === 'serve' && needsCpu(stage) && (stage.resources ?? []).length > 0) {
        holding(model, stage).forEach((each) => flat.push({ stage: each, side: stage.side ?? side, unitBytes }));
        continue;
      }
      if (stage.kind === 'steer' && maySteerAstray(stage)) missed.push({ stage, side: stage.side ?? side });
      if (stage.kind === 'split') unitBytes = Math.min(unitBytes, stage.bytes);
      if (stage.kind === 'merge') unitBytes = Math.max(unitBytes, stage.bytes);
      flat.push({ stage, side: stage.side ?? side, unitBytes });
    }
  };
  // Who took a shared queue keeps it until it is on the wire, or delivered.
  const flush = (direction: 'send' | 'receive'): void => {
    for (let i = missed.length - 1; i >= 0; i--) {
      if (direction === 'send' && missed[i].stage.direction === 'receive') continue;
      const [{ stage: { id, title, executor, ...steer }, side }] = missed.splice(i, 1);
      flat.push({ stage: { kind: 'release', id: `${id}-release`, title, executor, ring: sharedQueue({ ...steer, id }) }, side, unitBytes });
    }
  };
  const put = kind === shape.put || kind === shape.putFromNic;
  const get = kind === shape.get || kind === shape.getByNic;
  // Who fetches data is its receiver, and that side posts.
  if (library.send !== undefined) add([library.send], get ? 'receiver' : 'sender');
  if (put || get) {
    const own = (put ? pipelines.put : pipelines.get) ?? [];
    // The process that posts, unless the NIC does, sees the completion in any case.
    const posting = own.findIndex((stage) => stage.executor === 'device' || stage.executor === 'wire');
    add(own.slice(0, Math.max(0, posting)), 'sender');
    spared = [];
    add(own.slice(Math.max(0, posting)), 'sender');
  } else {
    add(pipelines.send, 'sender');
  }
  const sendEnd = flat.length;
  if (!put && !get) {
    add(pipelines.receive, 'receiver');
    if (library.receive !== undefined) add([library.receive], 'receiver');
  }
  // Segments follow each other by their first stage, so it must be no resource that others reach ahead of time.
  if (kind !== shape.message && (flat.length === 0 || !needsCpu(flat[0].stage))) flat.unshift({ stage: offload, side: get ? 'receiver' : 'sender', unitBytes: segmentBytes });
  flush('receive');
  const deliverAt = flat.length;
  spared = [];
  // One-sided pipelines are whole: they end with the completion at their origin.
  if (!put && !get) add(pipelines.complete ?? [], 'sender');

  if (segments * (flat.length + 1) > mostVisits) {
    const most = Math.floor(mostVisits / (flat.length + 1)) * segmentBytes;
    throw new MessageTooLong(`A message of ${bytes} B over path ${model.id} has ${segments} segments, more than can be followed at once.`, `Use messages of at most ${most} B on this path, or cut them.`);
  }
  const ends = new Float64Array(segments + 1);
  for (let s = 1; s <= segments; s++) ends[s] = Math.min(bytes, s * segmentBytes);
  const costs = new Float64Array(segments * flat.length);
  flat.forEach(({ stage, unitBytes: unit }, p) => {
    const cost = costOf(stage);
    if (cost === undefined) return;
    const units = { segmentBytes: unit, frameBytes: framePayloadBytes };
    for (let s = 0; s < segments; s++) costs[s * flat.length + p] = segmentCost(cost, ends[s], ends[s + 1], s === 0, units);
  });
  const stages = flat.map(({ stage, side }): ProfileStage => ({
    stage, side, executor: executors.indexOf(stage.executor), action: actionOf(stage), jitter: costOf(stage)?.jitter ?? 0,
    cutThrough: stage.kind === 'serve' && stage.cutThrough === true, ns: -1, instances: none, firstInstance: 0, instanceStep: -1, byTo: side === 'receiver', ahead: false, resources: [], statistic: -1, state: -1,
    pauses: -1, restartAt: -1, steer: undefined, ringSide: side,
  }));
  let localDoneAt = -1;
  if ((!model.capabilities.zeroCopy || bytes <= bufferedBytes) && !put && !get) {
    for (let p = 0; p < sendEnd; p++) if (stages[p].action <= action.cpuUser && stages[p].side === 'sender') localDoneAt = p;
  }
  const watched = new Uint8Array(stages.length + 1);
  if (segments > 1) watched[1] = 1;
  watched[deliverAt] = 1;
  watched[stages.length] = 1;
  if (localDoneAt >= 0) watched[localDoneAt + 1] = 1;
  return {
    number: -1, path: label, model, relation, kin: undefined, row: undefined, bytes, segments, watched, segmentBytes: ends.slice(1).map((end, s) => end - ends[s]),
    stages, pairs: new Uint8Array(stages.length), steady: undefined, delivered: 0, entered: 0, waits: { order: -1, window: -1, receiver: -1, loss: -1, vm: -1 }, deliverAt, localDoneAt, costs,
  };
}

/** Name of the ring that stands for the queue which traffic without a match shares. */
export function sharedQueue({ id, onMiss }: Pick<SteerStage, 'id' | 'onMiss'>): string {
  return `${onMiss} behind ${id}`;
}

function maySteerAstray({ to, entries }: SteerStage): boolean {
  return to !== undefined || entries !== undefined;
}

/**
 * Work of a core that holds resources: it waits for them first, in the order in which they are declared, so that no two
 * wait for each other; then for the core; and gives them back when it is done, however long others had the core meanwhile.
 */
function holding(model: PathModel, { resources = [], ...stage }: ServeStage): readonly Stage[] {
  const held = model.resources.filter(({ id }) => resources.includes(id));
  const { title, executor } = stage;
  return [
    ...held.map((r): Stage => ({ kind: 'ring', id: `${stage.id}-${r.id}`, title: r.title, executor, ring: `held ${r.id}`, scope: r.scope, slots: r.servers ?? 1, onFull: 'block' })),
    stage,
    ...held.map(({ id }): Stage => ({ kind: 'release', id: `${stage.id}-${id}-free`, title, executor, ring: `held ${id}` })),
  ];
}

function sparedSides(kind: number): readonly ('sender' | 'receiver')[] {
  switch (kind) {
    case shape.fromNic: case shape.putFromNic: return ['sender'];
    case shape.toNic: case shape.getByNic: return ['receiver'];
    case shape.betweenNics: return ['sender', 'receiver'];
    default: return [];
  }
}

/** Work of a core, and the signals that wake one. */
function needsCpu(stage: Stage): boolean {
  if (stage.kind === 'notify') return stage.target !== 'device';
  return stage.kind === 'serve' && (stage.executor === 'guest-user' || stage.executor === 'guest-kernel' || stage.executor === 'driver-domain');
}

function costOf(stage: Stage): Cost | undefined {
  return stage.kind === 'serve' || stage.kind === 'delay' ? stage.cost : undefined;
}

function actionOf(stage: Stage): number {
  switch (stage.kind) {
    case 'serve':
      if (stage.executor === 'guest-user') return action.cpuUser;
      if (stage.executor === 'guest-kernel') return action.cpuKernel;
      if (stage.executor === 'driver-domain') return action.driver;
      return (stage.resources ?? []).length === 0 ? action.delay : action.serve;
    case 'split': case 'merge': return action.pass;
    case 'steer': return maySteerAstray(stage) ? action.steer : action.pass;
    case 'choose': throw new Error('a choose stage was not flattened');
    default: return action[stage.kind];
  }
}
