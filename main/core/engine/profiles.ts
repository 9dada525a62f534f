import type { PathModel, Stage } from '@doorbell/sdk';
import type { ModelException, Relation, RunInput } from '../contract/index.ts';
import { action, createProfile, pipelinesOf, sharedQueue, shape, type Profile, type ProfileStage } from './profile.ts';
import { servedAhead } from './feeders.ts';
import { layersOf } from './layers.ts';
import { findPairs } from './pairs.ts';
import { allModelsOf, exceptionFinder } from './pair-models.ts';
import { declareResource, instancesByRank, resourceName } from './resources.ts';
import { withPausablePorts } from './pausable-ports.ts';
import { sharedMemoryModel } from './shared-memory.ts';
import { stageRow, waits } from './statistics.ts';
import { findSteady } from './steady-walk.ts';
import type { Topology } from './topology.ts';
import type { World } from './world.ts';

/** Bytes of an RTS or CTS when the path does not say. */
const defaultControlBytes = 64;

/** Memory of a receiving rank's library for eager messages that nobody has asked for, bytes, when the path does not say; as its documentation says. */
const defaultUnexpectedBytes = 64 * 1024 * 1024;

/** A relation, that of the pairs of one exception, or a rank and itself: what it sends itself always goes through the MPI library's memory. */
type MpiRoute = Relation | 'self' | `${'same-host' | 'other-host'}/${number}`;

/** Where jobs of both layers run side by side, those without the MPI library have routes of their own. */
export type Route = MpiRoute | `raw ${MpiRoute}`;

/** How messages of a route travel. */
export interface Manners {
  readonly route: Route;
  /** Tells routes apart: 0 other host, 1 same host, 2 same VM, 3 self, then exceptions. */
  readonly code: number;
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
  /** Without the MPI library. */
  readonly raw: boolean;
}

/** Profiles by route, size and purpose, made on first use. */
export interface Profiles {
  /** Of the data of messages of `bytes`; `near`: between two hosts on one leaf switch of several; `kind`: one of `shape`. */
  data(route: Route, bytes: number, near?: boolean, kind?: number): Profile;
  /** Of an RTS, CTS, ACK or FIN. */
  control(route: Route, near?: boolean, kind?: number): Profile;
  manners(route: Route): Manners;
  /** The route between two ranks. */
  route(from: number, to: number): Route;
}

/** Where two ranks stand to each other. */
export function relationOf({ host, vm }: Pick<Topology, 'host' | 'vm'>, from: number, to: number): Relation {
  if (host[from] !== host[to]) return 'other-host';
  return vm[from] === vm[to] ? 'same-vm' : 'same-host';
}

/** An empty cache over the world's models. */
export function createProfiles(world: Pick<World, 'input' | 'topology' | 'resources' | 'states' | 'statistics' | 'vms'>): Profiles {
  const { input, topology, vms } = world;
  const declared = input.models.sameVm;
  const own = declared !== undefined && pipelinesOf(declared, 'same-vm') !== undefined ? declared : undefined;
  const shared = sharedMemoryModel(input.mpi);
  const { exceptions = [] } = input.models;
  const fallbacks = input.manager?.fallbacks ?? [];
  const models = withPausablePorts<string>({
    'other-host': input.models.otherHost, 'same-host': input.models.sameHost, 'same-vm': own ?? shared, ...Object.fromEntries([...exceptions, ...fallbacks].map(({ model }, index) => [String(index), model])),
  });
  const ahead = servedAhead(input, Object.values(models));
  // What copies a VM's memory may come to the cables before any message does.
  if (input.manager !== undefined) for (const model of Object.values(models)) for (const declared of model.resources) if (declared.scope === 'link' || declared.scope === 'switch-port') declareResource(world.resources, model.id, declared, topology);
  const layers = layersOf(input);
  const library = {
    send: libraryStage('mpi-send', 'MPI library, sending', input.mpi.sendOverheadNs),
    receive: libraryStage('mpi-receive', 'MPI library, receiving', input.mpi.receiveOverheadNs),
  };
  const inVm: Map<number, Profile>[] = [];
  const ways = new Map<Route, Way>();
  const open = (route: MpiRoute, relation: Relation, model: PathModel, label = model.id, lists: Map<number, Profile>[] = []): void => {
    ways.set(route, { relation, model, label, lists, manners: mannersOf(input, route, relation, model, ways.size, layers.all === 'raw') });
    if (layers.of !== undefined) later.push({ relation, model, label, route: `raw ${route}` });
  };
  const later: (Pick<Way, 'relation' | 'model' | 'label'> & { readonly route: Route })[] = [];
  open('other-host', 'other-host', models['other-host']);
  open('same-host', 'same-host', models['same-host']);
  open('same-vm', 'same-vm', models['same-vm'], undefined, inVm);
  open('self', 'same-vm', shared, undefined, own === undefined ? inVm : []);
  exceptions.forEach((exception, index) => {
    for (const relation of ['same-host', 'other-host'] as const) open(`${relation}/${index}`, relation, models[String(index)], labelOf(input, relation, exception));
  });
  fallbacks.forEach(({ model }, i) => {
    const index = exceptions.length + i;
    const label = allModelsOf({ models: input.models }).some(({ id }) => id === model.id) ? `${model.id} (while detached)` : model.id;
    for (const relation of ['same-host', 'other-host'] as const) open(`${relation}/${index}`, relation, models[String(index)], label);
  });
  for (const { route, ...way } of later) ways.set(route, { ...way, lists: [], manners: mannersOf(input, route, way.relation, way.model, ways.size, true) });
  const fallbackOf = (model: PathModel): number => {
    const found = fallbacks.findIndex(({ of }) => of === model.id);
    return found < 0 ? -1 : exceptions.length + found;
  };
  const wayOf = (route: Route): Way => {
    const found = ways.get(route);
    if (found === undefined) throw new Error(`there is no route ${route}`);
    return found;
  };
  const make = (route: Route, bytes: number, onLeaf = false, kind: number = shape.message): Profile => {
    const { relation, model, label, lists, manners } = wayOf(route);
    const near = onLeaf && relation === 'other-host';
    const list = (lists[kind * 2 + (near ? 1 : 0)] ??= new Map<number, Profile>());
    const known = list.get(bytes);
    if (known !== undefined) return known;
    const profile = createProfile(model, relation, bytes, manners.raw ? {} : library, near, kind, manners.raw ? -1 : manners.eagerLimitBytes, label);
    if (near) profile.kin = make(route, bytes, false, kind);
    resolve(world, profile, model, ahead);
    list.set(bytes, profile);
    return profile;
  };
  const exceptionOf = exceptionFinder(input.models);
  const routeOf = (from: number, to: number): MpiRoute => {
    if (from === to) return 'self';
    const relation = relationOf(topology, from, to);
    if (relation === 'same-vm' || (exceptionOf === undefined && !vms.detouring)) return relation;
    const index = exceptionOf?.(topology.vm[from], topology.vm[to]) ?? -1;
    const route: MpiRoute = index < 0 ? relation : `${relation}/${index}`;
    if (!vms.detouring || vms.detoured[topology.vm[from]] + vms.detoured[topology.vm[to]] === 0) return route;
    const fallback = fallbackOf(wayOf(route).model);
    return fallback < 0 || pipelinesOf(fallbacks[fallback - exceptions.length].model, relation) === undefined ? route : `${relation}/${fallback}`;
  };
  return {
    data: make, control: (route, near, kind) => make(route, wayOf(route).model.protocol.controlBytes ?? defaultControlBytes, near, kind),
    manners: (route) => wayOf(route).manners,
    route: layers.of === undefined ? routeOf : (from, to) => (layers.of?.[from] === 'raw' ? `raw ${routeOf(from, to)}` : routeOf(from, to)),
  };
}

