import type { PathModel } from '@doorbell/sdk';
import type { RankPlace } from '../contract/index.ts';
import { vmRelations } from '../engine/pair-models.ts';
import type { Complaint, JobComplaint, Member } from './check-run.ts';
import { vnicsOfVm } from './layout.ts';

/** VMs of one job that take a path; `only`: not all of them. */
interface Use {
  readonly model: PathModel;
  readonly member: Member;
  readonly only?: ReadonlySet<number>;
}

/**
 * Functions and queue sets of every path that some pair of ranks takes, those of all jobs together; an exception concerns its own VMs only.
 * A complaint is about the last job that takes the path, as the others would fit without it.
 */
export function checkFunctions(members: readonly Member[]): readonly JobComplaint[] {
  const uses = new Map<string, Use[]>();
  for (const use of members.flatMap(usesOf)) uses.set(use.model.id, [...uses.get(use.model.id) ?? [], use]);
  return [...uses.values()].flatMap((all) => {
    const last = all.at(-1);
    return last === undefined ? [] : checkUses(all, last).map((complaint) => ({ ...complaint, job: last.member.index }));
  });
}

function usesOf(member: Member): readonly Use[] {
  const { models: { otherHost, sameHost, exceptions = [] }, models, layout } = member;
  const near = sameHost !== otherHost && vmRelations(layout.places, models).plain.has('same-host');
  return [
    { model: otherHost, member }, ...(near ? [{ model: sameHost, member }] : []),
    ...exceptions.flatMap(({ model, vms }) => (model === otherHost || (near && model === sameHost) ? [] : [{ model, member, only: new Set(vms.flat()) }])),
  ];
}

/**
 * A path past the hypervisor needs a function of a NIC for each vNIC of each VM. Where processes drive it themselves, each needs a
 * queue set of it; without VMs, processes share functions as far as these have queue sets.
 */
function checkUses(uses: readonly Use[], { model, member: { cluster: { nic }, job: { vms } } }: Use): readonly Complaint[] {
  const { hypervisorBypass, osBypass } = model.capabilities;
  const perVm = model.guest === 'vm' && hypervisorBypass;
  if (!perVm && !(model.guest === 'none' && osBypass)) return [];
  const functions = new Map<string, Set<number>>();
  const users = new Map<number, Set<number>>();
  const take = (place: RankPlace, number: number, of: number): void => {
    const name = `${place.host}/${of}`;
    functions.set(name, (functions.get(name) ?? new Set<number>()).add(number));
  };
  for (const { member: { layout, job }, only } of uses) {
    layout.places.forEach((place, index) => {
      if (only?.has(place.vm) === false) return;
      const rank = layout.firstRank + index;
      for (const { number, nic: of } of place.vnics ?? [{ number: perVm ? place.vm : rank, nic: 0 }]) {
        take(place, number, of);
        users.set(number, (users.get(number) ?? new Set<number>()).add(rank));
      }
      // With fixed rails a VM may have more vNICs than its ranks use: they hold functions all the same.
      if (!perVm || job.vms.vnics === 1) return;
      const { localVm } = layout.slots[index] ?? { localVm: 0 };
      for (const { number, nic: of } of vnicsOfVm(job, layout.base, { ...place, localVm }, nic.perHost)) take(place, number, of);
    });
  }
  const { functionsPerNic, queueSetsPerFunction } = model.limits;
  const most = largest([...functions.values()].map(({ size }) => (perVm ? size : Math.ceil(size / queueSetsPerFunction))));
  const busiest = largest([...users.values()].map(({ size }) => size));
  const perFunction = queueSetsPerFunction === 1 ? 'process on it' : `${queueSetsPerFunction} processes on it`;
  // A path that takes fewer than the NIC has, such as one that gives away the whole device, has no use for more.
  const takesAll = functionsPerNic >= nic.functions;
  const vmsPerHost = Math.max(1, Math.floor(functionsPerNic * nic.perHost / vms.vnics));
  const largerNic = takesAll ? ', or a NIC with more functions (`cluster.nic.functions`)' : '';
  const moreNics = `${takesAll ? ', ' : ', or '}more NICs (\`cluster.nic.perHost\`)${largerNic}.`;
  const complaints: Complaint[] = [];
  if (most > functionsPerNic) {
    complaints.push({
      about: 'vms', severity: 'error',
      message: `${model.id} needs ${most} functions of one NIC, one for each ${perVm ? 'vNIC that VMs have on it' : perFunction}; ${takesAll ? `the NIC (${nic.model}) has` : 'it can take'} ${functionsPerNic}.`,
      hint: perVm
        ? `Use at most ${vmsPerHost} ${vmsPerHost === 1 ? 'VM' : 'VMs'} per host${vms.vnics > 1 ? ' or fewer vNICs per VM' : ''}${moreNics}`
        : `Use fewer ranks per host${moreNics}`,
    });
  }
  if (osBypass && busiest > queueSetsPerFunction) {
    complaints.push({
      about: 'vnics', severity: 'error', message: `${busiest} processes share a vNIC of ${model.id}, which has ${queueSetsPerFunction} queue ${queueSetsPerFunction === 1 ? 'set' : 'sets'}; each process drives one of its own.`,
      hint: 'Use more vNICs per VM (`vms.vnics`) with fixed rails, more VMs per host, or fewer ranks per VM.',
    });
  }
  return complaints;
}

function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}
