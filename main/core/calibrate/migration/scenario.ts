import type { Platform } from '@doorbell/sdk';
import type { Experiment, Job, MigrationSettings, PathChoice, VmMemory, Workload } from '../../contract/index.ts';
import { defaultManager, defaultSharedMemory } from '../../experiment/index.ts';

/**
 * A migration that somebody measured, as far as it was published and with judgements for the rest: of two ranks that compute and
 * exchange 8 bytes every 10 ms, the VM of the first moves to an empty host.
 */
export interface MigrationScenario {
  readonly path: PathChoice;
  readonly platform: Platform;
  readonly vmMemoryMiB: number;
  readonly memory: Omit<VmMemory, 'bytes'>;
  readonly settings: Partial<MigrationSettings>;
  /** How long the application goes on: longer than the migration. */
  readonly seconds: number;
}

/** When the VM is asked to move, ns. */
export const askedNs = 100e6;

/** Every channel has a network of its own, as those of the sources had or may have had. */
export function migrationSettings({ settings }: MigrationScenario): MigrationSettings {
  return { ...defaultManager.migration, link: 'separate', ...settings };
}

/** The document that simulates it. */
export function scenarioExperiment(scenario: MigrationScenario): Experiment {
  const { path, platform } = scenario;
  const job: Job = {
    id: 'moved', ranks: 2, rails: 'fixed', paths: { sameHost: path, otherHost: path }, workload: computing(scenario.seconds),
    vms: { perHost: 1, vcpus: 1, memoryMiB: scenario.vmMemoryMiB, vnics: 1, pinning: 'pinned', weight: 256, memory: scenario.memory },
    placement: [{ host: 0, vm: 0 }, { host: 1, vm: 0 }],
    mpi: { sendOverheadNs: 300, receiveOverheadNs: 300, waiting: 'poll', wakeUpNs: 5000, sharedMemory: defaultSharedMemory, progress: 'in-call' },
  };
  return {
    format: 1, name: 'migration', title: 'A published migration', question: 'Does it come out?',
    cluster: { hosts: 3, host: platform.host, nic: { ...platform.nic, perHost: 1 }, network: { ...platform.network, kind: 'switch' } },
    jobs: [job], sweep: { axes: {} }, replicates: 1, seed: 1, noise: { compute: 0, startSkewNs: 0, service: 0 },
    events: [{ kind: 'migrate', atNs: askedNs, vm: 0, to: 2 }], manager: { ...defaultManager, migration: migrationSettings(scenario) },
  };
}

function computing(seconds: number): Workload {
  return { kind: 'training', size: 8, bucketBytes: 8, computeNsPerStep: 10e6, steps: Math.ceil(seconds * 100), algorithm: 'recursive-doubling' };
}
