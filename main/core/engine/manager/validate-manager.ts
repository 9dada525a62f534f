import type { ExperimentEvent, ManagedVms, RunInput, VmMemory } from '../../contract/index.ts';

/** Shortest period of a policy, ns: shorter ones would do nothing but look. */
const shortestPeriodNs = 1000;

/** What is wrong with the events and the manager of a run, and what to do about it. */
export interface Wrong {
  readonly message: string;
  readonly hint: string;
}

/** The first thing about VMs that cannot be simulated. */
export function wrongManager({ events, manager, hosts, places }: RunInput): Wrong | undefined {
  if (manager === undefined) {
    return events.length === 0 ? undefined : { message: `There are ${events.length} events, and no manager carries them out.`, hint: 'Give the experiment a manager, or remove its events.' };
  }
  const vms = manager.memory.length;
  const beyond = places.find(({ vm }) => !within(vm, vms));
  if (beyond !== undefined) return { message: `The manager knows ${vms} VMs, and a rank is in VM ${beyond.vm}.`, hint: 'Describe the memory of every VM.' };
  for (const [index, event] of events.entries()) {
    const wrong = wrongEvent(event, vms, hosts);
    if (wrong !== undefined) return { message: `Event ${index} ${wrong}`, hint: `VMs have numbers from 0 to ${vms - 1}, hosts from 0 to ${hosts - 1}; times are not negative.` };
  }
  const memory = manager.memory.findIndex((vm) => !isMemory(vm));
  if (memory >= 0) return { message: `The memory of VM ${memory} has a size or rate that is negative or no number.`, hint: 'Give bytes, and bytes per second, of at least 0.' };
  return wrongSettings(manager, hosts);
}

function wrongEvent(event: ExperimentEvent, vms: number, hosts: number): string | undefined {
  if (!amount(event.atNs)) return `happens at ${event.atNs} ns.`;
  switch (event.kind) {
    case 'migrate':
      if (!within(event.vm, vms)) return `moves VM ${event.vm}, which does not exist.`;
      return within(event.to, hosts) ? undefined : `moves VM ${event.vm} to host ${event.to}, which does not exist.`;
    case 'snapshot': {
      const lost = event.vms?.find((vm) => !within(vm, vms));
      if (lost !== undefined) return `saves VM ${lost}, which does not exist.`;
      return event.vms !== undefined && new Set(event.vms).size < event.vms.length ? 'saves a VM twice.' : undefined;
    }
    case 'host-failure':
      if (!within(event.host, hosts)) return `is the failure of host ${event.host}, which does not exist.`;
      return amount(event.warningNs ?? 0) ? undefined : `is announced ${event.warningNs ?? 0} ns before.`;
  }
}

function isMemory({ bytes, touchedBytes, workingSetBytes, writeBytesPerSecond, registeredBytes }: VmMemory): boolean {
  return [bytes, touchedBytes, workingSetBytes, writeBytesPerSecond, registeredBytes].every(amount);
}

function wrongSettings({ settings: { migration, snapshot, recovery, balance } }: ManagedVms, hosts: number): Wrong | undefined {
  const wrong = (field: string, value: number | undefined, hint: string): Wrong => ({ message: `manager.${field} is ${value ?? 'absent'}.`, hint });
  for (const field of ['setupNs', 'downtimeLimitNs'] as const) if (!amount(migration[field])) return wrong(`migration.${field}`, migration[field], 'Give a time of at least 0 ns.');
  if (!Number.isInteger(migration.maxRounds) || migration.maxRounds < 1) return wrong('migration.maxRounds', migration.maxRounds, 'Give a whole number of at least 1.');
  if (migration.bitsPerSecond !== undefined && !(amount(migration.bitsPerSecond) && migration.bitsPerSecond > 0)) return wrong('migration.bitsPerSecond', migration.bitsPerSecond, 'Give a rate above 0 bit/s, or leave it out.');
  if (!(amount(snapshot.storageBytesPerSecond) && snapshot.storageBytesPerSecond > 0)) return wrong('snapshot.storageBytesPerSecond', snapshot.storageBytesPerSecond, 'Give a rate above 0 bytes/s.');
  if (snapshot.everyNs !== undefined && !isPeriod(snapshot.everyNs)) return wrong('snapshot.everyNs', snapshot.everyNs, `Give a time of at least ${shortestPeriodNs} ns, or leave it out.`);
  for (const field of ['detectNs', 'restartNs'] as const) if (!amount(recovery[field])) return wrong(`recovery.${field}`, recovery[field], 'Give a time of at least 0 ns.');
  if (recovery.spareHost !== undefined && !within(recovery.spareHost, hosts)) return wrong('recovery.spareHost', recovery.spareHost, `Give a host from 0 to ${hosts - 1}, or leave it out.`);
  if (balance !== undefined && !isPeriod(balance.everyNs)) return wrong('balance.everyNs', balance.everyNs, `Give a time of at least ${shortestPeriodNs} ns.`);
  return balance !== undefined && !amount(balance.threshold) ? wrong('balance.threshold', balance.threshold, 'Give a difference of load of at least 0.') : undefined;
}

function within(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

function amount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function isPeriod(ns: number): boolean {
  return amount(ns) && ns >= shortestPeriodNs;
}
