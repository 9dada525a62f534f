import type { DriverDomain, PathModel, Pipelines, ServeStage, Stage } from '@doorbell/sdk';
import type { RunFailure, RunInput } from '../contract/index.ts';
import { wrongManager } from './manager/index.ts';
import { allModelsOf, vmRelations } from './pair-models.ts';
import { pipelinesOf } from './profile.ts';
import { wrongProgram } from './validate-program.ts';

/** Stages of a pipeline from post to completion: a visit's number has six bits, and the library adds two stages. */
const longestPipeline = 60;

/** The first thing in the input that the engine cannot simulate; the planner says the same earlier and with a field. */
export function findInvalid(input: RunInput): RunFailure | undefined {
  const { places, program, hosts } = input;
  if (places.length === 0) return invalid('There are no ranks.', 'Give the job at least one rank.');
  if (program.ranks.length !== places.length) {
    return invalid(`There are ${program.ranks.length} programs for ${places.length} ranks.`, 'Give every rank a program and a place.');
  }
  const within = (value: number, count: number): boolean => Number.isInteger(value) && value >= 0 && value < count;
  const lost = places.findIndex((place) => !within(place.host, hosts) || !within(place.core, input.platform.host.cores));
  if (lost >= 0) return invalid(`Rank ${lost} is placed on host ${places[lost].host}, core ${places[lost].core}, which do not exist.`, 'Place ranks on hosts and cores of the cluster.');
  const nics = input.nics?.perHost ?? 1;
  const unplugged = places.findIndex(({ vnics }) => vnics !== undefined && (vnics.length === 0 || vnics.some(({ number, nic }) => !Number.isInteger(number) || number < 0 || !within(nic, nics))));
  if (unplugged >= 0) return invalid(`Rank ${unplugged} has no vNIC, or one on a NIC that its host does not have.`, `Give it vNICs on NICs 0 to ${nics - 1}.`);
  const weightless = places.findIndex(({ weight = 1 }) => !Number.isInteger(weight) || weight < 1);
  if (weightless >= 0) return invalid(`Rank ${weightless} has weight ${places[weightless].weight ?? 0}.`, 'Give vCPUs whole weights of at least 1.');
  const { network } = input.platform;
  if (network.kind === 'fat-tree' && !(within((network.hostsPerLeaf ?? 0) - 1, 1e6) && within((network.uplinksPerLeaf ?? 0) - 1, 1e6))) {
    return invalid('The fat tree does not say how many hosts and uplinks a leaf has.', 'Give hostsPerLeaf and uplinksPerLeaf of at least 1.');
  }
  const wrongJob = wrongJobs(input);
  if (wrongJob !== undefined) return wrongJob;
  const wrong = wrongProgram(program, input.mpi.collectives);
  if (wrong !== undefined) return invalid(wrong, 'Give operations ranks of the job, members of their communicators, and times, sizes and counts that are not negative.');
  const models = allModelsOf(input);
  for (const model of models) {
    const found = unsupported(model, input);
    if (found !== undefined) return invalid(`Path ${model.id}: ${found}`, 'Describe the path with what this engine offers.');
  }
  const [first, ...others] = models.filter((model) => model.driverDomain !== undefined);
  const other = others.find((model) => !sameDomain(model.driverDomain, first.driverDomain));
  if (other !== undefined) {
    return invalid(`Paths ${first.id} and ${other.id} describe the driver domains of one host differently.`, 'Give both the same vCPUs, pinning, weight, slice and switch cost.');
  }
  const unmanageable = wrongManager(input);
  return unmanageable === undefined ? withoutPath(input) : invalid(unmanageable.message, unmanageable.hint);
}

/** Jobs that are not all ranks, one job after the other. */
function wrongJobs({ jobs, places, program }: RunInput): RunFailure | undefined {
  if (jobs === undefined) return undefined;
  let next = 0;
  for (const { id, firstRank, ranks, startNs, firstCommunicator, measures = [] } of jobs) {
    if (firstRank !== next || !Number.isInteger(ranks) || ranks < 1) return invalid(`The ranks of job ${id} do not follow those of the job before it.`, 'Number ranks job by job, from 0.');
    if (!(startNs >= 0) || !Number.isFinite(startNs)) return invalid(`Job ${id} starts at ${startNs} ns.`, 'Let it start at 0 or later.');
    if (firstCommunicator !== undefined && program.communicators?.[firstCommunicator] === undefined) return invalid(`Job ${id} has no communicator ${firstCommunicator}.`, 'Give the program a communicator for all ranks of each job.');
    if (measures.some((measure) => 'timer' in measure && measure.timer >= (program.timers ?? 0))) return invalid(`Job ${id} is measured by a timer that the program does not have.`, 'Number timers job by job.');
    next += ranks;
  }
  return next === places.length ? undefined : invalid(`The jobs have ${next} ranks, the run ${places.length}.`, 'Give every rank a job.');
}

