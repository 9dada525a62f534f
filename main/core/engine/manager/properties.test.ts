import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExperimentEvent, RunInput } from '../../contract/index.ts';
import { channelBytesPerSecond, foreseeMigration } from '../../migration/index.ts';
import { leaksOf, resultFor, sumOf, worldAfter } from '../testing/outcomes.ts';
import { seeded } from '../testing/property.ts';
import { exchange, idle, incidentsFor, lengths, managedRun, mib, movable, type ManagedParts } from './testing/managed-run.ts';

const memory = fc.record({
  bytes: fc.constant(64 * mib), touchedBytes: fc.integer({ min: 0, max: 8 * mib }), workingSetBytes: fc.integer({ min: 0, max: 4 * mib }),
  writeBytesPerSecond: fc.integer({ min: 0, max: 3e9 }), registeredBytes: fc.integer({ min: 0, max: mib }),
});
const ns = (max: number): fc.Arbitrary<number> => fc.oneof(fc.constant(0), fc.integer({ min: 0, max }));
const migrationSettings = fc.record({
  link: fc.constantFrom('shared' as const, 'separate' as const), channel: fc.constantFrom('tcp' as const, 'rdma' as const), bitsPerSecond: fc.integer({ min: 1e9, max: 2e10 }), setupNs: ns(5e6),
  downtimeLimitNs: ns(2e6), maxRounds: fc.integer({ min: 1, max: 12 }), onNonConvergence: fc.constantFrom('stop' as const, 'abandon' as const, 'throttle' as const),
});
const model = fc.record({
  quiesceNs: ns(1e5), drainNs: ns(1e5), deviceStateBytes: fc.integer({ min: 0, max: 200_000 }), saveNs: ns(1e5), restoreNs: ns(1e5), reconnectPerQueuePairNs: ns(1e4),
  reconnectPerRegionNs: ns(1e4), announceNs: ns(1e5), dmaDirtyTracking: fc.constantFrom('tracked' as const, 'hidden' as const, 'pinned' as const),
}).chain((migration) => fc.constantFrom('transparent' as const, 'transparent' as const, 'detach-reattach' as const).map((liveMigration) => ({ migration, liveMigration }))).map((parts) => movable({ ...parts, protocol: { segmentBytes: 10_000, reliability: { kind: 'timeout', rtoNs: 300_000, backoff: 2, retries: 30, onExhausted: 'fail' } } }));
/** Carries the traffic of those that are detached. */
const fallback = movable({ id: 'fallback', protocol: { segmentBytes: 10_000 } });
const program = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom(1000, 100_000, 1_000_000), fc.constantFrom(1, 4000, 60_000)).map((parts) => exchange(...parts));
const atNs = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 8e7 }));
const event: fc.Arbitrary<ExperimentEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('migrate' as const), atNs, vm: fc.nat({ max: 1 }), to: fc.nat({ max: 4 }) }) },
  fc.record({ kind: fc.constant('snapshot' as const), atNs, vms: fc.constantFrom([0], [1], [0, 1]) }),
  fc.record({ kind: fc.constant('host-failure' as const), atNs, host: fc.nat({ max: 2 }), warningNs: ns(4e7) }),
);

const run: fc.Arbitrary<RunInput> = fc.record({
  memory, migrationSettings, model, ranks: program, events: fc.array(event, { maxLength: 4 }), hosts: fc.constant(5), fallbacks: fc.constant([{ of: 'test', model: fallback }]),
  snapshot: fc.record({ mode: fc.constantFrom('stop' as const, 'copy-on-write' as const), storageBytesPerSecond: fc.integer({ min: 1e9, max: 2e10 }) }),
  recovery: fc.record({ kind: fc.constantFrom('reactive' as const, 'proactive' as const), detectNs: ns(1e6), restartNs: ns(1e6) }),
  balance: fc.constantFrom(undefined, { everyNs: 3e6, threshold: 0.2 }),
}).map(({ balance, ...parts }) => managedRun({ ...parts, ...(balance === undefined ? {} : { balance }) }));

