import { describe, expect, it } from 'vitest';
import { busy, idle, incidentsFor, lengths, managedRun, mib, migration } from './testing/managed-run.ts';

const moveFirst = { kind: 'migrate', atNs: 10_000_000, vm: 0, to: 2 } as const;

describe('a transparent migration over a network of its own', () => {
  it('goes through its phases without gaps, each as long as what it is made of', () => {
    const { result, incidents: [moved] } = incidentsFor(managedRun({ events: [moveFirst] }), 'migration');
    expect(moved).toMatchObject({ outcome: 'moved', converged: true, cause: 'event', vm: 0, from: 0, to: 2, path: 'test', means: 'transparent', residualBytes: 0, deviceStateBytes: 65_536, slowedTo: 1 });
    expect(moved.phases.map(({ name }) => name)).toEqual(['set-up', 'pre-copy', 'quiesce', 'drain', 'save', 'stop-and-copy', 'restore', 'reconnect', 'announce']);
    moved.phases.forEach(({ fromNs }, i) => { expect(fromNs).toBe(i === 0 ? moveFirst.atNs : moved.phases[i - 1].toNs); });
    expect(moved.endedNs).toBe(moved.phases[8].toNs);
    const took = lengths(moved);
    expect(took).toMatchObject({ 'set-up': 1_000_000, quiesce: migration.quiesceNs, save: migration.saveNs, restore: migration.restoreNs, announce: migration.announceNs });
    // 16 MiB and 64 KiB at 1 GB/s; one pair of ranks is connected.
    expect(took['pre-copy']).toBeCloseTo(16 * mib, 0);
    expect(took['stop-and-copy']).toBeCloseTo(65_536, 0);
    expect(took.reconnect).toBe(5000);
    expect(moved.downtimeNs).toBe(took.save + took['stop-and-copy'] + took.restore + took.reconnect);
    expect(moved.sentBytes).toBe(16 * mib + 65_536);
    expect(result.ranks[0].pausedNs).toBe(moved.downtimeNs);
    expect(result.metrics).toMatchObject({
      downtime: { value: moved.downtimeNs, unit: 'ns' }, migrations: { value: 1 }, migrationTime: { value: moved.endedNs - moved.askedNs }, migratedBytes: { value: moved.sentBytes }, lostWork: { value: 0 },
    });
  });

  it('a VM that writes takes more rounds, each sending what the one before found written', () => {
    const { incidents: [calm] } = incidentsFor(managedRun({ events: [moveFirst] }), 'migration');
    const { incidents: [moved] } = incidentsFor(managedRun({ events: [moveFirst], memory: { ...busy, writeBytesPerSecond: 2e8 } }), 'migration');
    expect(calm.rounds).toHaveLength(1);
    expect(moved.rounds.length).toBeGreaterThan(1);
    expect(moved.converged).toBe(true);
    moved.rounds.forEach((round, i) => { if (i > 0) expect(round.bytes).toBe(moved.rounds[i - 1].dirtiedBytes); });
    expect(moved.residualBytes).toBeGreaterThan(0);
  });

  it('says why a VM stays', () => {
    const notes = (events: Parameters<typeof managedRun>[0]): readonly (string | undefined)[] => incidentsFor(managedRun(events), 'migration').incidents.map(({ outcome, note }) => `${outcome}: ${note ?? ''}`);
    expect(notes({ events: [{ ...moveFirst, to: 0 }, moveFirst, { ...moveFirst, to: 1 }], memory: idle })).toEqual([
      'failed: VM 0 is on host 0 already.', 'moved: ', 'failed: VM 0 is being moved already.',
    ]);
  });
});
