import { modelsOf } from '../engine/pair-models.ts';
import type { RunInput } from '../contract/index.ts';
import type { JobComplaint, Member } from './check-run.ts';
import { checkShared } from './check-models.ts';

/** Whether several jobs can be in one run: the same kind of guests, rails and vCPUs, and paths that agree on what a host has once. */
export function checkBeside(members: readonly Member[], models: RunInput['models']): readonly JobComplaint[] {
  const [first, ...others] = members;
  if (first === undefined) return [];
  const inVms = first.models.otherHost.guest === 'vm';
  const odd = others.find((member) => modelsOf(member.models).some(({ guest }) => (guest === 'vm') !== inVms));
  if (odd !== undefined) {
    return [{
      about: 'path', severity: 'error', job: odd.index, message: `${odd.models.otherHost.id} ${inVms ? 'runs without VMs' : 'needs VMs'}, ${first.models.otherHost.id} of the job ${first.job.id} ${inVms ? 'needs them' : 'runs without'}: one run cannot have both.`,
      hint: 'Choose paths that all run in VMs, or all without.',
    }];
  }
  const floating = others.find(({ job }) => (job.vms.pinning === 'floating') !== (first.job.vms.pinning === 'floating'));
  if (floating !== undefined) {
    return [{
      about: 'pinning', severity: 'error', job: floating.index, message: `vCPUs of the job ${first.job.id} are ${first.job.vms.pinning === 'floating' ? 'floating' : 'pinned'} and those of ${floating.job.id} are not: a host schedules all of its vCPUs alike.`,
      hint: 'Use the same `vms.pinning` for all jobs, floating or not.',
    }];
  }
  const against = sharedAgainst(members, models);
  return against.length > 0 ? against : meetings(members);
}

/** What models of different jobs describe differently, and hosts have once. */
function sharedAgainst(members: readonly Member[], models: RunInput['models']): readonly JobComplaint[] {
  // Of one job it was said with that job's own fields.
  const alone = new Set(members.flatMap((member) => checkShared(member.models).map(({ message }) => message)));
  return checkShared(models).filter(({ message }) => !alone.has(message)).map((complaint) => ({ ...complaint, job: members.at(-1)?.index ?? 0 }));
}

/** Jobs whose paths differ and which share a host: where their traffic meets, and where it does not. */
function meetings(members: readonly Member[]): readonly JobComplaint[] {
  return members.flatMap((member, at): readonly JobComplaint[] => {
    const other = members.slice(0, at).find((before) => before.models.otherHost.id !== member.models.otherHost.id && sharesHost(before, member));
    return other === undefined ? [] : [{
      about: 'path', severity: 'note', job: member.index,
      message: `The jobs ${other.job.id} (${other.models.otherHost.id}) and ${member.job.id} (${member.models.otherHost.id}) take different paths over the NICs of the same hosts: they meet at cables, switch ports and cores, not at queues and engines inside the NIC.`,
      hint: 'Give both the same path to see them share everything.',
    }];
  });
}

function sharesHost(left: Member, right: Member): boolean {
  const hosts = new Set(left.layout.places.map(({ host }) => host));
  return right.layout.places.some(({ host }) => hosts.has(host));
}
