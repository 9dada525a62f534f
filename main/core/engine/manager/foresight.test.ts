import { describe, expect, it } from 'vitest';
import { foreseeMigration } from '../../migration/index.ts';
import { busy, exchange, idle, incidentsFor, lengths, managedRun, mib, migration } from './testing/managed-run.ts';

const settings = { setupNs: 1_000_000, downtimeLimitNs: 1_000_000, maxRounds: 30, onNonConvergence: 'stop' } as const;
const connections = { queuePairs: 1, regions: 0 } as const;
const events = [{ kind: 'migrate', atNs: 5e6, vm: 0, to: 2 }] as const;

describe('a migration that meets nobody takes what arithmetic foresees', () => {
  it('of an idle VM, but for what its traffic needs to drain', () => {
    const memory = { ...idle, touchedBytes: 24 * mib };
    const foreseen = foreseeMigration(memory, migration, settings, 1e9, connections);
    const { incidents: [moved] } = incidentsFor(managedRun({ ranks: exchange(200), memory, events }), 'migration');
    const took = lengths(moved);
    expect(moved.endedNs - moved.askedNs - took.announce).toBeCloseTo(foreseen.totalNs - migration.drainNs + took.drain, -1);
    expect(moved.downtimeNs).toBeCloseTo(foreseen.downtimeNs, -1);
  });

  it('of one that computes nearly all the time: the same rounds within 1 %', () => {
    const memory = { ...busy, writeBytesPerSecond: 3e8 };
    const foreseen = foreseeMigration(memory, migration, settings, 1e9, connections);
    const { incidents: [moved] } = incidentsFor(managedRun({ ranks: exchange(40, 10e6), memory, events }), 'migration');
    expect(moved.rounds.length).toBe(foreseen.rounds.length);
    moved.rounds.forEach(({ bytes }, i) => { expect(bytes / foreseen.rounds[i].sentBytes).toBeCloseTo(1, 2); });
  });
});