describe('whatever happens to VMs', () => {
  it('the same messages are delivered, times add up, nothing is left over, and it is the same again', () => {
    fc.assert(fc.property(run, (input) => {
      const result = resultFor(input);
      const plain = resultFor({ ...input, events: [] });
      expect(result.traffic).toEqual(plain.traffic);
      for (const rank of result.ranks) expect(sumOf(rank)).toBe(rank.finishedNs);
      expect(leaksOf(worldAfter(input))).toEqual([]);
      expect(JSON.stringify(resultFor(input))).toBe(JSON.stringify(result));
    }), seeded(60));
  });

  it('phases follow each other without gaps from when somebody began to the end', () => {
    fc.assert(fc.property(run, (input) => {
      for (const { phases, askedNs, endedNs, downtimeNs } of resultFor(input).incidents ?? []) {
        phases.forEach(({ fromNs, toNs }, i) => {
          expect(toNs).toBeGreaterThan(fromNs);
          if (i > 0) expect(fromNs).toBe(phases[i - 1].toNs);
        });
        if (phases.length > 0) {
          expect(phases[0].fromNs).toBeGreaterThanOrEqual(askedNs);
          expect(phases.at(-1)?.toNs).toBe(endedNs);
        }
        expect(downtimeNs).toBeGreaterThanOrEqual(0);
        expect(downtimeNs).toBeLessThanOrEqual(endedNs - askedNs);
      }
    }), seeded(60));
  });

  it('no round is shorter than its bytes over the rate of the channel, and no downtime than what must be sent and done in it', () => {
    fc.assert(fc.property(run, (input) => {
      const { settings } = input.manager ?? managedRun().manager ?? {};
      if (settings === undefined) throw new Error('no manager');
      const rate = channelBytesPerSecond(settings.migration, input.platform.nic.linkBitsPerSecond);
      for (const incident of incidentsFor(input, 'migration').incidents) {
        for (const { bytes, fromNs, toNs } of incident.rounds) expect(toNs - fromNs).toBeGreaterThanOrEqual(bytes * 1e9 / rate - 1e-3);
        const { migration } = incident.means === 'transparent' ? input.models.otherHost : fallback;
        if (incident.outcome !== 'moved' || migration === undefined) continue;
        const least = (incident.residualBytes + incident.deviceStateBytes) * 1e9 / rate + migration.saveNs + migration.restoreNs;
        expect(incident.downtimeNs).toBeGreaterThanOrEqual(least - 1e-3);
        expect(incident.sentBytes).toBe(incident.rounds.reduce((sum, { bytes }) => sum + bytes, 0) + incident.residualBytes + incident.deviceStateBytes);
      }
    }), seeded(60));
  });

  it('a VM that computes without a pause, over a channel of its own, takes what the arithmetic of pre-copy foresees', () => {
    fc.assert(fc.property(memory, migrationSettings, fc.constantFrom('tracked' as const, 'hidden' as const, 'pinned' as const), (vm, how, dmaDirtyTracking) => {
      fc.pre(how.onNonConvergence !== 'throttle');
      const path = movable({ migration: { quiesceNs: 0, drainNs: 0, dmaDirtyTracking } });
      const ranks = [[{ op: 'compute', ns: 1e10 } as const], []];
      const input = managedRun({ model: path, ranks, memory: vm, migrationSettings: { ...how, link: 'separate' }, events: [{ kind: 'migrate', atNs: 0, vm: 0, to: 2 }] });
      const { incidents: [incident] } = incidentsFor(input, 'migration');
      if (path.migration === undefined) throw new Error('no migration');
      const foreseen = foreseeMigration(vm, path.migration, how, channelBytesPerSecond(how, 1e10), { queuePairs: 0, regions: 0 });
      expect(incident.rounds.map(({ bytes }) => bytes)).toEqual(foreseen.rounds.map(({ sentBytes }) => sentBytes));
      expect(incident.outcome).toBe(foreseen.last.kind === 'abandon' ? 'abandoned' : 'moved');
      if (foreseen.last.kind !== 'stop') return;
      expect(incident).toMatchObject({ converged: foreseen.last.converged, residualBytes: foreseen.last.bytes });
      expect(incident.downtimeNs).toBeGreaterThanOrEqual(foreseen.downtimeNs - 1e-3);
      expect(incident.downtimeNs).toBeLessThan(foreseen.downtimeNs + 1);
    }), seeded(60));
  });

  it('an idle VM takes set-up and its touched bytes over the rate, once, and two at once over the same link twice that', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4096 }), migrationSettings, (pages, how) => {
      const parts: ManagedParts = { memory: { ...idle, touchedBytes: pages * 4096 }, migrationSettings: { ...how, link: 'separate' }, ranks: exchange(20, 50_000_000) };
      const one = { kind: 'migrate', atNs: 0, vm: 0, to: 2 } as const;
      const rate = channelBytesPerSecond(how, 1e10);
      const expected = pages * 4096 * 1e9 / rate;
      const { incidents: [alone] } = incidentsFor(managedRun({ ...parts, events: [one] }), 'migration');
      expect(alone.rounds).toHaveLength(1);
      expect(lengths(alone)['set-up'] ?? 0).toBe(how.setupNs);
      // Each piece is rounded up to 1/64 ns.
      expect(lengths(alone)['pre-copy']).toBeGreaterThanOrEqual(expected - 1e-3);
      expect(lengths(alone)['pre-copy']).toBeLessThan(expected + 1);
      const both = incidentsFor(managedRun({ ...parts, events: [one, { ...one, vm: 1 }] }), 'migration').incidents;
      const last = Math.max(...both.map((incident) => lengths(incident)['pre-copy']));
      // What is left of the first one's state may go before the last piece of the second one's memory.
      expect(last).toBeGreaterThanOrEqual(2 * expected - 1e-3);
      expect(last).toBeLessThan(2 * expected + 65_536e9 / rate + 2);
    }), seeded(40));
  });
});
