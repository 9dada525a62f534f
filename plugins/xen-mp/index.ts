import { configOrigins, defineDataPath, ethernetFrameBytes, rawProtocol, tcpHeaderBytes, wireResources } from '@doorbell/sdk';
import type { MigrationModel, PathModel, Platform, Protocol } from '@doorbell/sdk';
import type { XenMpConfig } from './config.ts';
import { pipelines } from './pipelines.ts';
import { schema } from './schema.ts';

/** Open-MX's header of a fragment, behind Ethernet's. Bytes, inside the MTU. */
const openMxHeaderBytes = 32;
/** TCP/IP, then MPA's length and CRC 6 and the tagged DDP and RDMAP header 14. Bytes, inside the MTU. */
const iwarpHeaderBytes = tcpHeaderBytes + 20;

export default defineDataPath<XenMpConfig>({ id: 'xen-mp', describe });

function describe(config: XenMpConfig, platform: Platform): PathModel {
  const protocol = protocolOf(config, platform);
  const split = config.backend === 'driver-domain';
  const model: Omit<PathModel, 'origins'> = {
    format: 1,
    id: 'xen-mp',
    title: 'Xen message passing',
    guest: 'vm',
    ...pipelines(config, platform, protocol),
    resources: [
      { id: 'adapter-transmit', title: 'NIC, transmit', scope: 'nic' },
      { id: 'adapter-receive', title: 'NIC, receive', scope: 'nic' },
      ...wireResources(platform),
    ],
    ...(split ? {
      driverDomain: {
        vcpus: config.driverDomainVcpus, pinning: config.pinning, weight: config.weight, sliceNs: config.sliceNs, switchNs: config.switchNs,
      },
    } : {}),
    protocol,
    capabilities: {
      // Between guest and backend nothing is copied; Open-MX copies what arrives, because an Ethernet NIC cannot place it.
      osBypass: false, hypervisorBypass: !split, zeroCopy: config.lowerProtocol === 'iwarp', steering: ['mac'],
      isolation: split ? ['driver-domain'] : ['iommu'], liveMigration: split ? 'transparent' : 'detach-reattach', snapshot: split ? 'supported' : 'unsupported',
    },
    migration: split ? migration : { ...migration, restoreNs: 500_000_000, fallbackPath: 'xen-bridged' },
    bootstrap: { assignFunctionNs: split ? 0 : 1_000_000, registerPerPageNs: config.grantMissNs, createQueueSetNs: 2_000_000, connectNs: 50_000 },
    limits: { mtuBytes: 9000, functionsPerNic: split ? 4096 : platform.nic.functions, queueSetsPerFunction: 4096 },
  };
  return { ...model, origins: [...configOrigins(schema, { ...config }, model), ...otherOrigins(model)] };
}

function protocolOf(config: XenMpConfig, platform: Platform): Protocol {
  const header = config.lowerProtocol === 'iwarp' ? iwarpHeaderBytes : openMxHeaderBytes;
  const framePayloadBytes = Math.min(config.framePayloadBytes, platform.nic.mtuBytes - header);
  return rawProtocol(platform, {
    eagerLimitBytes: config.eagerLimitBytes, windowSegments: config.windowFrames, segmentBytes: framePayloadBytes, framePayloadBytes,
    headerBytes: ethernetFrameBytes + header,
    reliability: { kind: 'timeout', rtoNs: 500_000_000, backoff: 1, retries: 1000, onExhausted: 'fail' },
  });
}

/** The frontend connects to the backend of the new host and grants again what it uses; no device state moves. */
const migration: MigrationModel = {
  quiesceNs: 1_000_000, drainNs: 1_000_000, deviceStateBytes: 4096, saveNs: 100_000, restoreNs: 59_000_000,
  reconnectPerQueuePairNs: 100_000, reconnectPerRegionNs: 20_000, announceNs: 1_000_000, dmaDirtyTracking: 'tracked',
};

function otherOrigins({ bootstrap, migration: moved }: Omit<PathModel, 'origins'>): PathModel['origins'] {
  if (bootstrap === undefined || moved === undefined) return [];
  return [
    judged('bootstrap.assignFunctionNs', bootstrap.assignFunctionNs, 'ns', 'Only a virtual function is assigned; a backend has the NIC already.'),
    judged('bootstrap.registerPerPageNs', bootstrap.registerPerPageNs, 'ns', 'As a mapping that is not in the cache.'),
    judged('bootstrap.createQueueSetNs', bootstrap.createQueueSetNs, 'ns', 'The ring page and the event channel are agreed over the store.'),
    judged('bootstrap.connectNs', bootstrap.connectNs, 'ns', 'One exchange of connect messages.'),
    judged('migration.quiesceNs', moved.quiesceNs, 'ns', 'The frontend stops its ring.'),
    judged('migration.drainNs', moved.drainNs, 'ns', 'At most one ring of requests is under way.'),
    judged('migration.deviceStateBytes', moved.deviceStateBytes, 'B', 'One ring page.'),
    judged('migration.saveNs', moved.saveNs, 'ns', 'Nothing but the ring indices.'),
    judged('migration.restoreNs', moved.restoreNs, 'ns', 'As the bridged path: the domain is made to run and the frontend negotiates with the new backend. A virtual function is plugged in again.'),
    judged('migration.reconnectPerQueuePairNs', moved.reconnectPerQueuePairNs, 'ns', 'Peers learn the address of the new host.'),
    judged('migration.reconnectPerRegionNs', moved.reconnectPerRegionNs, 'ns', 'Pages of a buffer are granted and mapped again.'),
    judged('migration.announceNs', moved.announceNs, 'ns', 'One broadcast of the peer table.'),
  ];
}

function judged(parameter: string, value: number, unit: string, note: string): PathModel['origins'][number] {
  return { parameter, value, unit, kind: 'judgement', note };
}
