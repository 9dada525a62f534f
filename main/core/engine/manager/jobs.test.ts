import { describe, expect, it } from 'vitest';
import type { Operation, RunInput, RunJob } from '../../contract/index.ts';
import { exchange, idle, incidentsFor, managedRun, movable, type ManagedParts } from './testing/managed-run.ts';

/** Two jobs of two ranks each: VMs 0 and 1 on hosts 0 and 1, VMs 2 and 3 on hosts 1 and 2; the second starts later. */
function twoJobs(parts: ManagedParts, startNs = 10_000_000): RunInput {
  const shift = (operations: readonly Operation[]): readonly Operation[] => operations.map((o): Operation => {
    if (o.op === 'loop') return { ...o, body: shift(o.body) };
    if ((o.op === 'isend') && typeof o.to === 'number') return { ...o, to: o.to + 2 };
    return o.op === 'receive' && typeof o.from === 'number' ? { ...o, from: o.from + 2 } : o;
  });
  const ranks = [...exchange(100), ...exchange(100).map(shift)];
  const places = [0, 1, 1, 2].map((host, vm) => ({ host, vm, core: vm % 2 }));
  const job = (id: string, firstRank: number, start: number): RunJob => ({ id, firstRank, ranks: 2, vms: [firstRank, firstRank + 1], startNs: start, workloadKind: 'ping-pong', layer: 'mpi' });
  return { ...managedRun({ ranks, places, hosts: 5, ...parts }), jobs: [job('one', 0, 0), job('two', 2, startNs)] };
}

describe('several jobs', () => {
  it('a host that fails stops the jobs on it and no other', () => {
    const plain = incidentsFor(twoJobs({}), 'host-failure').result;
    const { result, incidents: [failed] } = incidentsFor(twoJobs({ events: [{ kind: 'host-failure', atNs: 50_000_000, host: 2 }] }), 'host-failure');
    // The second job has worked for 40 ms.
    expect(failed).toMatchObject({ outcome: 'restarted', vms: [3], stoppedVms: [2, 3], lostWorkNs: 40_000_000 });
    expect(result.ranks.map(({ pausedNs = 0 }) => pausedNs)).toEqual([0, 0, 47_000_000, 47_000_000]);
    expect(result.ranks[0].finishedNs).toBe(plain.ranks[0].finishedNs);
  });

  it('a host with VMs of both stops both, each with its own lost work', () => {
    const { result, incidents: [failed] } = incidentsFor(twoJobs({ events: [{ kind: 'host-failure', atNs: 50_000_000, host: 1 }] }), 'host-failure');
    expect(failed).toMatchObject({ outcome: 'restarted', vms: [1, 2], stoppedVms: [0, 1, 2, 3], lostWorkNs: 50_000_000 });
    expect(result.counts.messages).toBe(400);
  });

  it('a failure before a job has started costs it no work', () => {
    const { incidents: [failed] } = incidentsFor(twoJobs({ events: [{ kind: 'host-failure', atNs: 5_000_000, host: 2 }] }, 30_000_000), 'host-failure');
    expect(failed).toMatchObject({ outcome: 'restarted', lostWorkNs: 0 });
  });

  it('saves those that still run, and knows nothing to restart of one that has ended', () => {
    const input = twoJobs({ snapshot: { everyNs: 60_000_000 }, events: [{ kind: 'host-failure', atNs: 170_000_000, host: 0 }] }, 100_000_000);
    expect(incidentsFor(input, 'snapshot').incidents.map(({ vms }) => vms)).toEqual([[0, 1, 2, 3], [2, 3], [2, 3]]);
    expect(incidentsFor(input, 'host-failure').incidents).toMatchObject([{ outcome: 'avoided', note: 'The jobs of its VMs had ended.' }]);
  });

  it('a warning that is long enough for one of two VMs: it has moved, and the job starts again all the same', () => {
    const places = [0, 0, 1, 1].map((host, vm) => ({ host, vm, core: vm % 2 }));
    const events = [{ kind: 'host-failure', atNs: 60_000_000, host: 0, warningNs: 30_000_000 }] as const;
    const input = twoJobs({ places, events, recovery: { kind: 'proactive' }, memory: idle, model: movable() });
    const one: RunInput = { ...input, jobs: input.jobs?.slice(0, 1).map((job) => ({ ...job, ranks: 4, vms: [0, 1, 2, 3] })) ?? [] };
    const moves = incidentsFor(one, 'migration').incidents;
    expect(moves.map(({ vm, outcome }) => [vm, outcome])).toEqual([[0, 'moved'], [1, 'failed']]);
    const [failed] = incidentsFor(one, 'host-failure').incidents;
    expect(failed).toMatchObject({ outcome: 'restarted', vms: [1], stoppedVms: [0, 1, 2, 3] });
  });
});
