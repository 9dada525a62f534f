import { describe, expect, it } from 'vitest';
import { busy, exchange, idle, incidentsFor, lengths, managedRun, mib, movable } from './testing/managed-run.ts';

const moves = [{ kind: 'migrate', atNs: 0, vm: 0, to: 2 }, { kind: 'migrate', atNs: 0, vm: 1, to: 2 }] as const;
const waiting = exchange(10, 10_000_000);

describe('the channel', () => {
  it('two at once into one host take twice as long, and none is served before the other', () => {
    const { incidents: [one] } = incidentsFor(managedRun({ ranks: waiting, events: [moves[0]] }), 'migration');
    const { incidents: both } = incidentsFor(managedRun({ ranks: waiting, events: moves }), 'migration');
    const took = [one, ...both].map((incident) => lengths(incident)['pre-copy']);
    expect(took[0]).toBeCloseTo(16 * mib, 0);
    expect(took[1]).toBeGreaterThan(2 * 16 * mib - 2 * mib);
    expect(Math.max(took[1], took[2])).toBeCloseTo(2 * 16 * mib, 0);
  });

  it('nor are two over a shared link done before both had twice their time', () => {
    const { incidents: both } = incidentsFor(managedRun({ ranks: waiting, events: moves, migrationSettings: { link: 'shared' } }), 'migration');
    const last = Math.max(...both.map((incident) => lengths(incident)['pre-copy']));
    expect(last).toBeGreaterThanOrEqual(2 * 16 * mib - 1);
    expect(last).toBeLessThan(2 * 16 * mib * 1.02);
  });

  it('counts what it sent of a round that was cut short', () => {
    for (const link of ['shared', 'separate'] as const) {
      const { incidents: [failed] } = incidentsFor(managedRun({ ranks: waiting, events: [moves[0], { kind: 'host-failure', atNs: 8_000_000, host: 2 }], migrationSettings: { link } }), 'migration');
      expect(failed).toMatchObject({ outcome: 'failed', rounds: [] });
      // A byte for each ns, but for the pieces under way.
      expect(failed.sentBytes).toBeGreaterThan(lengths(failed)['pre-copy'] - 2 * mib);
      expect(failed.sentBytes).toBeLessThan(lengths(failed)['pre-copy'] + 2 * mib);
    }
  });

  it('two between different hosts do not disturb each other', () => {
    const apart = incidentsFor(managedRun({ ranks: waiting, hosts: 4, events: [moves[0], { ...moves[1], to: 3 }] }), 'migration').incidents;
    for (const incident of apart) expect(lengths(incident)['pre-copy']).toBeCloseTo(16 * mib, 0);
  });

  it('a shared link gives a stream what it carries, however fast the channel', () => {
    const fast = { link: 'shared', bitsPerSecond: 1e10 } as const;
    const { incidents: [moved] } = incidentsFor(managedRun({ ranks: waiting, events: [moves[0]], migrationSettings: fast }), 'migration');
    const ns = lengths(moved)['pre-copy'];
    expect(ns).toBeGreaterThan(16 * mib * 0.8);
    expect(ns).toBeLessThan(16 * mib * 0.8 * 1.02);
  });

  it('a stream over the link of the application slows it while it lasts, one over a link of its own does not', () => {
    const chatty = { model: movable({ protocol: { segmentBytes: 10_000 } }), ranks: exchange(3000, 1000, 20_000), events: [{ kind: 'migrate', atNs: 20_000_000, vm: 0, to: 2 }], memory: idle } as const;
    const during = (link: 'shared' | 'separate'): readonly number[] => {
      const { result, incidents: [moved] } = incidentsFor(managedRun({ ...chatty, migrationSettings: { link, setupNs: 5_000_000 } }), 'migration');
      const { binNs = 0, bytes = [], latencyNs = [], messages = [] } = result.throughput ?? {};
      const copy = moved.phases.find(({ name }) => name === 'pre-copy') ?? { fromNs: 0, toNs: 0 };
      const mean = (values: readonly number[], fromNs: number, toNs: number): number => {
        const bins = values.slice(Math.ceil(fromNs / binNs), Math.floor(toNs / binNs));
        return bins.reduce((sum, value) => sum + value, 0) / bins.length;
      };
      expect(latencyNs).toHaveLength(messages.length);
      return [mean(bytes, copy.fromNs, copy.toNs) / mean(bytes, 5_000_000, 20_000_000), mean(latencyNs, copy.fromNs, copy.toNs) / mean(latencyNs, 5_000_000, 20_000_000)];
    };
    const [sharedRate, sharedLatency] = during('shared');
    const [separateRate, separateLatency] = during('separate');
    expect(separateRate).toBeCloseTo(1, 1);
    expect(separateLatency).toBeCloseTo(1, 1);
    expect(sharedRate).toBeLessThan(0.8);
    expect(sharedLatency).toBeGreaterThan(1.3);
  });
});

