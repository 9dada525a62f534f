import type { Platform } from '@doorbell/sdk';
import type { Experiment, Job, MpiSettings, PathChoice, Workload } from '../../contract/index.ts';
import { defaultSharedMemory } from '../../experiment/index.ts';

/** One run behind a published comparison, as far as it was published and with judgements for the rest. */
export interface RecordScenario {
  readonly path: PathChoice;
  /** Path and preset whose testbed it runs on. */
  readonly testbed: readonly [path: string, preset: string];
  readonly hosts: number;
  readonly vms: Pick<Job['vms'], 'perHost' | 'vcpus'> & Partial<Pick<Job['vms'], 'pinning'>>;
  /** Host and VM of each rank. */
  readonly placement: readonly { readonly host: number; readonly vm: number }[];
  readonly workload: Workload;
  /** Streams block, as netperf and iperf do; MPI libraries poll. */
  readonly waiting: MpiSettings['waiting'];
  /** Of the MPI library, on each side, ns. */
  readonly libraryNs?: number;
  readonly sharedMemory?: Partial<MpiSettings['sharedMemory']>;
}

/** The testbed of a path's preset. */
export type TestbedOf = (path: string, preset: string) => Platform;

/** The document that simulates it, without noise. */
export function recordExperiment(scenario: RecordScenario, testbedOf: TestbedOf): Experiment {
  const { path, testbed, hosts, vms, placement, workload, waiting, libraryNs = 0, sharedMemory } = scenario;
  const platform = testbedOf(...testbed);
  const job: Job = {
    id: 'published', ranks: placement.length, rails: 'fixed', placement, paths: { sameHost: path, otherHost: path }, workload,
    vms: { memoryMiB: 1024, vnics: 1, pinning: 'pinned', weight: 256, ...vms },
    mpi: {
      sendOverheadNs: libraryNs, receiveOverheadNs: libraryNs, waiting, wakeUpNs: 5000, progress: 'in-call',
      sharedMemory: { ...defaultSharedMemory, ...sharedMemory },
    },
  };
  return {
    format: 1, name: 'published', title: 'A published comparison', question: 'Does it come out?',
    cluster: { hosts, host: platform.host, nic: { ...platform.nic, perHost: 1 }, network: platform.network },
    jobs: [job], sweep: { axes: {} }, replicates: 1, seed: 1, noise: { compute: 0, startSkewNs: 0, service: 0 }, events: [],
  };
}

/** Rank i of the first half sends from VM i of the first host, its twin receives in VM i of the second. */
export function twins(pairs: number): RecordScenario['placement'] {
  return Array.from({ length: 2 * pairs }, (_, rank) => ({ host: rank < pairs ? 0 : 1, vm: rank % pairs }));
}
