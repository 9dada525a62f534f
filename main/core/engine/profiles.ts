import type { PathModel, Stage } from '@doorbell/sdk';
import type { Relation, RunInput } from '../contract/index.ts';
import { action, createProfile, pipelinesOf, sharedQueue, shape, type Profile, type ProfileStage } from './profile.ts';
import { servedAhead } from './feeders.ts';
import { declareResource, instancesByRank, resourceName } from './resources.ts';
import { withPausablePorts } from './pausable-ports.ts';
import { sharedMemoryModel } from './shared-memory.ts';
import { stageRow, waits } from './statistics.ts';
import type { World } from './world.ts';

/** Bytes of an RTS or CTS when the path does not say. */
const defaultControlBytes = 64;

/** Memory of a receiving rank's library for eager messages that nobody has asked for, bytes, when the path does not say; as its documentation says. */
const defaultUnexpectedBytes = 64 * 1024 * 1024;

/** A relation, or a rank and itself: what it sends itself always goes through the MPI library's memory. */
export type Route = Relation | 'self';

/** How messages of a route travel. */
export interface Manners {
  readonly route: Route;
  readonly model: PathModel;
  /** Largest eager message, bytes. */
  readonly eagerLimitBytes: number;
  readonly unexpectedBytes: number;
  /** The path has pipelines of its own for one-sided transfers. */
  readonly put: boolean;
  readonly get: boolean;
  /** Of messages above the eager limit. */
  readonly rendezvous: 'rts-cts' | 'rget' | 'rput';
  /** The NIC matches and answers for a rank, which needs access to the memory of processes from the device. */
  readonly byNic: boolean;
}

/** Profiles by route, size and purpose, made on first use. */
export interface Profiles {
  /** Of the data of messages of `bytes`; `near`: between two hosts on one leaf switch of several; `kind`: one of `shape`. */
  data(route: Route, bytes: number, near?: boolean, kind?: number): Profile;
  /** Of an RTS, CTS, ACK or FIN. */
  control(route: Route, near?: boolean, kind?: number): Profile;
  manners(route: Route): Manners;
  model(relation: Relation): PathModel;
}

/** Where two ranks stand to each other. */
export function relationOf(input: RunInput, from: number, to: number): Relation {
  const a = input.places[from];
  const b = input.places[to];
  if (a.host !== b.host) return 'other-host';
  return a.vm === b.vm ? 'same-vm' : 'same-host';
}

/** The route between two ranks. */
export function routeOf(input: RunInput, from: number, to: number): Route {
  return from === to ? 'self' : relationOf(input, from, to);
}

/** An empty cache over the world's models. */
export function createProfiles(world: Pick<World, 'input' | 'topology' | 'resources' | 'states' | 'statistics'>): Profiles {
  const { input } = world;
  const declared = input.models.sameVm;
  const own = declared !== undefined && pipelinesOf(declared, 'same-vm') !== undefined ? declared : undefined;
  const shared = sharedMemoryModel(input.mpi);
  const models = withPausablePorts({ 'other-host': input.models.otherHost, 'same-host': input.models.sameHost, 'same-vm': own ?? shared });
  const ahead = servedAhead(input, models);
  const library = input.program.layer === 'raw' ? {} : {
    send: libraryStage('mpi-send', 'MPI library, sending', input.mpi.sendOverheadNs),
    receive: libraryStage('mpi-receive', 'MPI library, receiving', input.mpi.receiveOverheadNs),
  };
  const inVm: Map<number, Profile>[] = [];
  const lists: Readonly<Record<Route, Map<number, Profile>[]>> = { 'other-host': [], 'same-host': [], 'same-vm': inVm, self: own === undefined ? inVm : [] };
  const modelOf = (route: Route): PathModel => (route === 'self' ? shared : models[route]);
  const make = (route: Route, bytes: number, onLeaf = false, kind: number = shape.message): Profile => {
    const near = onLeaf && route === 'other-host';
    const list = (lists[route][kind * 2 + (near ? 1 : 0)] ??= new Map<number, Profile>());
    const known = list.get(bytes);
    if (known !== undefined) return known;
    const profile = createProfile(modelOf(route), route === 'self' ? 'same-vm' : route, bytes, library, near, kind, input.program.layer === 'raw' ? -1 : all[route].eagerLimitBytes);
    if (near) profile.kin = make(route, bytes, false, kind);
    resolve(world, profile, modelOf(route), ahead);
    list.set(bytes, profile);
    return profile;
  };
  const manners = (route: Route): Manners => mannersOf(input, route, modelOf(route));
  const all: Readonly<Record<Route, Manners>> = { 'other-host': manners('other-host'), 'same-host': manners('same-host'), 'same-vm': manners('same-vm'), self: manners('self') };
  return {
    data: make, control: (route, near, kind) => make(route, modelOf(route).protocol.controlBytes ?? defaultControlBytes, near, kind),
    manners: (route) => all[route], model: (relation) => models[relation],
  };
}

