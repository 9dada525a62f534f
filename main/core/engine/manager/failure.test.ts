import { describe, expect, it } from 'vitest';
import { simulate } from '../simulation.ts';
import { exchange, incidentsFor, lengths, managedRun, mib, movable } from './testing/managed-run.ts';

const failure = { kind: 'host-failure', atNs: 60_000_000, host: 0 } as const;

describe('a host that fails', () => {
  it('all VMs of the job start again from the beginning and do again what they had done', () => {
    const plain = incidentsFor(managedRun(), 'host-failure').result;
    const { result, incidents: [failed] } = incidentsFor(managedRun({ events: [failure] }), 'host-failure');
    expect(failed).toMatchObject({ outcome: 'restarted', host: 0, vms: [0], stoppedVms: [0, 1], lostWorkNs: 60_000_000, askedNs: 60_000_000 });
    expect(lengths(failed)).toMatchObject({ detect: 2_000_000, restart: 5_000_000, redo: 60_000_000 });
    expect(failed.phases.map(({ name }) => name)).toEqual(['detect', 'restart', 'redo']);
    expect(failed.downtimeNs).toBe(67_000_000);
    expect(result.metrics.executionTime.value - plain.metrics.executionTime.value).toBeCloseTo(67_000_000, -5);
    expect(result.metrics).toMatchObject({ lostWork: { value: 60_000_000 }, downtime: { value: 67_000_000 } });
    expect(result.counts.messages).toBe(plain.counts.messages);
    expect(result.resources.some(({ resource, instance }) => resource === 'core' && instance === 'host 2 core 0')).toBe(true);
  });

  it('a snapshot that was written saves the work before it', () => {
    const snapshot = { kind: 'snapshot', atNs: 40_000_000 } as const;
    const input = managedRun({ events: [snapshot, failure], snapshot: { storageBytesPerSecond: 1e10 } });
    const [saved] = incidentsFor(input, 'snapshot').incidents;
    const { result, incidents: [failed] } = incidentsFor(input, 'host-failure');
    // Standing still adds up, as it does for the ranks.
    expect(result.metrics['downtime'].value).toBe(saved.downtimeNs + failed.downtimeNs);
    expect(Math.max(...result.ranks.map(({ pausedNs = 0 }) => pausedNs))).toBe(saved.downtimeNs + failed.downtimeNs);
    // Work goes on when the snapshot is written.
    expect(failed.lostWorkNs).toBe(failure.atNs - saved.endedNs);
    expect(failed.phases.map(({ name }) => name)).toEqual(['detect', 'restart', 'restore', 'redo']);
    expect(lengths(failed).restore).toBeCloseTo(2 * 16 * mib / 10, 0);
  });

  it('a snapshot that was being written, or of some VMs only, does not count', () => {
    const late = managedRun({ events: [{ kind: 'snapshot', atNs: 59_900_000 }, failure], snapshot: { storageBytesPerSecond: 1e9 } });
    expect(incidentsFor(late, 'snapshot').incidents[0]).toMatchObject({ outcome: 'failed', note: "Host 0 failed, and the VM's job stopped with it." });
    expect(incidentsFor(late, 'host-failure').incidents[0].lostWorkNs).toBeGreaterThan(59_000_000);
    const half = managedRun({ events: [{ kind: 'snapshot', atNs: 30_000_000, vms: [0] }, failure] });
    expect(incidentsFor(half, 'host-failure').incidents[0].lostWorkNs).toBe(60_000_000);
  });

  it('a warning in time moves the VMs away, and nothing is lost; one too late, or none, is as reactive', () => {
    const warned = (warningNs?: number): ReturnType<typeof managedRun> => managedRun({ events: [{ ...failure, ...(warningNs === undefined ? {} : { warningNs }) }], recovery: { kind: 'proactive' } });
    const early = warned(30_000_000);
    expect(incidentsFor(early, 'migration').incidents).toMatchObject([{ cause: 'warning', vm: 0, from: 0, to: 2, outcome: 'moved' }]);
    expect(incidentsFor(early, 'host-failure').incidents).toMatchObject([{ outcome: 'avoided', lostWorkNs: 0, downtimeNs: 0, vms: [], note: '1 VM had left it in time.' }]);
    const late = warned(10_000_000);
    expect(incidentsFor(late, 'migration').incidents).toMatchObject([{ outcome: 'failed', note: 'Host 0 failed meanwhile.' }]);
    expect(incidentsFor(late, 'host-failure').incidents).toMatchObject([{ outcome: 'restarted', lostWorkNs: 60_000_000 }]);
    expect(incidentsFor(warned(), 'host-failure').incidents).toMatchObject([{ outcome: 'restarted' }]);
    const times = [early, late].map((input) => incidentsFor(input, 'host-failure').result.metrics.executionTime.value);
    expect(times[1] - times[0]).toBeGreaterThan(60_000_000);
  });

  it('the spare host takes its VMs; without any other host, or without recovery, the run fails in words', () => {
    const spare = managedRun({ events: [failure], hosts: 4, recovery: { spareHost: 3 } });
    expect(incidentsFor(spare, 'host-failure').result.resources.some(({ instance }) => instance === 'host 3 core 0')).toBe(true);
    expect(simulate(managedRun({ events: [failure], recovery: { kind: 'none' } }))).toEqual({
      ok: false, failure: { kind: 'host-failure', message: 'Host 0 failed at 0.060 s with VM 0 on it.', hint: 'Set manager.recovery.kind to reactive or proactive, or remove the event.' },
    });
    const alone = managedRun({ events: [0, 1].map((host) => ({ ...failure, host })), hosts: 2 });
    expect(simulate(alone)).toMatchObject({ ok: false, failure: { kind: 'host-failure', message: expect.stringContaining('no host is left') as string } });
  });

  it('a second host that fails meanwhile makes all start again; one without VMs disturbs nobody', () => {
    const second = { ...failure, atNs: 90_000_000, host: 1 };
    const { result, incidents } = incidentsFor(managedRun({ events: [failure, second], hosts: 4 }), 'host-failure');
    expect(incidents).toMatchObject([{ outcome: 'restarted', note: 'Host 1 failed meanwhile; all start again.', endedNs: 90_000_000 }, { outcome: 'restarted', lostWorkNs: 60_000_000, host: 1 }]);
    expect(result.metrics.executionTime.value).toBeGreaterThan(100_000_000 + 30_000_000 + 67_000_000 - 1_000_000);
    expect(result.counts.messages).toBe(incidentsFor(managedRun(), 'migration').result.counts.messages);
    const again = incidentsFor(managedRun({ events: [failure, failure] }), 'host-failure').incidents;
    expect(again).toMatchObject([{ outcome: 'restarted' }, { outcome: 'avoided', note: 'It had failed already.' }]);
    const empty = incidentsFor(managedRun({ events: [{ ...failure, host: 2 }] }), 'host-failure');
    expect(empty.incidents).toMatchObject([{ outcome: 'avoided', note: 'No VM was on it.' }]);
    expect(empty.result.metrics.executionTime).toEqual(incidentsFor(managedRun(), 'migration').result.metrics.executionTime);
  });

  it('ends migrations from, to and beside it', () => {
    const move = { kind: 'migrate', atNs: 55_000_000, vm: 1, to: 2 } as const;
    const note = (host: number, events: readonly { readonly kind: 'migrate'; readonly atNs: number; readonly vm: number; readonly to: number }[] = [move]): unknown => incidentsFor(managedRun({ events: [...events, { ...failure, host }], hosts: 4 }), 'migration').incidents.map(({ outcome, note: why }) => [outcome, why]);
    expect(note(1)).toEqual([['failed', 'Host 1 failed meanwhile.']]);
    expect(note(2)).toEqual([['failed', 'Host 2 failed meanwhile.']]);
    expect(note(0)).toEqual([['failed', "Host 0 failed, and the VM's job stopped with it."]]);
    expect(note(3)).toEqual([['moved', undefined]]);
    // A VM is not moved from or to a failed host.
    expect(note(2, [{ ...move, atNs: 70_000_000 }])).toEqual([['failed', 'Host 2 has failed.']]);
  });

  it('periodic snapshots go on after it', () => {
    const input = managedRun({ events: [failure], snapshot: { everyNs: 20_000_000 } });
    const { incidents } = incidentsFor(input, 'snapshot');
    expect(incidents.filter(({ outcome }) => outcome === 'saved').length).toBeGreaterThanOrEqual(4);
    const [{ lostWorkNs }] = incidentsFor(input, 'host-failure').incidents;
    expect(lostWorkNs).toBeLessThan(20_000_000);
  });

  it('a path that neither migrates nor saves starts again from the beginning', () => {
    const model = movable({ liveMigration: 'unsupported', snapshot: 'unsupported' });
    const { incidents } = incidentsFor(managedRun({ model, ranks: exchange(100), events: [{ ...failure, warningNs: 40_000_000 }], recovery: { kind: 'proactive' }, snapshot: { everyNs: 20_000_000 } }), 'host-failure');
    expect(incidents).toMatchObject([{ outcome: 'restarted', lostWorkNs: 60_000_000 }]);
  });
});
