import type { PathModel, Resource } from '@doorbell/sdk';
import type { PathRules, RankPlace, Relation, RunModels } from '../contract/index.ts';
import { modelsOf, vmRelations, type VmPair } from '../engine/pair-models.ts';
import type { Complaint } from './check-run.ts';

/** Checks that the models of one run fit together, and that every pair of ranks has a path with pipelines for it. */
export function checkModels(models: RunModels, places: readonly RankPlace[], rules: PathRules): readonly Complaint[] {
  const odd = checkGuests(models, rules);
  return odd.length > 0 ? odd : [...checkRelations(models, places, rules), ...checkShared(models)];
}

const complain = (part: Complaint['part'], message: string, hint: string): Complaint => ({ about: 'path', severity: 'error', part, message, hint });

function checkGuests(models: RunModels, rules: PathRules): readonly Complaint[] {
  const { otherHost } = models;
  const complaints: Complaint[] = [];
  const odd = modelsOf(models).find((model) => model.guest !== otherHost.guest);
  if (odd !== undefined) {
    const inVms = otherHost.guest === 'vm' ? [otherHost, odd] : [odd, otherHost];
    complaints.push(complain([], `${inVms[0]?.id ?? ''} needs VMs, ${inVms[1]?.id ?? ''} runs without them: one run cannot have both.`, 'Choose paths that all run in VMs, or all without.'));
  } else if (otherHost.guest === 'none' && (rules.exceptions ?? []).length > 0) {
    complaints.push(complain(['exceptions'], `${otherHost.id} runs without VMs, so no pair of VMs can have a path of its own.`, 'Remove the exceptions, or choose paths that run in VMs.'));
  }
  return complaints;
}

function checkRelations(models: RunModels, places: readonly RankPlace[], rules: PathRules): readonly Complaint[] {
  const { otherHost, sameHost, exceptions = [] } = models;
  const { plain, excepted } = vmRelations(places, models);
  const complaints: Complaint[] = [];
  // One choice for both relations has no fields of its own for them.
  const part = (relation: 'sameHost' | 'otherHost'): Complaint['part'] => (rules.sameHost === rules.otherHost ? [] : [rules.sameHost === undefined ? 'otherHost' : relation]);
  if (plain.has('other-host') && otherHost.otherHost === undefined) {
    complaints.push(complain(
      part('otherHost'), `${otherHost.id} never leaves its host, and this placement has ranks on several hosts.`,
      `Let another path lead to other hosts, such as \`{ sameHost: ${otherHost.id}, otherHost: sr-iov }\`, or place all ranks on one host.`,
    ));
  }
  if (otherHost.guest === 'vm' && plain.has('same-host') && sameHost.sameHost === undefined) {
    complaints.push(complain(
      part('sameHost'), `${sameHost.id} does not describe traffic between two VMs of one host, and this placement has some.`,
      `Name another path for it, such as \`{ sameHost: inter-vm-shm, otherHost: ${otherHost.id} }\`, or choose a placement without such pairs.`,
    ));
  }
  const lost = excepted.find(({ exception, relation }) => pipelinesFor(exceptions[exception]?.model, relation) === undefined);
  if (lost !== undefined) complaints.push(lostPair(lost, exceptions[lost.exception]?.model.id ?? '', rules));
  return complaints;
}

function lostPair({ vms: [a, b], relation }: VmPair, id: string, rules: PathRules): Complaint {
  const index = (rules.exceptions ?? []).findIndex(({ vms }) => vms.includes(a) && vms.includes(b));
  const [message, hint] = relation === 'other-host'
    ? [`${id} never leaves its host, and VMs ${a} and ${b} are on two hosts.`, 'Name a path that leads to other hosts, or VMs of one host.']
    : [`${id} does not describe traffic between two VMs of one host, and VMs ${a} and ${b} are on one.`, 'Name another path for this pair, such as inter-vm-shm, or VMs of two hosts.'];
  return complain(['exceptions', index, 'path'], message, hint);
}

function pipelinesFor(model: PathModel | undefined, relation: Relation): unknown {
  return relation === 'other-host' ? model?.otherHost : model?.sameHost;
}

/**
 * A host has one driver domain, and variants of one path use the same queues and engines: they cannot differ within a run, nor from what
 * stands in for a path while a VM moves.
 */
export function checkShared(models: RunModels, fallbacks: readonly PathModel[] = []): readonly Complaint[] {
  const all = [...new Set([...modelsOf(models), ...fallbacks])];
  if (all.length === 1) return [];
  const [first, ...others] = all.filter(({ driverDomain }) => driverDomain !== undefined);
  const other = others.find(({ driverDomain }) => JSON.stringify(ordered(driverDomain)) !== JSON.stringify(ordered(first?.driverDomain)));
  if (first !== undefined && other !== undefined) {
    return [complain([], `${nameOf(first, other)} describe the driver domains of one host differently.`, 'Give both the same vCPUs, pinning, weight, slice and switch cost.')];
  }
  const seen = new Map<string, Resource>();
  for (const model of all) {
    for (const resource of model.resources) {
      const known = seen.get(`${model.id} ${resource.id}`);
      if (known !== undefined && JSON.stringify(ordered(limitsOf(known))) !== JSON.stringify(ordered(limitsOf(resource)))) {
        return [complain([], `Two variants of ${model.id} in one run describe its ${resource.title.toLowerCase()} differently, and hosts have it once.`, `Give both the same options for ${resource.id}, or compare the variants in runs of their own.`)];
      }
      seen.set(`${model.id} ${resource.id}`, resource);
    }
  }
  return [];
}

function nameOf(first: PathModel, other: PathModel): string {
  return first.id === other.id ? `Two variants of ${first.id}` : `${first.id} and ${other.id}`;
}

function limitsOf({ scope, servers = 1, discipline = 'fifo', key, rateBytesPerSecond }: Resource): object {
  return { scope, servers, discipline, key, rateBytesPerSecond };
}

function ordered(part: object | undefined): unknown {
  return Object.entries(part ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
}
