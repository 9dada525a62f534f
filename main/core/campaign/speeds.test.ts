import { describe, expect, it } from 'vitest';
import type { RunInput } from '../contract/index.ts';
import { repeatJobs, repeatsBeside } from './repeat-jobs.ts';
import { createSpeeds } from './speeds.ts';

const kinds = [{ job: 'long', hosts: 2, ranks: 2 }, { job: 'short', hosts: 1, ranks: 1 }];
const input = {} as RunInput;

describe('speeds of jobs beside each other', () => {
  it('leave out what the longer one did when the other had ended', () => {
    const speeds = createSpeeds({ kinds, probes: [{ kinds: [0], input }, { kinds: [1], input }, { kinds: [0, 1], input }] }, [
      [{ finishedNs: 1000, repeats: 1, meanLatencyNs: 10 }], [{ finishedNs: 100, repeats: 1, meanLatencyNs: 20 }],
      // Together until 1200: the short one did 10, the long one 0.8; then it did the rest alone, 200 of 1000.
      [{ finishedNs: 1400, repeats: 1, meanLatencyNs: 15 }, { finishedNs: 1200, repeats: 10, meanLatencyNs: 40 }],
    ]);
    expect([speeds.aloneNs(0), speeds.besideNs(0, [1]), speeds.besideNs(1, [0])]).toEqual([1000, 1500, 120]);
    expect([speeds.latencyRatio(0, [1]), speeds.latencyRatio(1, [0])]).toEqual([1.5, 2]);
    expect(speeds.besideNs(1, [1])).toBeUndefined();
    expect(speeds.list().map(({ job, beside }) => [job, beside.length])).toEqual([['long', 0], ['short', 0], ['long', 1], ['short', 1]]);
  });

  it('come from programs that are repeated until all end at about the same time', () => {
    expect(repeatsBeside([1000, 90, 2000])).toEqual([2, 22, 1]);
    const program = { layer: 'mpi' as const, ranks: [[{ op: 'compute' as const, ns: 5 }], [], [{ op: 'compute' as const, ns: 7 }]] };
    const jobs = [{ id: 'a', firstRank: 0, ranks: 2, vms: [0], startNs: 0, workloadKind: 'x' }, { id: 'b', firstRank: 2, ranks: 1, vms: [1], startNs: 0, workloadKind: 'x' }];
    expect(repeatJobs({ ...input, program, jobs }, [1, 4]).program.ranks).toEqual([[{ op: 'compute', ns: 5 }], [], [{ op: 'loop', count: 4, body: [{ op: 'compute', ns: 7 }] }]]);
  });
});
