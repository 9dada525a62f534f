import { describe, expect, it } from 'vitest';
import type { ExperimentEvent, RunInput } from '../../contract/index.ts';
import { simulate } from '../simulation.ts';
import { resultFor } from '../testing/outcomes.ts';
import { exchange, incidentsFor, managedRun } from './testing/managed-run.ts';

const end = resultFor(managedRun()).metrics.executionTime.value;
const kinds = (events: readonly ExperimentEvent[]): readonly string[] => (resultFor(managedRun({ events, hosts: 4 })).incidents ?? []).map(({ kind, outcome }) => `${kind} ${outcome}`);

describe('times of events', () => {
  it('a run without events has no incident and is as long as without a manager', () => {
    const { manager: _, ...plain } = managedRun();
    const result = resultFor(managedRun());
    expect(result.incidents).toEqual([]);
    expect(result.metrics.executionTime).toEqual(resultFor(plain).metrics.executionTime);
    expect(result.metrics).toMatchObject({ downtime: { value: 0, unit: 'ns' }, migrations: { value: 0 } });
    expect(result.throughput?.latencyNs).toHaveLength(result.throughput?.messages.length ?? 0);
    expect(resultFor(plain).throughput).not.toHaveProperty('latencyNs');
    expect(resultFor(plain).metrics.downtime).toBeUndefined();
  });

  it('at time 0 all kinds happen', () => {
    const all: readonly ExperimentEvent[] = [{ kind: 'snapshot', atNs: 0 }, { kind: 'migrate', atNs: 0, vm: 0, to: 2 }, { kind: 'host-failure', atNs: 0, host: 1, warningNs: 1e9 }];
    expect(kinds(all)).toEqual(['snapshot failed', 'migration moved', 'host-failure restarted']);
    expect(incidentsFor(managedRun({ events: all, hosts: 4 }), 'host-failure').incidents).toMatchObject([{ lostWorkNs: 0 }]);
    for (const event of all) expect(kinds([event])[0]).toMatch(/saved|moved|restarted/);
  });

  it.each([end - 1, end, end + 1, end * 10, 1e300])('near and after the end (%d ns) they are unfinished, and the run is as long as ever', (atNs) => {
    const events: readonly ExperimentEvent[] = [{ kind: 'migrate', atNs, vm: 0, to: 2 }, { kind: 'snapshot', atNs }, { kind: 'host-failure', atNs: Math.max(atNs, end + 1), host: 0 }];
    const result = resultFor(managedRun({ events }));
    expect(result.incidents?.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(['migration unfinished', 'snapshot unfinished', 'host-failure avoided']);
    expect(result.metrics.executionTime.value).toBeLessThanOrEqual(end + 1);
    for (const { note } of result.incidents ?? []) expect(note).toMatch(/run (had )?ended/);
  });

  it('a migration that the end overtakes is unfinished, its last phase ends with the run, and nothing of it is left', () => {
    for (let late = 100_000; late < 19_000_000; late += 617_000) {
      const { result, incidents: [moved] } = incidentsFor(managedRun({ events: [{ kind: 'migrate', atNs: end - late, vm: 0, to: 2 }] }), 'migration');
      if (moved.outcome === 'moved') continue;
      expect(moved).toMatchObject({ outcome: 'unfinished', endedNs: result.metrics.executionTime.value });
      expect(moved.phases.at(-1)?.toNs).toBe(moved.endedNs);
    }
  });

  it('those of one moment happen in their order', () => {
    const move = { kind: 'migrate', atNs: 10_000_000, vm: 0, to: 2 } as const;
    const snapshot = { kind: 'snapshot', atNs: 10_000_000 } as const;
    const [moved, again] = incidentsFor(managedRun({ events: [snapshot, move, { ...move, to: 1 }], hosts: 4 }), 'migration').incidents;
    expect([moved.outcome, again.outcome]).toEqual(['moved', 'failed']);
    expect(moved.phases[0].fromNs).toBeGreaterThan(10_000_000);
    expect(kinds([move, { ...move, vm: 1, to: 3 }, { ...snapshot, atNs: 10_000_001 }, { kind: 'host-failure', atNs: 10_000_001, host: 0 }])).toEqual([
      'migration failed', 'migration failed', 'snapshot saved', 'host-failure restarted',
    ]);
  });

  it('a program that waits for ever is told so after what was to happen', () => {
    const waiting = exchange(10).map((body) => [...body, { op: 'receive', from: 'any', bytes: 1, tag: 5 } as const]);
    const events: readonly ExperimentEvent[] = [{ kind: 'migrate', atNs: 50e6, vm: 0, to: 2 }, { kind: 'snapshot', atNs: 80e6 }, { kind: 'host-failure', atNs: 90e6, host: 1 }];
    expect(simulate(managedRun({ ranks: waiting, events, migrationSettings: { onNonConvergence: 'throttle' }, snapshot: { mode: 'copy-on-write' } }))).toMatchObject({
      ok: false, failure: { kind: 'deadlock', message: expect.stringContaining('2 ranks wait for ever') as string },
    });
  });

  it('is the same each time', () => {
    const events: readonly ExperimentEvent[] = [{ kind: 'migrate', atNs: 3e6, vm: 0, to: 2 }, { kind: 'snapshot', atNs: 40e6 }, { kind: 'host-failure', atNs: 70e6, host: 1, warningNs: 5e6 }];
    const input = managedRun({ events, migrationSettings: { link: 'shared' }, balance: { everyNs: 5e6, threshold: 0.1 }, recovery: { kind: 'proactive' } });
    expect(JSON.stringify(simulate(input))).toBe(JSON.stringify(simulate(input)));
  });
});

describe('what cannot be', () => {
  const message = (change: (input: RunInput) => RunInput): string => {
    const outcome = simulate(change(managedRun()));
    return outcome.ok ? 'ok' : `${outcome.failure.kind}: ${outcome.failure.message}`;
  };

  it.each([
    [{ kind: 'migrate', atNs: 0, vm: 9, to: 1 }, 'moves VM 9, which does not exist.'], [{ kind: 'migrate', atNs: 0, vm: -1, to: 1 }, 'moves VM -1'], [{ kind: 'migrate', atNs: 0, vm: 0.5, to: 1 }, 'moves VM 0.5'],
    [{ kind: 'migrate', atNs: 0, vm: 0, to: 3 }, 'moves VM 0 to host 3, which does not exist.'], [{ kind: 'migrate', atNs: -1, vm: 0, to: 1 }, 'happens at -1 ns.'], [{ kind: 'migrate', atNs: Number.NaN, vm: 0, to: 1 }, 'happens at NaN ns.'],
    [{ kind: 'snapshot', atNs: 0, vms: [0, 7] }, 'saves VM 7'], [{ kind: 'snapshot', atNs: 0, vms: [1, 1] }, 'saves a VM twice.'], [{ kind: 'host-failure', atNs: 0, host: 5 }, 'is the failure of host 5'],
    [{ kind: 'host-failure', atNs: 0, host: 0, warningNs: -5 }, 'is announced -5 ns before.'],
  ] as const)('%j is refused', (event, words) => {
    expect(message((input) => ({ ...input, events: [event] }))).toContain(`invalid-input: Event 0 ${words}`);
  });

  it('so are events without a manager, settings that are no numbers, and VMs that nobody described', () => {
    expect(message(({ manager: _, ...input }) => ({ ...input, events: [{ kind: 'snapshot', atNs: 0 }] }))).toContain('no manager carries them out');
    const settings = (change: Parameters<typeof managedRun>[0]): string => message(() => managedRun(change));
    expect(settings({ migrationSettings: { maxRounds: 0 } })).toContain('manager.migration.maxRounds is 0.');
    expect(settings({ migrationSettings: { setupNs: -1 } })).toContain('manager.migration.setupNs is -1.');
    expect(settings({ migrationSettings: { bitsPerSecond: 0 } })).toContain('manager.migration.bitsPerSecond is 0.');
    expect(settings({ snapshot: { storageBytesPerSecond: 0 } })).toContain('manager.snapshot.storageBytesPerSecond is 0.');
    expect(settings({ snapshot: { everyNs: 1 } })).toContain('manager.snapshot.everyNs is 1.');
    expect(settings({ recovery: { spareHost: 3 } })).toContain('manager.recovery.spareHost is 3.');
    expect(settings({ balance: { everyNs: 0, threshold: 1 } })).toContain('manager.balance.everyNs is 0.');
    expect(settings({ memory: [] })).toContain('The manager knows 0 VMs');
    expect(settings({ memory: { bytes: 1, touchedBytes: Number.POSITIVE_INFINITY, workingSetBytes: 0, writeBytesPerSecond: 0, registeredBytes: 0 } })).toContain('The memory of VM 0');
  });

  it('a VM without ranks stays, and is not saved', () => {
    const { manager } = managedRun();
    if (manager === undefined) throw new Error('no manager');
    const input: RunInput = { ...managedRun({ ranks: exchange(10), events: [{ kind: 'migrate', atNs: 0, vm: 2, to: 1 }, { kind: 'snapshot', atNs: 0, vms: [2] }] }), manager: { ...manager, memory: [...manager.memory, manager.memory[0]] } };
    expect(resultFor(input).incidents).toMatchObject([{ outcome: 'failed', note: 'VM 2 holds no rank of this run.' }, { outcome: 'failed', note: 'None of these VMs holds a rank of this run.' }]);
  });
});
