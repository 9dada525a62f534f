import type { PathModel, Stage } from '@doorbell/sdk';
import type { PathRequest, ResolvedPath } from '../../contract/index.ts';

const serve = (id: string, executor: Stage['executor'], perByteNs: number): Stage => ({
  kind: 'serve', id, title: id, executor, cost: { fixedNs: 100, perUnitNs: 300, perByteNs },
});

/** A small but whole path model for tests: three stages to send, two to receive, one to complete. */
export function testModel(id: string, changes: Partial<PathModel> = {}): PathModel {
  const pipelines = {
    send: [serve('post', 'guest-user', 0.45), serve('stack', 'guest-kernel', 0.2), serve('wire', 'wire', 0.8)],
    receive: [serve('interrupt', 'guest-kernel', 0), serve('copy', 'guest-kernel', 0.45)],
    complete: [serve('acknowledge', 'guest-kernel', 0)],
  };
  const guest = id === 'native' || id === 'vfio-bypass' ? 'none' : 'vm';
  return {
    format: 1, id, title: id, guest, otherHost: pipelines, ...(guest === 'vm' ? { sameHost: pipelines } : {}), resources: [],
    protocol: {
      eagerLimitBytes: 65_536, rendezvous: 'rts-cts', windowSegments: 4, segmentBytes: 65_536, framePayloadBytes: 8948, headerBytes: 90,
      minimumFrameBytes: 84, reliability: { kind: 'none' },
    },
    capabilities: {
      osBypass: id === 'vfio-bypass', hypervisorBypass: id === 'sr-iov', zeroCopy: false, steering: [], isolation: [], liveMigration: 'unsupported', snapshot: 'unsupported',
    },
    limits: { mtuBytes: 9000, functionsPerNic: 8, queueSetsPerFunction: 1 },
    origins: Array.from({ length: 40 }, (_, index) => ({
      parameter: `stage-${String(index)}.perByteNs`, value: index, unit: 'ns/B', kind: 'judgement', note: 'A sentence about where this number comes from, as long as they are.',
    })),
    ...changes,
  };
}

/** Every request answered with {@link testModel}, changed by id. */
export function answer(requests: readonly PathRequest[], changes: Readonly<Record<string, Partial<PathModel>>> = {}): readonly ResolvedPath[] {
  return requests.map(({ key, choice }) => ({ key, model: testModel(choice.id, changes[choice.id]), plugin: { id: choice.id, version: '1.0.0', sha256: '0'.repeat(64) } }));
}
