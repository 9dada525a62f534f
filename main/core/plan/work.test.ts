import { describe, expect, it } from 'vitest';
import type { MpiSettings, Program, RunInput } from '../contract/index.ts';
import { testModel } from './testing/test-models.ts';
import { estimateWork } from './work.ts';

const mpi: MpiSettings = {
  sendOverheadNs: 0, receiveOverheadNs: 0, waiting: 'poll', wakeUpNs: 0, progress: 'in-call', sharedMemory: { latencyNs: 0, bytesPerSecond: 1e9, eagerLimitBytes: 4096 },
};
const model = testModel('sr-iov');
const places: RunInput['places'] = [{ host: 0, vm: 0, core: 0 }, { host: 1, vm: 4, core: 0 }, { host: 0, vm: 0, core: 1 }];

function work(ranks: Program['ranks'], changes: Partial<MpiSettings> = {}, layer: Program['layer'] = 'mpi') {
  return estimateWork({ program: { layer, ranks }, places, models: { sameHost: model, otherHost: model }, mpi: { ...mpi, ...changes } });
}

describe('estimateWork', () => {
  it('multiplies loops without unrolling them', () => {
    const send = { op: 'send', to: 1, bytes: 1000, tag: 0 } as const;
    expect(work([[{ op: 'loop', count: 1e9, body: [send, { op: 'loop', count: 1000, body: [send] }] }]])).toEqual({ messages: 1_001_000_000_000, stageVisits: 8 * 1_001_000_000_000 });
  });

  it('counts segments, and the agreement on large messages', () => {
    expect(work([[{ op: 'send', to: 1, bytes: 0, tag: 0 }]])).toEqual({ messages: 1, stageVisits: 8 });
    expect(work([[{ op: 'send', to: 1, bytes: 65_537, tag: 0, stream: true }]])).toEqual({ messages: 1, stageVisits: 16 });
    expect(work([[{ op: 'isend', to: 1, bytes: 65_537, tag: 0 }]])).toEqual({ messages: 1, stageVisits: 32 });
    expect(work([[{ op: 'isend', to: 1, bytes: 65_537, tag: 0 }]], { eagerLimitBytes: 100_000 })).toEqual({ messages: 1, stageVisits: 16 });
    expect(work([[{ op: 'isend', to: 1, bytes: 65_537, tag: 0 }]], {}, 'raw')).toEqual({ messages: 1, stageVisits: 12 });
  });

  it('counts the stages of the path that a pair of VMs has by exception', () => {
    const stages = model.otherHost?.send ?? [];
    const long = testModel('long', { otherHost: { send: [...stages, ...stages], receive: stages } });
    const models = { sameHost: model, otherHost: model, exceptions: [{ model: long, vms: [[0, 4]] as const }] };
    expect(estimateWork({ program: { layer: 'raw', ranks: [[{ op: 'send', to: 1, bytes: 0, tag: 0 }], [{ op: 'send', to: 2, bytes: 0, tag: 0 }]] }, places, models, mpi }).stageVisits).toBe(18);
    expect(work([[{ op: 'send', to: 1, bytes: 0, tag: 0 }], [{ op: 'send', to: 2, bytes: 0, tag: 0 }]], {}, 'raw').stageVisits).toBe(12);
  });

  it('counts shared memory inside a VM', () => {
    expect(work([[{ op: 'send', to: 2, bytes: 1e6, tag: 0 }, { op: 'compute', ns: 5 }]])).toEqual({ messages: 1, stageVisits: 16 * 4 + 2 * 4 });
  });
});
