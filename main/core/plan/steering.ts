import type { PathModel, Stage, SteerStage } from '@doorbell/sdk';
import type { RankPlace } from '../contract/index.ts';
import type { Complaint } from './check-run.ts';
import { demultiplex, endpointsOf, steeringFields, type Demultiplexing, type Endpoint, type SteeringField } from './steering-keys.ts';
import { aRule, listOf, reasonAgainst, reasonsAgainst, waysOut } from './steering-text.ts';

/**
 * Says which fields of arriving frames are sufficient to find the right queue in this placement. An error where frames of several
 * processes cannot be told apart and the path has no queue for them to share; a warning where they share one, so that a process
 * that does not poll holds up others; a note that names the sufficient fields where a NIC serves several processes.
 */
export function checkSteering(models: readonly (PathModel | undefined)[], places: readonly RankPlace[]): readonly Complaint[] {
  const distinct = [...new Map(models.filter((model) => model !== undefined).map((model) => [model.id, model])).values()];
  return distinct.flatMap((model) => checkModel(model, endpointsOf(places, model.guest)));
}

function checkModel(model: PathModel, endpoints: readonly Endpoint[]): readonly Complaint[] {
  const { osBypass, steering } = model.capabilities;
  const stages = steerStages(model);
  const target = osBypass ? 'process' : 'function';
  const sufficient = steeringFields.filter((field) => demultiplex(field, target, endpoints).crowd === undefined);
  const complaints = stages.length > 0
    ? stages.flatMap((stage) => checkStage(model, stage, endpoints))
    : osBypass && steering.length > 0 && !steering.some((field) => sufficient.includes(field)) ? [refusal(model, steering, endpoints, sufficient)] : [];
  // Kernels tell processes apart by themselves; and one process on a NIC has all of it.
  const together = demultiplex('ethertype', 'process', endpoints).crowd !== undefined;
  if (complaints.length > 0 || !osBypass || steering.length === 0 || !together) return complaints;
  return [note(model, steering, sufficient)];
}

/** Frames that nothing can tell apart, and nowhere to put them. */
function refusal(model: PathModel, steering: readonly SteeringField[], endpoints: readonly Endpoint[], sufficient: readonly SteeringField[]): Complaint {
  const reasons = steering.map((field) => reasonAgainst(field, demultiplex(field, 'process', endpoints).crowd ?? [], model.guest));
  return {
    about: 'path', severity: 'error',
    message: `${model.id} cannot tell whose frames arrive, and has no queue that processes could share: ${reasons.join('; ')}.`,
    hint: `${waysOut(steering, sufficient, endpoints, model.guest)} Or let processes share a queue, where the path offers it.`,
  };
}

function checkStage(model: PathModel, stage: SteerStage, endpoints: readonly Endpoint[]): readonly Complaint[] {
  const { by, to, entries, onMiss, direction } = stage;
  const { crowd, rules } = demultiplex(by, to ?? 'process', endpoints);
  const queue = model.resources.find(({ id }) => id === onMiss)?.title ?? onMiss;
  const held = direction === 'receive' ? 'one that does not poll holds up the others (head-of-line blocking)' : 'a frame that waits holds up those behind it (head-of-line blocking)';
  if (to !== undefined && crowd !== undefined) {
    const sufficient = steeringFields.filter((field) => demultiplex(field, to, endpoints).crowd === undefined);
    return [{
      about: 'path', severity: 'warning',
      message: `${model.id}: ${reasonAgainst(by, crowd, model.guest)}. Their frames share "${queue}": ${held}.`,
      hint: waysOut([by], sufficient, endpoints, model.guest),
    }];
  }
  return entries !== undefined && rules > entries ? [fullTable(model, stage, { rules, crowd }, endpoints, `"${queue}": ${held}`)] : [];
}

/** More rules than the NIC's table holds. */
function fullTable(model: PathModel, { by, to, entries = 0 }: SteerStage, { rules }: Demultiplexing, endpoints: readonly Endpoint[], shared: string): Complaint {
  const smaller = steeringFields
    .map((field) => ({ field, ...demultiplex(field, to ?? 'process', endpoints) }))
    .filter((other) => other.field !== by && other.crowd === undefined && other.rules <= entries)
    .map(({ field }) => field);
  return {
    about: 'path', severity: 'warning',
    message: `${model.id}: a NIC's steering table holds ${String(entries)} rules, and this placement needs ${String(rules)}, one for each ${aRule(by, model.guest).names}. The last ${String(rules - entries)} share ${shared}.`,
    hint: `${smaller.length === 0 ? 'Use' : `Steer by ${listOf(smaller)}, or use`} a larger table, more NICs, or fewer processes per host.`,
  };
}

function note(model: PathModel, steering: readonly SteeringField[], sufficient: readonly SteeringField[]): Complaint {
  const others = steeringFields.filter((field) => !sufficient.includes(field));
  const used = steering.filter((field) => sufficient.includes(field));
  return {
    about: 'path', severity: 'note',
    message: `${model.id} finds the queue of each process by ${listOf(used)}. Sufficient here: ${listOf(sufficient, 'and')}.${others.length === 0 ? '' : ` Not sufficient: ${reasonsAgainst(others, model.guest)}.`}`,
    hint: 'A field is sufficient when no two processes of a NIC have it in common.',
  };
}

/** Every steer stage between VMs or hosts that can miss, each id once. */
function steerStages({ otherHost, sameHost }: PathModel): readonly SteerStage[] {
  const flat = (stages: readonly Stage[]): readonly Stage[] => stages.flatMap((stage) => (stage.kind === 'choose' ? stage.branches.flatMap((branch) => flat(branch.stages)) : [stage]));
  const all = [otherHost, sameHost].flatMap((pipelines) => (pipelines === undefined ? [] : flat([...pipelines.send, ...pipelines.receive])));
  const steers = all.filter((stage) => stage.kind === 'steer').filter(({ to, entries }) => to !== undefined || entries !== undefined);
  return [...new Map(steers.map((stage) => [stage.id, stage])).values()];
}
