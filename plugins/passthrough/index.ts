import { configOrigins, defineDataPath, rawProtocol, wireResources } from '@doorbell/sdk';
import type { PathModel, Platform } from '@doorbell/sdk';
import type { PassthroughConfig } from './config.ts';
import { pipelines } from './pipelines.ts';
import { schema } from './schema.ts';

/** InfiniBand's share of a packet: local route header 8, base transport header 12, invariant and variant CRC 6. Bytes. */
const packetHeaderBytes = 26;

export default defineDataPath<PassthroughConfig>({ id: 'passthrough', describe });

function describe(config: PassthroughConfig, platform: Platform): PathModel {
  const protocol = rawProtocol(platform, {
    windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes, segmentBytes: Math.max(config.segmentBytes, config.packetBytes),
    framePayloadBytes: config.packetBytes, headerBytes: packetHeaderBytes, minimumFrameBytes: packetHeaderBytes, rendezvous: 'rget',
  });
  return {
    format: 1,
    id: 'passthrough',
    title: 'Passthrough',
    guest: 'vm',
    otherHost: pipelines(config, platform, protocol),
    // Two VMs of one host have an adapter each: their traffic leaves the host and comes back through the switch.
    sameHost: pipelines(config, platform, protocol),
    resources: [
      { id: 'adapter-transmit', title: 'Adapter, transmit', scope: 'nic' },
      { id: 'adapter-receive', title: 'Adapter, receive', scope: 'nic' },
      ...wireResources(platform),
    ],
    protocol,
    capabilities: {
      osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: [], isolation: ['iommu', 'queue-protection'],
      liveMigration: 'unsupported', snapshot: 'unsupported',
    },
    limits: { mtuBytes: 65_536, functionsPerNic: 1, queueSetsPerFunction: 16_384 },
    origins: configOrigins(schema, { ...config }),
  };
}
