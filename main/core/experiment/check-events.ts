import type { Experiment, ExperimentEvent, HostFailureEvent } from '../contract/index.ts';
import { errorAt, warningAt, type FieldPath, type LocalFinding } from './field-path.ts';
import { writeQuantity } from './quantity.ts';
import { sweepPoints } from './sweep-points.ts';

/** Most hosts and VMs of a cluster that any point of the sweep has. */
interface Room {
  readonly hosts: number;
  readonly vms: number;
}

/**
 * Events and policies against the cluster and each other, as far as it can be told without the path models and the
 * placement. A VM or host that some points of the sweep lack is these points' matter.
 */
export function checkEvents(experiment: Experiment): readonly LocalFinding[] {
  const room = roomOf(experiment);
  return [
    ...experiment.events.flatMap((event, index) => checkNumbers(event, ['events', index], room)),
    ...checkTogether(experiment.events, room),
    ...checkManager(experiment, room),
    ...checkAxes(experiment),
    ...experiment.jobs.flatMap((job, index) => checkMemory(job.vms, ['jobs', index, 'vms', 'memory'])),
  ];
}

function roomOf({ cluster, jobs, sweep }: Experiment): Room {
  const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
  const rooms = sweepPoints(sweep).map((point): Room => {
    const hosts = number(point.hosts, cluster.hosts);
    return { hosts, vms: jobs.reduce((sum, { vms, hosts: own }) => sum + (own?.length ?? hosts) * number(point.vmsPerHost, vms.perHost), 0) };
  });
  return rooms.reduce((most, room) => ({ hosts: Math.max(most.hosts, room.hosts), vms: Math.max(most.vms, room.vms) }), { hosts: 0, vms: 0 });
}

function checkNumbers(event: ExperimentEvent, at: FieldPath, room: Room): readonly LocalFinding[] {
  switch (event.kind) {
    case 'migrate': return [...vmExists(event.vm, [...at, 'vm'], room), ...hostExists(event.to, [...at, 'to'], room)];
    case 'snapshot': return (event.vms ?? []).flatMap((vm, index) => {
      const twice = event.vms?.indexOf(vm) !== index;
      return twice ? [errorAt([...at, 'vms', index], `VM ${String(vm)} is named twice.`, 'Remove one of the two.')] : vmExists(vm, [...at, 'vms', index], room);
    });
    case 'host-failure': return [
      ...hostExists(event.host, [...at, 'host'], room),
      ...(event.warningNs === undefined || event.warningNs <= event.atNs ? [] : [
        errorAt([...at, 'warningNs'], `The warning would come ${text(event.warningNs - event.atNs)} before the run begins.`, `Use at most ${text(event.atNs)}, when the host fails.`),
      ]),
    ];
  }
}

function vmExists(vm: number, at: FieldPath, { vms }: Room): readonly LocalFinding[] {
  return vm < vms ? [] : [errorAt(at, `There is no VM ${String(vm)}.`, `VMs count job by job and there host by host, from 0 to ${String(vms - 1)}.`)];
}

function hostExists(host: number, at: FieldPath, { hosts }: Room): readonly LocalFinding[] {
  return host < hosts ? [] : [errorAt(at, `There is no host ${String(host)}.`, `Hosts count from 0 to ${String(hosts - 1)}.`)];
}

/** Two events for one VM at once, hosts that failed before, and more failures than a run has. */
function checkTogether(events: readonly ExperimentEvent[], room: Room): readonly LocalFinding[] {
  const findings: LocalFinding[] = [];
  const failures = events.flatMap((event, index) => (event.kind === 'host-failure' ? [{ event, index }] : []));
  for (const { index } of failures.slice(1)) {
    findings.push(errorAt(['events', index], 'A run has one failure of a host, and this is another one.', 'Remove it. How failures add up over days is what a campaign is for.'));
  }
  const [failure] = failures;
  events.forEach((event, index) => {
    if (event.kind === 'host-failure') return;
    events.slice(0, index).forEach((other, before) => {
      if (other.kind === 'host-failure' || other.atNs !== event.atNs) return;
      const shared = vmsOf(event, room).find((vm) => vmsOf(other, room).includes(vm));
      if (shared !== undefined) {
        findings.push(errorAt(['events', index, 'atNs'], `VM ${String(shared)} has two events at ${text(event.atNs)}: this one and events[${String(before)}].`, 'Move one of the two; the later one waits until the earlier one is through.'));
      }
    });
    if (failure !== undefined && event.kind === 'migrate' && event.to === failure.event.host && event.atNs >= failure.event.atNs) {
      findings.push(errorAt(['events', index, 'to'], `Host ${String(event.to)} failed at ${text(failure.event.atNs)}.`, 'Move the VM to another host, or earlier.'));
    }
  });
  return findings;
}