function mannersOf(input: RunInput, route: Route, model: PathModel): Manners {
  const { mpi } = input;
  const pipelines = pipelinesOf(model, route === 'self' ? 'same-vm' : route);
  const { eagerLimitBytes, unexpectedBytes, rendezvous } = model.protocol;
  const outside = route === 'other-host' || route === 'same-host';
  const put = (pipelines?.put ?? []).length > 0;
  const get = (pipelines?.get ?? []).length > 0;
  return {
    route, model, eagerLimitBytes: outside ? mpi.eagerLimitBytes ?? eagerLimitBytes : eagerLimitBytes, unexpectedBytes: unexpectedBytes ?? defaultUnexpectedBytes, put, get,
    // A path that cannot fetch or put sends instead.
    rendezvous: (rendezvous === 'rget' && get) || (rendezvous === 'rput' && put) ? rendezvous : 'rts-cts',
    byNic: mpi.progress === 'hardware' && outside && model.capabilities.osBypass && model.capabilities.zeroCopy,
  };
}

function libraryStage(id: string, title: string, ns: number): Stage {
  return { kind: 'serve', id, title, executor: 'guest-user', cost: { unit: 'operation', perUnitNs: ns } };
}

/** Gives every stage its resources, its row in the statistics and its state. */
function resolve(world: Pick<World, 'input' | 'topology' | 'resources' | 'states' | 'statistics'>, profile: Profile, model: PathModel, ahead: ReadonlySet<string>): void {
  const { input, topology, resources, states, statistics } = world;
  const shared = <State>({ stage, side }: ProfileStage, list: State[], make: () => State): number => {
    const name = `${model.id}/${side}/${stage.kind}/${stage.id}`;
    const known = states.firstByStage.get(name) ?? list.length;
    states.firstByStage.set(name, known);
    if (known === list.length) input.places.forEach(() => list.push(make()));
    return known;
  };
  statistics.profiles.push(profile);
  profile.stages.forEach((stage, position) => {
    const { stage: s } = stage;
    const steady = profile.segments === 1 && input.noise.service === 0 && stage.jitter === 0 && (s.kind === 'serve' || s.kind === 'delay');
    if (steady) stage.ns = profile.costs[position];
    stage.statistic = stageRow(statistics, { path: profile.path, relation: profile.relation, side: stage.side, stage: s.id, title: s.title, executor: stage.executor });
    stage.ahead = (stage.action === action.delay && stage.jitter === 0 && input.noise.service === 0) || stage.action === action.pass;
    if (stage.action === action.serve && s.kind === 'serve') {
      stage.resources = (s.resources ?? []).map((id) => {
        const declared = model.resources.find((r) => r.id === id);
        if (declared === undefined) throw new Error(`stage ${s.id} of path ${model.id} uses resource ${id}, which the path does not declare`);
        return declareResource(resources, model.id, declared, topology);
      });
      if (stage.resources.length === 1) {
        const { declared, turns } = resources.groups[stage.resources[0]];
        if (turns) stage.action = action.turn;
        else stage.ahead = ahead.has(resourceName(model.id, declared));
        formLine(world, stage);
      }
    } else if (s.kind === 'ring') {
      stage.state = ringGroup(world, model, s, stage.side);
      const wire = profile.stages.findIndex((other) => other.stage.executor === 'wire');
      stage.restartAt = wire >= 0 && wire < position && position < profile.deliverAt ? wire : position;
      if (s.onFull === 'pause') stage.pauses = profile.stages.findLastIndex((other, at) => at < position && other.action === action.turn && isPort(resources, other));
    } else if (s.kind === 'steer' && stage.action === action.steer) {
      const { id, title, scope, servers = 1 } = model.resources.find((r) => r.id === s.onMiss) ?? { id: s.onMiss, title: s.title, scope: 'nic' };
      stage.state = ringGroup(world, model, { kind: 'ring', id, title, executor: s.executor, ring: sharedQueue(s), scope, slots: servers, onFull: 'block' }, stage.side);
    } else if (s.kind === 'release') {
      stage.steer = profile.stages.find((other) => other.stage.kind === 'steer' && sharedQueue(other.stage) === s.ring);
      const ring = states.ringByName.get(`${model.id}/${s.ring}`);
      if (ring === undefined) throw new Error(`stage ${s.id} of path ${model.id} releases ring ${s.ring}, which no stage before it takes`);
      stage.state = ring.group;
      stage.ringSide = ring.side;
    } else if (s.kind === 'batch') {
      stage.state = shared(stage, states.batches, () => ({ held: [], stamp: 0 }));
    } else if (s.kind === 'cache') {
      const { entries } = s;
      const scope = s.scope ?? 'rank';
      stage.state = declareResource(resources, `${model.id}/${stage.side}/cache`, { id: s.id, title: s.title, scope }, topology, true);
      const { base, instances } = resources.groups[stage.state];
      for (let i = base; i < base + instances; i++) states.caches[i] ??= { entries, keys: new Map() };
    } else if (s.kind === 'notify') {
      stage.state = shared(stage, states.lastActive, () => -1e15);
    }
  });
  for (const wait of ['order', 'window', 'receiver', 'loss'] as const) {
    profile.waits[wait] = stageRow(statistics, { path: profile.path, relation: profile.relation, executor: 0, ...waits[wait] });
  }
}

