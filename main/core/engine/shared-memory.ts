import type { PathModel } from '@doorbell/sdk';
import type { MpiSettings } from '../contract/index.ts';

/** Fragment of the copy-in, copy-out ring: large enough not to matter, small enough to pipeline. Judgement. */
const fragmentBytes = 65536;

/** The MPI library's shared memory between two ranks of one VM, as a path: the sender copies in, the receiver copies out. */
export function sharedMemoryModel(mpi: MpiSettings): PathModel {
  const { latencyNs, bytesPerSecond, eagerLimitBytes } = mpi.sharedMemory;
  const cost = { fixedNs: latencyNs / 2, perByteNs: 1e9 / bytesPerSecond };
  return {
    format: 1, id: 'shared-memory', title: 'Shared memory of the MPI library', guest: 'vm',
    sameVm: {
      send: [{ kind: 'serve', id: 'copy-in', title: 'Copy into shared memory', executor: 'guest-user', copies: 1, cost }],
      receive: [{ kind: 'serve', id: 'copy-out', title: 'Copy out of shared memory', executor: 'guest-user', copies: 1, cost }],
    },
    resources: [],
    protocol: {
      eagerLimitBytes, rendezvous: 'rts-cts', windowSegments: 8, segmentBytes: fragmentBytes, framePayloadBytes: fragmentBytes,
      headerBytes: 0, minimumFrameBytes: 0, reliability: { kind: 'none' },
    },
    capabilities: {
      osBypass: true, hypervisorBypass: true, zeroCopy: false, steering: [], isolation: [],
      liveMigration: 'not-applicable', snapshot: 'not-applicable',
    },
    limits: { mtuBytes: fragmentBytes, functionsPerNic: 1, queueSetsPerFunction: 1 },
    origins: [],
  };
}