function vmsOf(event: Exclude<ExperimentEvent, HostFailureEvent>, { vms }: Room): readonly number[] {
  return event.kind === 'migrate' ? [event.vm] : event.vms ?? Array.from({ length: vms }, (_, vm) => vm);
}

function checkManager({ manager, events }: Experiment, room: Room): readonly LocalFinding[] {
  if (manager === undefined) return [];
  const { spareHost, kind } = manager.recovery;
  const at = ['manager', 'recovery', 'spareHost'];
  const failure = events.find((event) => event.kind === 'host-failure');
  const findings = spareHost === undefined ? [] : [...hostExists(spareHost, at, room)];
  if (failure !== undefined && spareHost === failure.host) {
    findings.push(errorAt(at, `Host ${String(spareHost)} is the one that fails.`, 'Name another host, or remove the field: then the host with most free cores is taken.'));
  }
  if (failure !== undefined && kind !== 'none' && room.hosts < 2) {
    findings.push(errorAt(['manager', 'recovery', 'kind'], 'There is no other host for the VMs of the one that fails.', 'Use more hosts, or `kind: none`, with which the run ends there.'));
  }
  if (manager.balance !== undefined && room.hosts < 2) {
    findings.push(errorAt(['manager', 'balance'], 'There is one host, so there is nothing to balance.', 'Use more hosts, or remove it.'));
  }
  if (failure !== undefined && kind === 'proactive' && failure.warningNs === undefined) {
    findings.push(warningAt(['manager', 'recovery', 'kind'], 'Recovery is proactive, but nobody warns of the failure, so it is as reactive.', 'Give the failure a `warningNs`.'));
  }
  return findings;
}

/** Axes about events where nothing happens: all of their values would mean the same. */
function checkAxes({ sweep, events, manager, campaign }: Experiment): readonly LocalFinding[] {
  const swept = (name: 'events' | 'recovery' | 'onNonConvergence'): FieldPath | undefined => {
    if (sweep.axes[name] !== undefined) return ['sweep', 'axes', name];
    const also = sweep.also?.findIndex((point) => point[name] !== undefined) ?? -1;
    return also < 0 ? undefined : ['sweep', 'also', also, name];
  };
  const policies = manager?.balance !== undefined || manager?.snapshot.everyNs !== undefined;
  const findings: LocalFinding[] = [];
  const [ofEvents, ofRecovery, ofRounds] = [swept('events'), swept('recovery'), swept('onNonConvergence')];
  if (ofEvents !== undefined && campaign === undefined && events.length === 0 && !policies) {
    findings.push(errorAt(ofEvents, 'There are no events and no policies to leave out.', 'Describe some under `events` or `manager`, or remove the axis.'));
  }
  if (ofRecovery !== undefined && campaign === undefined && !events.some(({ kind }) => kind === 'host-failure')) {
    findings.push(errorAt(ofRecovery, 'No host fails, so there is nothing to recover from.', 'Add a host-failure to `events`, or remove the axis.'));
  }
  if (ofRounds !== undefined && events.length === 0 && manager?.balance === undefined) {
    findings.push(errorAt(ofRounds, 'Nothing moves a VM, so no rounds of pre-copy could fail to get smaller.', 'Add a migration to `events`, or remove the axis.'));
  }
  return findings;
}

function checkMemory({ memory, memoryMiB }: Experiment['jobs'][number]['vms'], at: FieldPath): readonly LocalFinding[] {
  if (memory === undefined) return [];
  const bytes = memoryMiB * 1_048_576;
  const touched = memory.touchedBytes ?? bytes;
  const findings: LocalFinding[] = [];
  if (touched > bytes) findings.push(errorAt([...at, 'touchedBytes'], `${size(touched)} are more than the VM's memory of ${size(bytes)}.`, 'Use less, or raise `memoryMiB`.'));
  for (const field of ['workingSetBytes', 'registeredBytes'] as const) {
    const value = memory[field];
    if (value !== undefined && value > touched) {
      findings.push(errorAt([...at, field], `${size(value)} are more than the ${size(touched)} that hold something.`, 'Use less, or raise `touchedBytes`.'));
    }
  }
  return findings;
}

const text = (ns: number): string => String(writeQuantity(ns, 'nanoseconds'));
const size = (bytes: number): string => String(writeQuantity(bytes, 'bytes'));
