import { describe, expect, it } from 'vitest';
import { formatExperiment } from './format-experiment.ts';
import { defaultManager } from './manager-schema.ts';
import { parseExperiment } from './parse-experiment.ts';

const document = (rest: string, cluster = 'cluster: { hosts: 3 }', job = ''): string => `
name: moving
${cluster}
jobs:
  - paths: vrdma
    vms: { perHost: 2${job} }
    workload: { kind: advection }
${rest}`;

const complaints = (text: string): readonly string[] => parseExperiment(text).findings.map(({ severity, path, message, hint }) => `${severity} ${path}: ${message} ${hint ?? ''}`);

describe('events of an experiment', () => {
  it('are read with units; where something happens there is a manager with all its settings', () => {
    const { experiment, findings } = parseExperiment(document('events: [{ kind: migrate, atNs: 2 s, vm: 3, to: 0 }, { kind: snapshot, atNs: 500 ms }, { kind: host-failure, atNs: 5 s, host: 1, warningNs: 1 s }]'));
    expect(findings).toEqual([]);
    expect(experiment?.events).toEqual([
      { kind: 'migrate', atNs: 2e9, vm: 3, to: 0 }, { kind: 'snapshot', atNs: 5e8 }, { kind: 'host-failure', atNs: 5e9, host: 1, warningNs: 1e9 },
    ]);
    expect(experiment?.manager).toEqual(defaultManager);
    expect(defaultManager).toMatchObject({ migration: { downtimeLimitNs: 3e8, maxRounds: 30 }, recovery: { kind: 'reactive' } });
  });

  it('are not there by default, nor is a manager', () => {
    const { experiment } = parseExperiment(document(''));
    expect(experiment?.events).toEqual([]);
    expect(Object.keys(experiment ?? {})).not.toContain('manager');
  });

  it('are written with units, and read as the same', () => {
    const { experiment } = parseExperiment(document(
      'events: [{ kind: snapshot, atNs: 2 s, vms: [0, 5] }]\nmanager: { migration: { link: separate, channel: rdma, bitsPerSecond: 25 Gb/s }, snapshot: { everyNs: 10 s }, balance: {} }',
      undefined, ', memory: { touchedBytes: 512 MiB, writeBytesPerSecond: 1 GB/s }',
    ));
    if (experiment === undefined) throw new Error('The text has errors.');
    const text = formatExperiment(experiment);
    for (const piece of ['atNs: 2 s', 'bitsPerSecond: 25 Gb/s', 'everyNs: 10 s', 'touchedBytes: 512 MiB', 'downtimeLimitNs: 300 ms', 'storageBytesPerSecond: 1 GB/s']) expect(text).toContain(piece);
    expect(parseExperiment(text)).toEqual({ experiment, findings: [] });
  });

  it.each([
    ['a VM that is not there', 'events: [{ kind: migrate, atNs: 1 s, vm: 6, to: 0 }]', 'error events[0].vm: There is no VM 6. VMs count job by job and there host by host, from 0 to 5.'],
    ['a host that is not there', 'events: [{ kind: migrate, atNs: 1 s, vm: 1, to: 3 }]', 'error events[0].to: There is no host 3. Hosts count from 0 to 2.'],
    ['a failed host that is not there', 'events: [{ kind: host-failure, atNs: 1 s, host: 7 }]', 'error events[0].host: There is no host 7. Hosts count from 0 to 2.'],
    ['a VM named twice', 'events: [{ kind: snapshot, atNs: 1 s, vms: [1, 1] }]', 'error events[0].vms[1]: VM 1 is named twice. Remove one of the two.'],
    ['a warning before the run', 'events: [{ kind: host-failure, atNs: 1 s, host: 1, warningNs: 3 s }]', 'error events[0].warningNs: The warning would come 2 s before the run begins. Use at most 1 s, when the host fails.'],
    ['two events for one VM at once', 'events: [{ kind: migrate, atNs: 1 s, vm: 1, to: 2 }, { kind: snapshot, atNs: 1 s }]', 'error events[1].atNs: VM 1 has two events at 1 s: this one and events[0]. Move one of the two; the later one waits until the earlier one is through.'],
    ['two failures', 'events: [{ kind: host-failure, atNs: 1 s, host: 1 }, { kind: host-failure, atNs: 2 s, host: 2 }]', 'error events[1]: A run has one failure of a host, and this is another one. Remove it. How failures add up over days is what a campaign is for.'],
    ['a way to a failed host', 'events: [{ kind: host-failure, atNs: 1 s, host: 1 }, { kind: migrate, atNs: 2 s, vm: 0, to: 1 }]', 'error events[1].to: Host 1 failed at 1 s. Move the VM to another host, or earlier.'],
    ['a spare host that fails', 'events: [{ kind: host-failure, atNs: 1 s, host: 1 }]\nmanager: { recovery: { spareHost: 1 } }', 'error manager.recovery.spareHost: Host 1 is the one that fails. Name another host, or remove the field: then the host with most free cores is taken.'],
    ['foresight without a warning', 'events: [{ kind: host-failure, atNs: 1 s, host: 1 }]\nmanager: { recovery: { kind: proactive } }', 'warning manager.recovery.kind: Recovery is proactive, but nobody warns of the failure, so it is as reactive. Give the failure a `warningNs`.'],
    ['an axis over nothing', 'sweep: { axes: { events: [without, with] } }', 'error sweep.axes.events: There are no events and no policies to leave out. Describe some under `events` or `manager`, or remove the axis.'],
    ['a recovery of nothing', 'sweep: { axes: { recovery: [none, reactive] } }', 'error sweep.axes.recovery: No host fails, so there is nothing to recover from. Add a host-failure to `events`, or remove the axis.'],
    ['an event that is not known', 'events: [{ kind: migrates, atNs: 1 s }]', 'error events[0].kind: "migrates" is not known here. Did you mean "migrate"? Use one of migrate, snapshot, host-failure.'],
    ['a field of another event', 'events: [{ kind: snapshot, atNs: 1 s, to: 1 }]', 'error events[0].to: "to" is not known here. Known here: kind, atNs, vms.'],
  ])('are refused or warned of: %s', (_, rest, complaint) => {
    expect(complaints(document(rest))).toEqual([complaint]);
  });

  it('need a second host', () => {
    const text = document('events: [{ kind: host-failure, atNs: 1 s, host: 0 }]\nmanager: { balance: {} }', 'cluster: { hosts: 1 }');
    expect(complaints(text).map((line) => line.split(':')[0])).toEqual(['error manager.recovery.kind', 'error manager.balance']);
  });

  it('count VMs over all points of the sweep: what one point lacks another may have', () => {
    const text = (vm: number): string => document(`sweep: { axes: { vmsPerHost: [1, 4] } }\nevents: [{ kind: migrate, atNs: 1 s, vm: ${String(vm)}, to: 0 }]`);
    expect(complaints(text(11))).toEqual([]);
    expect(complaints(text(12))).toHaveLength(1);
  });

  it('have memory that fits', () => {
    expect(complaints(document('', undefined, ', memoryMiB: 1 GiB, memory: { touchedBytes: 512 MiB, workingSetBytes: 1 GiB, registeredBytes: 600 MiB }'))).toEqual([
      'error jobs[0].vms.memory.workingSetBytes: 1 GiB are more than the 512 MiB that hold something. Use less, or raise `touchedBytes`.',
      'error jobs[0].vms.memory.registeredBytes: 600 MiB are more than the 512 MiB that hold something. Use less, or raise `touchedBytes`.',
    ]);
    expect(complaints(document('', undefined, ', memory: { touchedBytes: 2 GiB }'))).toHaveLength(1);
  });
});