/** A pair of ranks whose path has no pipelines for it. */
function withoutPath({ places, models, jobs }: RunInput): RunFailure | undefined {
  const twice = (models.exceptions ?? []).flatMap(({ vms }) => vms).find(([a, b]) => a === b);
  if (twice !== undefined) return invalid(`An exception names VM ${twice[0]} twice.`, 'Name two VMs: what ranks of one VM use is the rule for the same VM.');
  // Ranks of two jobs never talk to each other.
  const parts = (jobs ?? [{ firstRank: 0, ranks: places.length }]).map(({ firstRank, ranks }) => vmRelations(places.slice(firstRank, firstRank + ranks), models));
  const plain = new Set(parts.flatMap((part) => [...part.plain]));
  const excepted = parts.flatMap((part) => part.excepted);
  const { otherHost, sameHost, exceptions = [] } = models;
  if (plain.has('same-host') && sameHost.sameHost === undefined) {
    return invalid(`Path ${sameHost.id} has no pipelines between two VMs of one host.`, 'Choose another path for pairs on the same host.');
  }
  if (plain.has('other-host') && otherHost.otherHost === undefined) {
    return invalid(`Path ${otherHost.id} has no pipelines between two hosts.`, 'Choose another path for pairs on other hosts, or place all ranks on one host.');
  }
  const lost = excepted.find(({ exception, relation }) => pipelinesOf(exceptions[exception].model, relation) === undefined);
  return lost === undefined ? undefined : invalid(
    `Path ${exceptions[lost.exception].model.id} has no pipelines between VMs ${lost.vms[0]} and ${lost.vms[1]}, which are on ${lost.relation === 'same-host' ? 'one host' : 'two hosts'}.`, 'Choose another path for this pair.',
  );
}

function sameDomain(a: DriverDomain | undefined, b: DriverDomain | undefined): boolean {
  return a?.vcpus === b?.vcpus && a?.pinning === b?.pinning && a?.weight === b?.weight && a?.sliceNs === b?.sliceNs && a?.switchNs === b?.switchNs;
}

function unsupported(model: PathModel, input: RunInput): string | undefined {
  for (const pipelines of [model.otherHost, model.sameHost, model.sameVm]) {
    const found = pipelines === undefined ? undefined : unsupportedPipelines(model, pipelines);
    if (found !== undefined) return found;
  }
  if (model.driverDomain?.pinning === 'pinned' && input.platform.host.cores < 2) return 'a pinned driver domain leaves no core to the guests of a host that has one.';
  const capped = model.resources.find((r) => r.discipline === 'rate-cap' && !((r.rateBytesPerSecond ?? 0) > 0));
  return capped === undefined ? undefined : `resource ${capped.id} caps rates and does not say at how many bytes per second.`;
}

function unsupportedPipelines(model: PathModel, pipelines: Pipelines): string | undefined {
  const { send, receive, complete = [], put = [], get = [] } = pipelines;
  // What one message passes: one-sided pipelines are whole.
  if ([[...send, ...receive, ...complete], put, get].some((journey) => flatten(journey).length > longestPipeline)) return `a pipeline has more than ${longestPipeline} stages.`;
  const stages = flatten([...send, ...receive, ...complete, ...put, ...get]);
  if (stages.length > 0 && (pipelines.send.length === 0 || pipelines.receive.length === 0)) return 'a send or receive pipeline is empty.';
  const rings = new Set(stages.flatMap((stage) => (stage.kind === 'ring' ? [stage.ring] : [])));
  for (const stage of stages) {
    if (stage.executor === 'driver-domain' && model.driverDomain === undefined) return `stage ${stage.id} runs in a driver domain, and the path has none.`;
    if (stage.kind === 'notify' && stage.target === 'driver-domain' && model.driverDomain === undefined) return `stage ${stage.id} wakes a driver domain, and the path has none.`;
    if (stage.kind === 'release' && !rings.has(stage.ring)) return `stage ${stage.id} frees ring ${stage.ring}, which no stage takes.`;
    const found = stage.kind === 'serve' ? unsupportedServe(model, stage) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a stage that no core executes holds the resource too. */
function servesElsewhere(model: PathModel, id: string): boolean {
  const all = [model.otherHost, model.sameHost, model.sameVm].flatMap((p) => (p === undefined ? [] : [...p.send, ...p.receive, ...(p.complete ?? []), ...(p.put ?? []), ...(p.get ?? [])]));
  return flatten(all).some((stage) => stage.kind === 'serve' && (stage.resources ?? []).includes(id) && !isOnCpu(stage));
}

function isOnCpu({ executor }: Stage): boolean {
  return executor === 'guest-user' || executor === 'guest-kernel' || executor === 'driver-domain';
}

function unsupportedServe(model: PathModel, stage: ServeStage): string | undefined {
  const held = stage.resources ?? [];
  const onCpu = isOnCpu(stage);
  const declared = held.map((id) => model.resources.find((resource) => resource.id === id));
  if (declared.includes(undefined)) return `stage ${stage.id} holds resource ${held[declared.indexOf(undefined)]}, which the path does not declare.`;
  const turns = declared.find((resource) => resource?.discipline !== undefined && resource.discipline !== 'fifo');
  const mixed = onCpu ? held.find((id) => model.resources.some((r) => r.id === id && (r.discipline ?? 'fifo') !== 'fifo') || servesElsewhere(model, id)) : undefined;
  if (mixed !== undefined) return `stage ${stage.id} holds ${mixed} on a core, but that is taken in turns or used by devices as well; give it a resource of its own, first come, first served.`;
  if (turns !== undefined && held.length > 1) return `stage ${stage.id} holds ${turns.id}, which is taken in turns, together with another resource; give each a stage of its own.`;
  if (turns?.discipline === 'rate-cap' && stage.cutThrough === true) return `stage ${stage.id} cuts through ${turns.id}, which caps rates; make it store and forward.`;
  return undefined;
}

/** Stages with those of all branches. */
function flatten(stages: readonly Stage[]): readonly Stage[] {
  return stages.flatMap((stage) => (stage.kind === 'choose' ? stage.branches.flatMap((branch) => flatten(branch.stages)) : [stage]));
}

function invalid(message: string, hint: string): RunFailure {
  return { kind: 'invalid-input', message, hint };
}
