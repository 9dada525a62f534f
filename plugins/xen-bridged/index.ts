import { configOrigins, defineDataPath, wireResources } from '@doorbell/sdk';
import type { MigrationModel, PathModel, Platform } from '@doorbell/sdk';
import type { XenBridgedConfig } from './config.ts';
import { protocolOf } from './guest-stack.ts';
import { otherHost, sameHost } from './pipelines.ts';
import { schema } from './schema.ts';

export default defineDataPath<XenBridgedConfig>({ id: 'xen-bridged', describe });

function describe(config: XenBridgedConfig, platform: Platform): PathModel {
  const protocol = protocolOf(config, platform);
  const model: Omit<PathModel, 'origins'> = {
    format: 1,
    id: 'xen-bridged',
    title: 'Xen bridged',
    guest: 'vm',
    otherHost: otherHost(config, platform, protocol),
    sameHost: sameHost(config, protocol),
    resources: [
      { id: 'dma-transmit', title: 'DMA engine, transmit', scope: 'nic' },
      { id: 'dma-receive', title: 'DMA engine, receive', scope: 'nic' },
      ...(config.nicKind === 'intelligent' ? [{ id: 'shared-queue', title: 'Queue of the other guests', scope: 'nic' } as const] : []),
      ...wireResources(platform),
    ],
    driverDomain: {
      vcpus: config.driverDomainVcpus, pinning: config.pinning, weight: config.weight, sliceNs: config.sliceNs,
      switchNs: config.switchNs,
    },
    protocol,
    capabilities: {
      osBypass: false, hypervisorBypass: false, zeroCopy: false, steering: ['mac'], isolation: ['driver-domain'],
      liveMigration: 'transparent', snapshot: 'supported',
    },
    migration,
    limits: { mtuBytes: 9000, functionsPerNic: 1, queueSetsPerFunction: 1 },
  };
  return { ...model, origins: [...configOrigins(schema, { ...config }, model), ...migrationOrigins] };
}

/** The split driver reconnects to the backend of the new host; no device state moves with the guest. */
const migration: MigrationModel = {
  quiesceNs: 1_000_000, drainNs: 1_000_000, deviceStateBytes: 4096, saveNs: 100_000, restoreNs: 59_000_000,
  reconnectPerQueuePairNs: 0, reconnectPerRegionNs: 0, announceNs: 1_000_000, dmaDirtyTracking: 'tracked',
};

const migrationOrigins: PathModel['origins'] = [
  origin('quiesceNs', migration.quiesceNs, 'ns', 'Netfront stops its queue.'),
  origin('drainNs', migration.drainNs, 'ns', 'At most one ring of segments is under way.'),
  origin('deviceStateBytes', migration.deviceStateBytes, 'B', 'One ring page.'),
  origin('saveNs', migration.saveNs, 'ns', 'Nothing but the ring indices.'),
  {
    parameter: 'migration.restoreNs', value: migration.restoreNs, unit: 'ns', kind: 'fitted', record: 'clark.quake',
    note: 'The domain is made to run and the frontend negotiates with the new backend over the store: what 60 ms of downtime leave besides the last pages.',
  },
  origin('announceNs', migration.announceNs, 'ns', 'One gratuitous ARP.'),
];

function origin(parameter: string, value: number, unit: string, note: string): PathModel['origins'][number] {
  return { parameter: `migration.${parameter}`, value, unit, kind: 'judgement', note };
}
