import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExperimentEvent, ManagedVms, RunInput } from '../../contract/index.ts';
import { mapModels } from '../pair-models.ts';
import { simulate } from '../simulation.ts';
import { leaksOf, resultFor, sumOf, worldAfter } from '../testing/outcomes.ts';
import { seeded } from '../testing/property.ts';
import { randomRun } from '../testing/random-run.ts';
import { migration } from './testing/managed-run.ts';

const share = fc.integer({ min: 0, max: 100 });
const chosen = fc.array(fc.tuple(fc.constantFrom('migrate' as const, 'migrate' as const, 'snapshot' as const, 'host-failure' as const), share, fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 });
const managed = fc.record({
  link: fc.constantFrom('shared' as const, 'separate' as const), mode: fc.constantFrom('stop' as const, 'copy-on-write' as const), kind: fc.constantFrom('reactive' as const, 'proactive' as const),
  onNonConvergence: fc.constantFrom('stop' as const, 'abandon' as const, 'throttle' as const), writes: fc.constantFrom(0, 1e8, 1e10),
});

/** Any path, made one that moves and can be saved, and what happens at shares of the time that the run takes by itself. */
function withManager(input: RunInput, events: readonly ExperimentEvent[], { link, mode, kind, onNonConvergence, writes }: { link: 'shared' | 'separate'; mode: 'stop' | 'copy-on-write'; kind: 'reactive' | 'proactive'; onNonConvergence: 'stop' | 'abandon' | 'throttle'; writes: number }): RunInput {
  const memory = { bytes: 1e6, touchedBytes: 24_000, workingSetBytes: 12_000, writeBytesPerSecond: writes, registeredBytes: 4000 };
  const manager: ManagedVms = {
    settings: {
      migration: { link, channel: 'tcp', setupNs: 1000, downtimeLimitNs: 20_000, maxRounds: 6, onNonConvergence },
      snapshot: { mode, storageBytesPerSecond: 1e10 }, recovery: { kind, detectNs: 5000, restartNs: 7000 },
    },
    memory: Array.from({ length: 8 }, () => memory), fallbacks: [],
  };
  const models = mapModels(input.models, (model) => ({
    ...model, capabilities: { ...model.capabilities, liveMigration: 'transparent', snapshot: 'supported' }, migration: { ...migration, quiesceNs: 500, drainNs: 0, saveNs: 100, restoreNs: 100, announceNs: 700 },
  }));
  return { ...input, hosts: input.hosts + 2, models, manager, events };
}

test('any run over any path delivers the same messages whatever the manager does, and every nanosecond has a name', () => {
  let moved = 0;
  fc.assert(fc.property(randomRun({ noise: true }), chosen, managed, (plain, list, how) => {
    const usual = resultFor(plain);
    const end = usual.metrics.executionTime.value;
    const vms = [...new Set(plain.places.map(({ vm }) => vm))];
    const events = list.map(([kind, percent, a, b]): ExperimentEvent => {
      const atNs = Math.round(end * percent / 100);
      if (kind === 'migrate') return { kind, atNs, vm: vms[a % vms.length], to: b % (plain.hosts + 2) };
      return kind === 'snapshot' ? { kind, atNs } : { kind, atNs, host: a % plain.hosts, warningNs: b % 100_000 };
    });
    const input = withManager(plain, events, how);
    const outcome = simulate(input);
    if (!outcome.ok) {
      expect(outcome.failure).toMatchObject({ kind: 'host-failure', message: expect.stringContaining('no host is left') as string });
      return;
    }
    const { result } = outcome;
    expect(result.traffic).toEqual(usual.traffic);
    for (const rank of result.ranks) expect(sumOf(rank)).toBe(rank.finishedNs);
    expect(leaksOf(worldAfter(input))).toEqual([]);
    moved += result.metrics.migrations.value;
  }), seeded(120));
  expect(moved).toBeGreaterThan(25);
});
