import { configOrigins, defineDataPath, rawProtocol } from '@doorbell/sdk';
import type { MigrationModel, PathModel, Platform } from '@doorbell/sdk';
import type { InterVmShmConfig } from './config.ts';
import { sameHost } from './pipelines.ts';
import { schema } from './schema.ts';

export default defineDataPath<InterVmShmConfig>({ id: 'inter-vm-shm', describe });

function describe(config: InterVmShmConfig, platform: Platform): PathModel {
  const inKernel = config.mechanism === 'xenloop';
  const model: Omit<PathModel, 'origins'> = {
    format: 1,
    id: 'inter-vm-shm',
    title: 'Inter-VM shared memory',
    guest: 'vm',
    sameHost: sameHost(config),
    resources: [{ id: 'memory', title: 'Memory of the host', scope: 'host' }],
    // Nothing is framed: a piece of the ring is all there is.
    protocol: rawProtocol(platform, {
      eagerLimitBytes: config.eagerLimitBytes, windowSegments: config.ringSegments, segmentBytes: config.segmentBytes,
      framePayloadBytes: config.segmentBytes, headerBytes: 0, minimumFrameBytes: 0,
    }),
    capabilities: {
      osBypass: !inKernel, hypervisorBypass: true, zeroCopy: false, steering: [], isolation: [],
      liveMigration: inKernel ? 'detach-reattach' : 'unsupported', snapshot: inKernel ? 'supported' : 'unsupported',
    },
    ...(inKernel ? { migration } : {}),
    bootstrap: { assignFunctionNs: 1_000_000, registerPerPageNs: inKernel ? 500 : 0, createQueueSetNs: 100_000, connectNs: 20_000 },
    // No NIC takes part: neither frames nor functions bound anything.
    limits: { mtuBytes: 1 << 20, functionsPerNic: 4096, queueSetsPerFunction: 4096 },
  };
  return { ...model, origins: [...configOrigins(schema, { ...config }, model), ...bootstrapOrigins(model), ...(inKernel ? migrationOrigins : [])] };
}

/** XenLoop takes its channel down before a guest leaves, and packets go through netfront until both are on one host again. */
const migration: MigrationModel = {
  quiesceNs: 500_000, drainNs: 500_000, deviceStateBytes: 0, saveNs: 0, restoreNs: 0, reconnectPerQueuePairNs: 5_000_000,
  reconnectPerRegionNs: 0, announceNs: 1_000_000, dmaDirtyTracking: 'tracked', fallbackPath: 'xen-bridged',
};

const migrationOrigins: PathModel['origins'] = [
  judged('migration.quiesceNs', migration.quiesceNs, 'ns', 'Both ends stop putting packets into the FIFO.'),
  judged('migration.drainNs', migration.drainNs, 'ns', 'At most one FIFO is under way.'),
  judged('migration.reconnectPerQueuePairNs', migration.reconnectPerQueuePairNs, 'ns', 'Discovery by the driver domain, then grants and an event channel for each peer.'),
  judged('migration.announceNs', migration.announceNs, 'ns', 'One gratuitous ARP.'),
];

function bootstrapOrigins({ bootstrap }: Omit<PathModel, 'origins'>): PathModel['origins'] {
  if (bootstrap === undefined) return [];
  return [
    judged('bootstrap.assignFunctionNs', bootstrap.assignFunctionNs, 'ns', 'The guest finds the shared memory and maps it.'),
    judged('bootstrap.registerPerPageNs', bootstrap.registerPerPageNs, 'ns', 'A granted page is mapped by a hypercall; memory of a device is mapped at once.'),
    judged('bootstrap.createQueueSetNs', bootstrap.createQueueSetNs, 'ns', 'One ring for each peer is written through.'),
    judged('bootstrap.connectNs', bootstrap.connectNs, 'ns', 'Both sides see each other in the shared memory.'),
  ];
}

function judged(parameter: string, value: number, unit: string, note: string): PathModel['origins'][number] {
  return { parameter, value, unit, kind: 'judgement', note };
}
