import { describe, expect, it } from 'vitest';
import type { Incident, Plan, RunResult } from '../contract/index.ts';
import { createRun } from '../engine/create-run.ts';
import { resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { readSample } from '../experiment/testing/sample-texts.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand } from './expand.ts';
import { pathRequests } from './path-requests.ts';

interface Sample {
  readonly plan: Plan;
  /** The result of the one run with these values; of every point the first replicate was simulated. */
  readonly at: (factors: Readonly<Record<string, string>>) => RunResult;
}

function runSample(name: string, change: (text: string) => string = (text) => text): Sample {
  const { experiment, findings } = parseExperiment(change(readSample(name)));
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  const plan = expand({ ...experiment, replicates: 1 }, resolveBuiltIn(pathRequests(experiment)));
  const results = plan.entries.map(({ input, factors }) => {
    const run = createRun(input);
    while (!run.advance(1_000_000));
    const outcome = run.outcome();
    if (!outcome.ok) throw new Error(`${JSON.stringify(factors)}: ${outcome.failure.message}`);
    return { factors, result: outcome.result };
  });
  return {
    plan,
    at: (wanted) => {
      const [found, another] = results.filter(({ factors }) => Object.entries(wanted).every(([axis, value]) => factors[axis] === value));
      if (found === undefined || another !== undefined) throw new Error(`Not one run with ${JSON.stringify(wanted)}.`);
      return found.result;
    },
  };
}

const seconds = ({ metrics }: RunResult): number => (metrics['executionTime']?.value ?? 0) / 1e9;

function incidentsOf<Kind extends Incident['kind']>({ incidents = [] }: RunResult, kind: Kind): readonly Extract<Incident, { readonly kind: Kind }>[] {
  return incidents.filter((incident): incident is Extract<Incident, { readonly kind: Kind }> => incident.kind === kind);
}

/** Mean bytes/s of all messages between two times, of whole bins. */
function throughput({ throughput: series }: RunResult, fromNs: number, toNs: number): number {
  if (series === undefined) throw new Error('The result has no throughput.');
  const { binNs, bytes } = series;
  const bins = bytes.slice(Math.ceil(fromNs / binNs), Math.floor(toNs / binNs));
  return bins.reduce((sum, each) => sum + each, 0) / (bins.length * binNs) * 1e9;
}

const phase = (incident: Incident, name: string): { readonly fromNs: number; readonly toNs: number } => {
  const found = incident.phases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no phase ${name}.`);
  return found;
};

describe('samples of events', () => {
  it('vrdma-migration: a VM moves under load; the job loses what the VM stands still and what its peers wait to try again', () => {
    const { at } = runSample('vrdma-migration');
    for (const path of ['vrdma', 'virtio-net']) {
      const [without, moved] = [at({ path, events: 'without' }), at({ path, events: 'with' })];
      expect(without.incidents).toBeUndefined();
      const [migration] = incidentsOf(moved, 'migration');
      expect(migration).toMatchObject({ vm: 3, from: 1, to: 2, means: 'transparent', outcome: 'moved', converged: true });
      expect(moved.counts.messages).toBe(without.counts.messages);
      // QEMU's limit, and what the channel takes for what is left; a VM that writes all the time cannot do with less.
      expect(migration.downtimeNs).toBeGreaterThan(100e6);
      expect(migration.downtimeNs).toBeLessThan(320e6);
      expect(seconds(moved) - seconds(without)).toBeGreaterThan(migration.downtimeNs / 1e9);
      // The stream and the halos take the same links.
      expect(throughput(moved, migration.askedNs, migration.endedNs)).toBeLessThan(throughput(without, migration.askedNs, migration.endedNs) * 0.8);
    }
    // Peers of an emulated adapter are told to wait, so only the stream on the links comes on top; TCP's next try may come up to 400 ms
    // late. How late follows from when it tried: none of the two paths is behind the other as a rule.
    const beyond = (path: string): number => seconds(at({ path, events: 'with' })) - seconds(at({ path, events: 'without' })) - incidentsOf(at({ path, events: 'with' }), 'migration')[0].downtimeNs / 1e9;
    expect(beyond('vrdma')).toBeLessThan(0.1);
    expect(beyond('virtio-net')).toBeLessThan(0.1 + 0.4);
    expect(incidentsOf(at({ path: 'vrdma', events: 'with' }), 'migration')[0].lostTries).toBe(0);
    expect(incidentsOf(at({ path: 'virtio-net', events: 'with' }), 'migration')[0].lostTries).toBeGreaterThan(0);
  });

  it('migration-refused: passthrough stays, says why and what to use; the others move, at their price', () => {
    const { plan, at } = runSample('migration-refused');
    expect(plan.leftOut?.map(({ factors: { path, events }, message, hint }) => `${path} ${events}: ${message} ${hint}`)).toEqual([
      'passthrough with: VM 1 cannot migrate: passthrough gives the whole device to the VM (liveMigration: unsupported). Use vrdma, or sr-iov with a fallback (xen-bridged).',
    ]);
    expect(plan.findings).toMatchObject([{ severity: 'warning', path: 'events[0].vm' }]);
    expect(plan.entries.map(({ factors: { path, events } }) => `${path} ${events}`)).toEqual(['passthrough without', 'vrdma without', 'vrdma with', 'sr-iov without', 'sr-iov with']);
    // Without events all three carry this stencil alike; a move costs more where the device is detached.
    const times = ['passthrough', 'vrdma', 'sr-iov'].map((path) => seconds(at({ path, events: 'without' })));
    expect(Math.max(...times) / Math.min(...times)).toBeLessThan(1.02);
    expect(incidentsOf(at({ path: 'vrdma', events: 'with' }), 'migration')).toMatchObject([{ outcome: 'moved', means: 'transparent' }]);
    expect(incidentsOf(at({ path: 'sr-iov', events: 'with' }), 'migration')).toMatchObject([{ outcome: 'moved', means: 'detach-reattach', fallbackPath: 'xen-bridged' }]);
    expect(seconds(at({ path: 'sr-iov', events: 'with' }))).toBeGreaterThan(seconds(at({ path: 'vrdma', events: 'with' })));
  });

  it('sriov-fallback: throughput dips while a paravirtual path carries the traffic, and comes back with the function', () => {
    const { at } = runSample('sriov-fallback');
    const dips = (['xen-bridged', 'virtio-net'] as const).map((fallbackPath) => {
      const path = fallbackPath === 'xen-bridged' ? 'sr-iov (same-nic)' : 'sr-iov (same-nic, fallback virtio-net)';
      const moved = at({ path, events: 'with' });
      const [migration] = incidentsOf(moved, 'migration');
      expect(migration).toMatchObject({ outcome: 'moved', means: 'detach-reattach', fallbackPath });
      const [copying, stopped] = [phase(migration, 'pre-copy'), phase(migration, 'stop-and-copy')];
      const before = throughput(moved, 1e8, migration.askedNs);
      expect(throughput(moved, stopped.fromNs + 2e7, stopped.toNs)).toBe(0);
      // Some forty steps fit between: one more or less of them is a few percent.
      expect(throughput(moved, migration.endedNs + 2e7, (seconds(moved) - 0.02) * 1e9)).toBeGreaterThan(before * 0.9);
      // Messages took both paths; nobody lost one.
      expect(moved.messages.filter(({ relation }) => relation === 'other-host').map(({ path: taken }) => taken)).toEqual(expect.arrayContaining(['sr-iov', fallbackPath]));
      expect(moved.counts.messages).toBe(at({ path, events: 'without' }).counts.messages);
      return throughput(moved, copying.fromNs, copying.toNs) / before;
    });
    // A share of what the function carries: less, but the job goes on.
    for (const dip of dips) {
      expect(dip).toBeLessThan(0.9);
      expect(dip).toBeGreaterThan(0.2);
    }
    // The driver domain copies each packet for all of its guests; vhost has one thread for each.
    expect(dips[0]).toBeLessThan(dips[1]);
  });

  it('migration-no-convergence: stopped long, left where it is, or slowed down until it moves', () => {
    const { at } = runSample('migration-no-convergence');
    const plain = seconds(at({ events: 'without' }));
    const [stop, abandon, throttle] = ['stop', 'abandon', 'throttle'].map((onNonConvergence) => at({ onNonConvergence, events: 'with' }));
    const [[stopped], [abandoned], [throttled]] = [stop, abandon, throttle].map((result) => incidentsOf(result, 'migration'));
    for (const { rounds } of [stopped, abandoned]) expect(rounds.slice(1).every(({ bytes, dirtiedBytes }) => dirtiedBytes >= bytes)).toBe(true);
    expect(stopped).toMatchObject({ outcome: 'moved', converged: false });
    expect(stopped.note).toContain('did not get small enough');
    expect(stopped.downtimeNs).toBeGreaterThan(800e6);
    expect(abandoned).toMatchObject({ outcome: 'abandoned', converged: false, downtimeNs: 0 });
    expect(seconds(abandon)).toBeLessThan(plain * 1.01);
    expect(throttled).toMatchObject({ outcome: 'moved', converged: true });
    expect(throttled.slowedTo).toBeLessThan(0.8);
    // Under the limit, but the job pays for being slow: more than the long stop would have cost.
    expect(throttled.downtimeNs).toBeLessThan(350e6);
    expect(seconds(throttle)).toBeGreaterThan(seconds(stop));
    expect(throttled.rounds.length).toBeGreaterThan(stopped.rounds.length);
  });

  it('job-snapshot: a failure costs its notice, the restart and what was lost since the snapshot; a warning costs two migrations', () => {
    const { at } = runSample('job-snapshot');
    const plain = seconds(at({ events: 'without' }));
    const [reactive, proactive] = [at({ recovery: 'reactive', events: 'with' }), at({ recovery: 'proactive' })];
    const saved = incidentsOf(reactive, 'snapshot');
    expect(saved.length).toBeGreaterThanOrEqual(2);
    // Four VMs of what their memory holds, through 2 GB/s together.
    for (const { outcome, bytes, downtimeNs } of saved) {
      expect(outcome).toBe('saved');
      expect(downtimeNs).toBeGreaterThanOrEqual(bytes / 2e9 * 1e9);
    }
    const [failed] = incidentsOf(reactive, 'host-failure');
    expect(failed).toMatchObject({ host: 1, vms: [2, 3], stoppedVms: [0, 1, 2, 3], outcome: 'restarted' });
    // From the end of the snapshot's stop to the failure.
    expect(failed.lostWorkNs).toBeCloseTo(5.5e9 - saved[0].endedNs, -3);
    expect(failed.downtimeNs).toBeGreaterThanOrEqual(1e9 + 2e9 + failed.lostWorkNs);
    const stood = [...saved, failed].reduce((sum, { downtimeNs }) => sum + downtimeNs / 1e9, 0);
    // All stand still together with nothing under way, so the job is late by just that.
    expect(seconds(reactive)).toBeCloseTo(plain + stood, 3);

    expect(incidentsOf(proactive, 'migration')).toMatchObject([{ cause: 'warning', vm: 2, outcome: 'moved' }, { cause: 'warning', vm: 3, outcome: 'moved' }]);
    expect(incidentsOf(proactive, 'host-failure')).toMatchObject([{ outcome: 'avoided', lostWorkNs: 0 }]);
    expect(seconds(proactive)).toBeLessThan(seconds(reactive) - 3);
    expect(seconds(proactive)).toBeGreaterThan(plain);
  });

  it('job-snapshot without snapshots: the job starts from the beginning', () => {
    const { at } = runSample('job-snapshot', (text) => text.replace('everyNs: 3 s, ', ''));
    const [failed] = incidentsOf(at({ recovery: 'reactive', events: 'with' }), 'host-failure');
    expect(failed).toMatchObject({ outcome: 'restarted', lostWorkNs: 5.5e9 });
  });

  it('load-balancing: two VMs leave the crowded host, one after the other, and the job ends sooner than without', () => {
    const { at } = runSample('load-balancing');
    const [crowded, balanced] = [at({ events: 'without' }), at({ events: 'with' })];
    const moves = incidentsOf(balanced, 'migration');
    expect(moves.map(({ cause, from, to, outcome }) => `${cause} ${from} ${to} ${outcome}`)).toEqual(['balance 0 1 moved', 'balance 0 1 moved']);
    expect(new Set(moves.map(({ vm }) => vm)).size).toBe(2);
    expect(seconds(balanced)).toBeLessThan(seconds(crowded) * 0.8);
    // Eight ranks on four cores take twice as long as on eight; what is more went into two moves and the time before them.
    expect(seconds(balanced)).toBeGreaterThan(seconds(crowded) * 0.5);
  });
});