/** A route with what is known of it once for all. */
interface Way {
  readonly relation: Relation;
  readonly model: PathModel;
  /** Names its rows in results. */
  readonly label: string;
  /** Profiles by kind and nearness, then by size. */
  readonly lists: Map<number, Profile>[];
  readonly manners: Manners;
}

/** The path's id; with its VMs where other pairs of the relation take a variant of the same path, so that their rows stay apart. */
function labelOf({ models }: RunInput, relation: 'same-host' | 'other-host', { model: { id }, vms }: ModelException): string {
  const others = [relation === 'same-host' ? models.sameHost : models.otherHost, ...(models.exceptions ?? []).flatMap((other) => (other.vms === vms ? [] : [other.model]))];
  const [[a, b]] = vms;
  return others.every((other) => other.id !== id) ? id : `${id} (VMs ${a} and ${b}${vms.length === 1 ? '' : ` and ${vms.length - 1} more`})`;
}

function mannersOf(input: RunInput, route: Route, relation: Relation, model: PathModel, code: number, raw: boolean): Manners {
  const { mpi } = input;
  const pipelines = pipelinesOf(model, relation);
  const { eagerLimitBytes, unexpectedBytes, rendezvous } = model.protocol;
  const outside = relation !== 'same-vm';
  const put = (pipelines?.put ?? []).length > 0;
  const get = (pipelines?.get ?? []).length > 0;
  return {
    route, code, model, eagerLimitBytes: outside ? mpi.eagerLimitBytes ?? eagerLimitBytes : eagerLimitBytes, unexpectedBytes: unexpectedBytes ?? defaultUnexpectedBytes, put, get,
    // A path that cannot fetch or put sends instead.
    rendezvous: (rendezvous === 'rget' && get) || (rendezvous === 'rput' && put) ? rendezvous : 'rts-cts',
    raw, byNic: mpi.progress === 'hardware' && outside && model.capabilities.osBypass && model.capabilities.zeroCopy,
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
  profile.number = statistics.profiles.push(profile) - 1;
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
      stage.state = shared(stage, states.batches, () => ({ held: [], stamp: 0, wentOn: -1e15 }));
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
  profile.steady = findSteady(profile);
  // What stops and moves VMs looks at every stage.
  if (input.manager === undefined) findPairs(profile);
  for (const wait of ['order', 'window', 'receiver', 'loss', ...(input.manager === undefined ? [] : ['vm' as const])] as const) {
    profile.waits[wait] = stageRow(statistics, { path: profile.path, relation: profile.relation, executor: 0, ...waits[wait] });
  }
}

/** Finds out whether the stage's resource is a line whose instance depends on the rank alone. */
function formLine({ topology, resources }: Pick<World, 'topology' | 'resources'>, stage: ProfileStage): void {
  const [group] = stage.resources;
  const { declared, servers, turns } = resources.groups[group];
  if (turns || servers !== 1) return;
  const sender = stage.side === 'sender';
  const key = group * 2 + (sender ? 0 : 1);
  if (!resources.byRank.has(key)) resources.byRank.set(key, instancesByRank(resources, topology, group, sender));
  const instances = resources.byRank.get(key);
  if (instances === undefined) return;
  stage.action = action.line;
  // One after the other for ranks one after the other, as it usually is, needs no list to look into.
  const [first, second = first] = instances;
  if (instances.every((instance, rank) => instance === first + rank * (second - first))) {
    stage.firstInstance = first;
    stage.instanceStep = second - first;
  }
  stage.instances = instances;
  stage.byTo = !sender || declared.scope === 'switch-port';
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
