import type { PathModel } from '@doorbell/sdk';
import type { CampaignCosts, Cluster, Job, ManagerSettings, RunInput, VmMemory } from '../contract/index.ts';
import { channelBytesPerSecond, foreseeMigration, memoryOf } from '../migration/index.ts';
import { systemBytes } from '../migration/memory-of.ts';

/** A job of one kind: the document's job with its ranks on these hosts, and the run that gives its speed. */
export interface CostedJob {
  readonly job: Job;
  readonly hosts: number;
  readonly cluster: Cluster;
  readonly input: RunInput;
}

/** What moving and saving costs a job, and in sentences what its path cannot do. */
export interface JobCosts {
  readonly costs: CampaignCosts;
  readonly notes: readonly { readonly about: 'migration' | 'snapshot'; readonly text: string }[];
}

/**
 * What moving, saving and restarting costs a job of one kind: its memory, by the workload, over what the manager's settings say,
 * with what its path takes to stop and to go on. During pre-copy its ranks compute all the time; neither what messages bring them
 * nor traffic that takes the stream's links is counted.
 */
export function costsOfJob({ job, hosts, cluster, input }: CostedJob, manager: ManagerSettings, takesSnapshots: boolean): JobCosts {
  const model = input.models.otherHost;
  const vms = job.vms.perHost;
  const ranksPerVm = Math.max(1, Math.ceil(job.ranks / (hosts * vms)));
  const memory = memoryOf(job, job.workload, ranksPerVm, cluster.host);
  const notes: JobCosts['notes'][number][] = [];
  const migration = migrationOf(model, memory, manager, cluster, { ranksPerVm, ranks: job.ranks, vms }, (text) => { notes.push({ about: 'migration', text }); });
  const bytes = memory.touchedBytes * vms * hosts;
  const writeNs = Math.ceil((bytes * 1e9) / manager.snapshot.storageBytesPerSecond);
  const saves = model.capabilities.snapshot === 'supported';
  if (!saves) {
    notes.push({ about: 'snapshot', text: model.capabilities.snapshot === 'unsupported' ? `VMs with a device of ${model.id} cannot be saved` : `${model.id} has no VMs that could be saved` });
  }
  const stopNs = model.migration === undefined ? 0 : model.migration.quiesceNs + model.migration.drainNs + model.migration.saveNs;
  const downtimeNs = Math.ceil(stopNs) + (manager.snapshot.mode === 'stop' ? writeNs : 0);
  const system = Math.min(systemBytes, memory.bytes / 4);
  return {
    costs: {
      ...(migration === undefined ? {} : { migration }),
      ...(saves ? { snapshot: { downtimeNs, totalNs: Math.ceil(stopNs) + writeNs } } : {}),
      restartNs: manager.recovery.restartNs + (saves && takesSnapshots ? writeNs : 0),
      dataBytes: Math.max(0, memory.touchedBytes - system) * vms * hosts,
      // What an application reaches over the cluster's links between two hosts, as TCP carries it.
      resizeBytesPerSecond: channelBytesPerSecond({ channel: 'tcp' }, cluster.nic.linkBitsPerSecond),
    },
    notes,
  };
}

interface Shape {
  readonly ranksPerVm: number;
  readonly ranks: number;
  readonly vms: number;
}

/** Rounds of pre-copy until the VM stops; undefined with a reason where the path cannot move, or rounds do not get smaller and it is left where it is. */
function migrationOf(model: PathModel, memory: VmMemory, { migration: settings }: ManagerSettings, cluster: Cluster, shape: Shape, cannot: (text: string) => void): CampaignCosts['migration'] {
  const { migration, capabilities } = model;
  if (migration === undefined) {
    cannot(capabilities.liveMigration === 'not-applicable' ? `${model.id} has no VMs that could move` : `VMs with a device of ${model.id} cannot move`);
    return undefined;
  }
  // Each of its ranks writes while it computes.
  const busy = { ...memory, writeBytesPerSecond: memory.writeBytesPerSecond * shape.ranksPerVm };
  const connections = { queuePairs: shape.ranksPerVm * Math.max(0, shape.ranks - shape.ranksPerVm), regions: shape.ranksPerVm };
  const { last, totalNs, silenceNs } = foreseeMigration(busy, migration, settings, channelBytesPerSecond(settings, cluster.nic.linkBitsPerSecond), connections);
  if (last.kind === 'abandon') {
    cannot(`the migration of a VM is given up: ${last.reason}`);
    return undefined;
  }
  // One VM after the other, and the whole job waits while one of them says nothing.
  return { totalNs: Math.ceil((totalNs + migration.announceNs) * shape.vms), downtimeNs: Math.ceil((migration.quiesceNs + silenceNs) * shape.vms) };
}