/** Finds out whether the stage's resource is a line whose instance depends on the rank alone. */
function formLine({ topology, resources }: Pick<World, 'topology' | 'resources'>, stage: ProfileStage): void {
  const [group] = stage.resources;
  const { declared, base, servers, turns } = resources.groups[group];
  if (turns || servers !== 1) return;
  const sender = stage.side === 'sender';
  const key = group * 2 + (sender ? 0 : 1);
  if (!resources.byRank.has(key)) resources.byRank.set(key, instancesByRank(resources, topology, group, sender));
  const instances = resources.byRank.get(key);
  if (instances === undefined) return;
  stage.action = action.line;
  stage.instances = instances;
  stage.byTo = !sender || declared.scope === 'switch-port';
  stage.serverShift = resources.serverBase[base] - base;
}

function isPort(resources: World['resources'], stage: ProfileStage): boolean {
  const { scope } = resources.groups[stage.resources[0]].declared;
  return scope === 'link' || scope === 'switch-port';
}

/** Rings are numbered like resource instances, so that their scope resolves the same way. */
function ringGroup(world: Pick<World, 'topology' | 'resources' | 'states'>, model: PathModel, ring: Stage & { kind: 'ring' }, side: 'sender' | 'receiver'): number {
  const { topology, resources, states } = world;
  const group = declareResource(resources, `${model.id}/ring`, { id: ring.ring, title: ring.title, scope: ring.scope }, topology, true);
  const { base, instances } = resources.groups[group];
  for (let i = base; i < base + instances; i++) states.rings[i] ??= { slots: ring.slots, taken: 0, waiting: [] };
  states.ringByName.set(`${model.id}/${ring.ring}`, { group, side });
  return group;
}
