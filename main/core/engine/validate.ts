import type { PathModel, Pipelines } from '@doorbell/sdk';
import type { RunFailure, RunInput } from '../contract/index.ts';

/** The first thing in the input that the engine cannot simulate; the planner says the same earlier and with a field. */
export function findInvalid(input: RunInput): RunFailure | undefined {
  const { places, program, hosts } = input;
  if (places.length === 0) return invalid('There are no ranks.', 'Give the job at least one rank.');
  if (program.ranks.length !== places.length) {
    return invalid(`There are ${program.ranks.length} programs for ${places.length} ranks.`, 'Give every rank a program and a place.');
  }
  const lost = places.findIndex((place) => place.host >= hosts || place.core >= input.platform.host.cores);
  if (lost >= 0) return invalid(`Rank ${lost} is placed on host ${places[lost].host}, core ${places[lost].core}, which do not exist.`, 'Place ranks on hosts and cores of the cluster.');
  for (const model of [input.models.otherHost, input.models.sameHost, ...(input.models.sameVm === undefined ? [] : [input.models.sameVm])]) {
    const found = unsupported(model);
    if (found !== undefined) return invalid(`Path ${model.id}: ${found}`, 'Describe the path with what this engine offers.');
  }
  const crossVm = places.some((a) => places.some((b) => a.host === b.host && a.vm !== b.vm));
  if (crossVm && input.models.sameHost.sameHost === undefined) {
    return invalid(`Path ${input.models.sameHost.id} has no pipelines between two VMs of one host.`, 'Choose another path for pairs on the same host.');
  }
  return undefined;
}

function unsupported(model: PathModel): string | undefined {
  for (const pipelines of [model.otherHost, model.sameHost, model.sameVm]) {
    const found = pipelines === undefined ? undefined : unsupportedStage(model, pipelines);
    if (found !== undefined) return found;
  }
  const discipline = model.resources.find((r) => r.discipline === 'priority' || r.discipline === 'rate-cap');
  return discipline === undefined ? undefined : `resource ${discipline.id} wants discipline ${discipline.discipline ?? ''}, which this engine does not simulate.`;
}

function unsupportedStage(model: PathModel, pipelines: Pipelines): string | undefined {
  const stages = [...pipelines.send, ...pipelines.receive, ...(pipelines.complete ?? [])];
  if (stages.length > 60) return 'a pipeline has more than 60 stages.';
  if (stages.length > 0 && (pipelines.send.length === 0 || pipelines.receive.length === 0)) return 'a send or receive pipeline is empty.';
  for (const stage of stages) {
    const onCpu = stage.executor === 'guest-user' || stage.executor === 'guest-kernel' || stage.executor === 'driver-domain';
    if (stage.kind === 'serve' && onCpu && (stage.resources ?? []).length > 0) {
      return `stage ${stage.id} runs on a core and holds a resource as well; put the resource into a stage of its own.`;
    }
    if (stage.executor === 'driver-domain' && model.driverDomain === undefined) return `stage ${stage.id} runs in a driver domain, and the path has none.`;
  }
  return undefined;
}

function invalid(message: string, hint: string): RunFailure {
  return { kind: 'invalid-input', message, hint };
}