describe('rounds', () => {
  const rounds = (parts: Parameters<typeof managedRun>[0]): ReturnType<typeof incidentsFor<'migration'>>['incidents'][number] => incidentsFor(managedRun({ ranks: exchange(400), ...parts, events: [{ kind: 'migrate', atNs: 0, vm: 0, to: 2 }] }), 'migration').incidents[0];

  it('a program that writes more needs more of them, and leaves more', () => {
    const at = [0, 2e8, 5e8, 8e8].map((writeBytesPerSecond) => rounds({ memory: { ...busy, writeBytesPerSecond }, migrationSettings: { downtimeLimitNs: 500_000 } }));
    const counts = at.map((incident) => incident.rounds.length);
    expect(counts[0]).toBe(1);
    for (let i = 1; i < counts.length; i++) expect(counts[i]).toBeGreaterThan(counts[i - 1]);
  });

  it('a program that waits for messages writes less: its pages are dirtied by what it computes and receives', () => {
    const memory = { ...busy, writeBytesPerSecond: 5e8, workingSetBytes: 16 * mib };
    const written = (computeNs: number, registeredBytes: number): number => rounds({ ranks: exchange(computeNs < 10_000 ? 4000 : 100, computeNs), memory: { ...memory, registeredBytes } }).rounds[0].dirtiedBytes;
    expect(written(1_000_000, 0)).toBeGreaterThan(5 * written(1000, 0));
    expect(written(1000, mib) - written(1000, 0)).toBe(mib);
  });

  it('one that does not converge is stopped with what is left, stays, or is slowed until it converges', () => {
    const memory = { ...busy, writeBytesPerSecond: 1.2e9 };
    const how = (onNonConvergence: 'stop' | 'abandon' | 'throttle'): ReturnType<typeof rounds> => rounds({ memory, ranks: exchange(2000), migrationSettings: { onNonConvergence, downtimeLimitNs: 1_000_000, maxRounds: 60 } });
    const stop = how('stop');
    expect(stop).toMatchObject({ outcome: 'moved', converged: false });
    expect(stop.residualBytes).toBeGreaterThan(1_000_000);
    expect(stop.note).toContain('Rounds did not get small enough: the VM was stopped with');
    const stayed = how('abandon');
    expect(stayed).toMatchObject({ outcome: 'abandoned', converged: false, downtimeNs: 0 });
    expect(stayed.note).toMatch(/^The VM stays where it is: /);
    expect(stayed.phases.map(({ name }) => name)).toEqual(['set-up', 'pre-copy']);
    const slowed = how('throttle');
    expect(slowed).toMatchObject({ outcome: 'moved', converged: true });
    expect(slowed.slowedTo).toBeLessThan(0.8);
    expect(slowed.residualBytes).toBeLessThan(stop.residualBytes);
  });

  it('device writes that no log sees are sent after the stop', () => {
    const memory = { ...idle, registeredBytes: 2 * mib };
    const left = (['tracked', 'hidden', 'pinned'] as const).map((dmaDirtyTracking) => {
      const moved = rounds({ memory, model: movable({ migration: { dmaDirtyTracking } }), ranks: exchange(400, 1_000_000, 8), migrationSettings: { downtimeLimitNs: 10_000_000 } });
      return [moved.rounds[0].bytes, moved.residualBytes];
    });
    expect(left[1]).toEqual([16 * mib, 2 * mib]);
    expect(left[2]).toEqual([14 * mib, 2 * mib]);
    expect(left[0][0]).toBe(16 * mib);
    expect(left[0][1]).toBeLessThan(mib);
  });
});
