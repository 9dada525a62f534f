import { describe, expect, it } from 'vitest';
import { exchange, idle, incidentsFor, lengths, managedRun, mib, migration, movable } from './testing/managed-run.ts';

const now = { kind: 'snapshot', atNs: 10_000_000 } as const;

describe('snapshots', () => {
  it('all VMs stand still until their memory is written, and the run takes that much longer', () => {
    const plain = incidentsFor(managedRun(), 'snapshot').result;
    const { result, incidents: [saved] } = incidentsFor(managedRun({ events: [now], snapshot: { storageBytesPerSecond: 1e9 } }), 'snapshot');
    expect(saved).toMatchObject({ outcome: 'saved', cause: 'event', vms: [0, 1], bytes: 2 * (16 * mib + 65_536) });
    expect(saved.phases.map(({ name }) => name)).toEqual(['quiesce', 'drain', 'save', 'write']);
    const took = lengths(saved);
    expect(took).toMatchObject({ quiesce: migration.quiesceNs, save: migration.saveNs });
    expect(took.write).toBeCloseTo(saved.bytes, 0);
    expect(saved.downtimeNs).toBe(took.save + took.write);
    expect(result.metrics.executionTime.value - plain.metrics.executionTime.value).toBeGreaterThanOrEqual(saved.downtimeNs);
    expect(result.metrics.executionTime.value - plain.metrics.executionTime.value).toBeLessThan(saved.downtimeNs + 2_000_000);
    expect(result.ranks.map(({ pausedNs }) => pausedNs)).toEqual([saved.downtimeNs, saved.downtimeNs]);
    expect(result.metrics).toMatchObject({ downtime: { value: saved.downtimeNs }, migrations: { value: 0 } });
  });

  it('copy on write stands still only until memory is protected, and pays for pages written while it is being saved', () => {
    const slow = { storageBytesPerSecond: 1e9 };
    const writer = { ...idle, workingSetBytes: 8 * mib, writeBytesPerSecond: 1e9 };
    const stop = incidentsFor(managedRun({ events: [now], snapshot: slow, memory: writer }), 'snapshot');
    const { result, incidents: [saved] } = incidentsFor(managedRun({ events: [now], memory: writer, snapshot: { ...slow, mode: 'copy-on-write' } }), 'snapshot');
    // 4,096 pages at 10 ns.
    expect(saved.downtimeNs).toBe(migration.saveNs + 40_960);
    expect(saved.phases.at(-1)?.name).toBe('write');
    expect(result.metrics.executionTime.value).toBeLessThan(stop.result.metrics.executionTime.value);
    // 2,048 pages of each VM at 3 µs.
    expect(result.ranks[0].pausedNs).toBeCloseTo(saved.downtimeNs + 2048 * 3000, 0);
    const calm = incidentsFor(managedRun({ events: [now], snapshot: { ...slow, mode: 'copy-on-write' } }), 'snapshot').result;
    expect(calm.ranks[0].pausedNs).toBe(saved.downtimeNs);
  });

  it('storage is shared: two VMs saved one by one at once take as long as both together', () => {
    const events = [{ ...now, vms: [0] }, { ...now, vms: [1] }];
    const { incidents: [first, second] } = incidentsFor(managedRun({ events, snapshot: { storageBytesPerSecond: 1e9 } }), 'snapshot');
    expect(Math.max(first.endedNs, second.endedNs) - now.atNs).toBeGreaterThan(2 * 16 * mib);
    expect(Math.min(first.endedNs, second.endedNs) - now.atNs).toBeGreaterThan(16 * mib + 8 * mib);
  });

  it('happens each time its period has passed, and one that the end overtakes is unfinished', () => {
    const { incidents } = incidentsFor(managedRun({ snapshot: { everyNs: 25_000_000, storageBytesPerSecond: 1e10 } }), 'snapshot');
    expect(incidents.map(({ askedNs }) => askedNs)).toEqual([25e6, 50e6, 75e6, 100e6]);
    expect(incidents.map(({ cause }) => cause)).toEqual(['period', 'period', 'period', 'period']);
    expect(incidents.slice(0, 3).map(({ outcome }) => outcome)).toEqual(['saved', 'saved', 'saved']);
    const slow = incidentsFor(managedRun({ snapshot: { everyNs: 25_000_000, storageBytesPerSecond: 1e8, mode: 'copy-on-write' } }), 'snapshot');
    expect(slow.incidents.at(-1)).toMatchObject({ outcome: 'unfinished', endedNs: slow.result.metrics.executionTime.value });
  });

  it('is refused where the device cannot be saved, and waits for a VM that moves', () => {
    const { incidents: [refused] } = incidentsFor(managedRun({ events: [now], model: movable({ snapshot: 'unsupported' }) }), 'snapshot');
    expect(refused).toMatchObject({ outcome: 'failed', phases: [], note: 'Path test cannot be saved: the state of its device stays in the NIC.' });
    const often = incidentsFor(managedRun({ snapshot: { everyNs: 10_000_000 }, model: movable({ snapshot: 'unsupported' }) }), 'snapshot').incidents;
    expect(often).toMatchObject([{ outcome: 'failed', cause: 'period' }]);
    const both = managedRun({ events: [{ kind: 'migrate', atNs: 10_000_000, vm: 0, to: 2 }, now] });
    const [moved] = incidentsFor(both, 'migration').incidents;
    const [saved] = incidentsFor(both, 'snapshot').incidents;
    expect([moved.outcome, saved.outcome]).toEqual(['moved', 'saved']);
    expect(saved.phases[0].fromNs).toBe(moved.endedNs);
  });

  it('a program that never ends is told so in spite of periodic snapshots', () => {
    const waiting = exchange(1).map((body) => [...body, { op: 'receive', from: 'any', bytes: 1, tag: 5 } as const]);
    expect(() => incidentsFor(managedRun({ ranks: waiting, snapshot: { everyNs: 25_000_000 }, balance: { everyNs: 1_000_000, threshold: 0.1 } }), 'snapshot')).toThrow('2 ranks wait for ever');
  });
});
