import type { FailureIncident, Incident, IncidentPhase, MigrationIncident } from '../contract/index.ts';

/** What a phase means for the VMs concerned. */
export type PhaseGroup = 'prepare' | 'copy' | 'stop' | 'after';

interface PhaseWords {
  readonly title: string;
  readonly note: string;
  readonly group: PhaseGroup;
}

const words: Readonly<Record<IncidentPhase['name'], PhaseWords>> = {
  'set-up': { title: 'Set-up', note: 'the target is prepared and connected', group: 'prepare' },
  detach: { title: 'Detach', note: 'the device leaves, the fallback path takes over', group: 'prepare' },
  'pre-copy': { title: 'Pre-copy', note: 'memory is copied while the VM runs', group: 'copy' },
  quiesce: { title: 'Quiesce', note: 'nothing new enters the path', group: 'stop' },
  drain: { title: 'Drain', note: 'what is under way ends', group: 'stop' },
  save: { title: 'Save', note: 'the state of the device is read', group: 'stop' },
  'stop-and-copy': { title: 'Stop-and-copy', note: 'what is left is sent; the VM stands still', group: 'stop' },
  restore: { title: 'Restore', note: 'the state of the device is written', group: 'stop' },
  reconnect: { title: 'Reconnect', note: 'queue pairs and regions are made again', group: 'stop' },
  announce: { title: 'Announce', note: 'the network learns the new place', group: 'after' },
  reattach: { title: 'Reattach', note: 'a device is given to the VM again', group: 'after' },
  write: { title: 'Write', note: 'state goes to storage', group: 'copy' },
  detect: { title: 'Detect', note: 'until the failure is noticed', group: 'prepare' },
  restart: { title: 'Restart', note: 'VMs start again, those of the host elsewhere', group: 'stop' },
  redo: { title: 'Redo', note: 'work since the last snapshot is done again', group: 'after' },
};

/** Groups in words, for keys. */
export const groupWords: Readonly<Record<PhaseGroup, string>> = {
  prepare: 'preparing', copy: 'copying', stop: 'traffic held or VM stopped', after: 'afterwards',
};

/** A phase in words; what is restored after a failure is all of a VM. */
export function phaseWords(name: IncidentPhase['name'], kind?: Incident['kind']): PhaseWords {
  if (name === 'restore' && kind === 'host-failure') return { ...words.restore, note: 'VMs read their state of the last snapshot' };
  // A result of a later version may know phases that this one does not.
  return Object.hasOwn(words, name) ? words[name] : { title: name, note: '', group: 'after' };
}

/** What a phase means in its incident: VMs may run or stand still while their state goes to storage. */
export function phaseGroup(incident: Incident, { name, fromNs, toNs }: IncidentPhase): PhaseGroup {
  return name === 'write' && incident.downtimeNs >= toNs - fromNs ? 'stop' : phaseWords(name).group;
}

/** `VM 3`, `VMs 0 to 3`, `VMs 0, 2, 5`; at most six are listed. */
export function vmList(vms: readonly number[]): string {
  const sorted = [...vms].sort((left, right) => left - right);
  const [first] = sorted;
  if (first === undefined) return 'no VM';
  if (sorted.length === 1) return `VM ${first}`;
  if (sorted.length > 2 && sorted.every((vm, at) => vm === first + at)) return `VMs ${first} to ${sorted.at(-1)}`;
  return `VMs ${sorted.slice(0, 6).join(', ')}${sorted.length > 6 ? ` and ${sorted.length - 6} more` : ''}`;
}

/** What happened, as a heading. */
export function incidentTitle(incident: Incident): string {
  if (incident.kind === 'migration') return `VM ${incident.vm} from host ${incident.from} to host ${incident.to}`;
  if (incident.kind === 'snapshot') return `Snapshot of ${vmList(incident.vms)}`;
  return `Host ${incident.host} failed`;
}

/** A name for a band, as short as can be. */
export function incidentName(incident: Incident): string {
  if (incident.kind === 'migration') return `VM ${incident.vm}`;
  if (incident.kind === 'snapshot') return incident.vms.length === 1 ? vmList(incident.vms) : `${incident.vms.length} VMs`;
  return `host ${incident.host}`;
}

const causes: Readonly<Record<MigrationIncident['cause'], string>> = {
  event: 'an event', balance: 'load balancing', warning: 'a warning of failure', period: 'the period of snapshots',
};

/** What called for it; nothing where a host failed. */
export function causeWords(incident: Incident): string | undefined {
  return incident.kind === 'host-failure' ? undefined : causes[incident.cause];
}

/** How it ended, a sentence without its full stop. */
export function outcomeWords(incident: Incident): string {
  if (incident.kind === 'snapshot') return { saved: 'Saved', unfinished: 'The run ended before it was saved', failed: 'It failed' }[incident.outcome];
  if (incident.kind === 'host-failure') {
    return {
      restarted: restartWords(incident), avoided: 'The VMs had left before the host failed', lost: 'The VMs are lost',
    }[incident.outcome];
  }
  if (incident.outcome === 'moved') {
    if (incident.converged) return incident.slowedTo < 1 ? 'Moved; the VM was slowed down so that rounds got smaller' : 'Moved';
    return 'Moved, but pre-copy did not converge: the VM was stopped with more left than the limit of downtime allows';
  }
  if (incident.outcome === 'abandoned') return `Left where it was: ${incident.converged ? 'the migration was given up' : 'pre-copy did not converge'}`;
  return incident.outcome === 'unfinished' ? 'Not moved' : 'It failed';
}

/** Where VMs went on: state was read where there was a snapshot, and work is done again from there, or from the beginning. */
function restartWords({ phases }: FailureIncident): string {
  if (phases.some(({ name, fromNs, toNs }) => name === 'restore' && toNs > fromNs)) return 'The VMs were restarted from the last snapshot';
  return phases.some(({ name }) => name === 'redo') ? 'The VMs were restarted from the beginning: there was no snapshot' : 'The VMs were to be restarted';
}

/** Whether somebody should look: it did not do what was asked, or not as it should. */
export function isTrouble(incident: Incident): boolean {
  if (incident.kind === 'migration') return incident.outcome !== 'moved' || !incident.converged;
  if (incident.kind === 'snapshot') return incident.outcome !== 'saved';
  return incident.outcome === 'lost';
}
