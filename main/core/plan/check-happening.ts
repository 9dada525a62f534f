import type { ExperimentEvent, HostFailureEvent, MigrateEvent, SnapshotEvent } from '../contract/index.ts';
import type { PointDocument } from './apply-point.ts';
import { obstacleAfter, obstacleTo, type PathsAtHand } from './check-ability.ts';
import type { Complaint } from './check-run.ts';
import type { VmSituation } from './vm-situation.ts';

type Part = NonNullable<Complaint['part']>;

/**
 * What stands against the events and policies of a run, with the reason and what to use instead. Events are gone through in the
 * order of time, so that each finds the VMs where those before left them; where policies move VMs nobody can tell.
 */
export function checkHappening({ events, manager, cluster, hosts }: PointDocument, before: VmSituation, paths: PathsAtHand): readonly Complaint[] {
  if (manager === undefined) return [];
  const complaints: Complaint[] = [];
  const now: VmSituation & { readonly hostOf: number[] } = { ...before, hostOf: [...before.hostOf] };
  const complain = (about: 'event' | 'manager' | 'recovery', part: Part, message: string, hint: string, severity: Complaint['severity'] = 'error'): void => {
    complaints.push({ about, severity, part, message, hint });
  };
  const busyOn = (host: number): readonly number[] => [...now.busy].filter((vm) => now.hostOf[vm] === host);
  const coresWanted = (vms: readonly number[]): number => vms.reduce((sum, vm) => sum + now.ranksOf(vm), 0);

  /** Room for VMs on a host beside those that are there. */
  const checkRoom = (vms: readonly number[], host: number, part: Part): void => {
    const after = [...busyOn(host).filter((vm) => !vms.includes(vm)), ...vms];
    const { otherHost: model } = paths.models;
    const functions = after.reduce((sum, vm) => sum + now.vnicsOf(vm), 0);
    const room = model.limits.functionsPerNic * cluster.nic.perHost;
    if (model.capabilities.hypervisorBypass && functions > room) {
      complain('event', part, `Host ${host} has no function of ${model.id} left for ${namesOf(vms)}: ${functions} are wanted, its ${cluster.nic.perHost === 1 ? 'NIC has' : 'NICs have'} ${room}.`, 'Use another host, fewer VMs, or a NIC with more functions (`cluster.nic.functions`).');
    }
    const ranks = coresWanted(after);
    if (ranks > cluster.host.cores) {
      complain('event', part, `With ${namesOf(vms)} host ${host} has ${ranks} ranks on ${cluster.host.cores} cores, so they take turns.`, 'Use a host with free cores, or fewer ranks, if that is not what you want to see.', 'warning');
    }
  };

  const exists = (vm: number, part: Part): boolean => {
    if (vm < now.hostOf.length) return true;
    complain('event', part, `This point of the sweep has no VM ${vm}; its VMs count from 0 to ${now.hostOf.length - 1}.`, 'Name another VM, or leave the point out.');
    return false;
  };
  const hostExists = (host: number, part: Part): boolean => {
    if (host < hosts) return true;
    complain('event', part, `This point of the sweep has no host ${host}; its hosts count from 0 to ${hosts - 1}.`, 'Name another host, or leave the point out.');
    return false;
  };

  const migrate = ({ vm, to }: MigrateEvent, at: Part): void => {
    if (![exists(vm, [...at, 'vm']), hostExists(to, [...at, 'to'])].every(Boolean)) return;
    if (now.hostOf[vm] === to) {
      complain('event', [...at, 'to'], `VM ${vm} is on host ${to} already.`, 'Name another host, or remove the event.');
      return;
    }
    const noVms = paths.models.otherHost.guest === 'none';
    const against = noVms || now.busy.has(vm) ? obstacleTo('migrate', vm, now, paths) : undefined;
    if (against !== undefined) complain('event', [...at, 'vm'], against.message, against.hint);
    now.hostOf[vm] = to;
    if (against !== undefined || !now.busy.has(vm)) return;
    const lost = obstacleAfter(vm, now, paths);
    if (lost !== undefined) complain('event', [...at, 'to'], lost.message, lost.hint);
    checkRoom([vm], to, [...at, 'to']);
  };

  const snapshot = ({ vms }: Pick<SnapshotEvent, 'vms'>, about: 'event' | 'manager', at: Part): void => {
    if (vms?.every((vm, index) => exists(vm, [...at, 'vms', index])) === false) return;
    for (const vm of vms ?? [...now.busy].sort((left, right) => left - right)) {
      const against = now.busy.has(vm) ? obstacleTo('snapshot', vm, now, paths) : undefined;
      if (against === undefined) continue;
      complain(about, vms === undefined ? at : [...at, 'vms', vms.indexOf(vm)], against.message, against.hint);
      return;
    }
  };

  const fail = ({ host, warningNs }: HostFailureEvent, at: Part): void => {
    const { kind, spareHost } = manager.recovery;
    if (!hostExists(host, [...at, 'host'])) return;
    const vms = busyOn(host);
    if (vms.length === 0) {
      complain('event', [...at, 'host'], `No rank is on host ${host} then, so its failure changes nothing.`, 'Name a host that VMs with ranks are on.', 'warning');
      return;
    }
    if (kind === 'none') return;
    if (paths.models.otherHost.guest === 'none') {
      complain('event', [...at, 'host'], `${paths.models.otherHost.id} has no VMs that could go on elsewhere when host ${host} fails.`, 'Use a path with VMs, or recovery `none`, with which the run ends there.');
      return;
    }
    if (kind === 'proactive' && warningNs !== undefined) {
      for (const vm of vms) {
        const against = obstacleTo('migrate', vm, now, paths);
        if (against === undefined) continue;
        complain('recovery', [], `Host ${host} cannot be left before it fails. ${against.message}`, `${against.hint} Recovery \`reactive\` starts VMs again and works for every path.`);
        return;
      }
    }
    const spare = spareHost ?? freestHost(host);
    if (spare === undefined || !hostExists(spare, at)) return;
    checkRoom(vms, spare, [...at, 'host']);
    for (const vm of vms) now.hostOf[vm] = spare;
    const lost = vms.map((vm) => obstacleAfter(vm, now, paths)).find((each) => each !== undefined);
    if (lost !== undefined) complain('event', [...at, 'host'], lost.message, lost.hint);
  };

  const freestHost = (failed: number): number | undefined => {
    const others = Array.from({ length: hosts }, (_, host) => host).filter((host) => host !== failed);
    const free = (host: number): number => cluster.host.cores - coresWanted(busyOn(host));
    return others.reduce<number | undefined>((best, host) => (best === undefined || free(host) > free(best) ? host : best), undefined);
  };

  if (manager.snapshot.everyNs !== undefined) snapshot({}, 'manager', ['snapshot', 'everyNs']);
  if (manager.balance !== undefined) {
    const against = [...now.busy].map((vm) => obstacleTo('migrate', vm, now, paths)).find((each) => each !== undefined);
    if (against !== undefined) complain('manager', ['balance'], `Hosts cannot be balanced. ${against.message}`, against.hint);
  }
  const inTime = events.map((event, index): readonly [ExperimentEvent, number] => [event, index]).sort(([left], [right]) => left.atNs - right.atNs);
  for (const [event, index] of inTime) {
    if (event.kind === 'migrate') migrate(event, [index]);
    else if (event.kind === 'snapshot') snapshot(event, 'event', [index]);
    else fail(event, [index]);
  }
  return complaints;
}

function namesOf(vms: readonly number[]): string {
  return vms.length === 1 ? `VM ${vms[0] ?? 0}` : `VMs ${vms.join(', ')}`;
}
