import { configOrigins, defineDataPath, rawProtocol, wireResources } from '@doorbell/sdk';
import type { PathModel, Platform } from '@doorbell/sdk';
import type { VfioBypassConfig } from './config.ts';
import { receive, send } from './pipelines.ts';
import { schema } from './schema.ts';

export default defineDataPath<VfioBypassConfig>({ id: 'vfio-bypass', describe });

function describe(config: VfioBypassConfig, platform: Platform): PathModel {
  const protocol = rawProtocol(platform, { windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes });
  return {
    format: 1,
    id: 'vfio-bypass',
    title: 'VFIO bypass',
    guest: 'none',
    otherHost: { send: send(config, platform, protocol), receive: receive(config) },
    resources: [
      { id: 'dma-read', title: 'DMA engine, read', scope: 'nic', discipline: 'round-robin', key: 'rank' },
      { id: 'dma-write', title: 'DMA engine, write', scope: 'nic' },
      { id: 'firmware-transmit', title: 'Firmware, transmit', scope: 'nic', discipline: 'round-robin', key: 'rank' },
      { id: 'firmware-receive', title: 'Firmware, receive', scope: 'nic' },
      ...wireResources(platform),
    ],
    protocol,
    capabilities: {
      osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: ['mac'], isolation: ['iommu', 'queue-protection'],
      liveMigration: 'unsupported', snapshot: 'unsupported',
    },
    limits: { mtuBytes: 9000, functionsPerNic: platform.nic.functions, queueSetsPerFunction: 1 },
    origins: configOrigins(schema, { ...config }),
  };
}
