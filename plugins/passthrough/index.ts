import { configOrigins, defineDataPath, rawProtocol, verbsPipelines, wireResources, wireStages } from '@doorbell/sdk';
import type { PathModel, Platform } from '@doorbell/sdk';
import type { PassthroughConfig } from './config.ts';
import { schema } from './schema.ts';

/** InfiniBand's share of a packet: local route header 8, base transport header 12, invariant and variant CRC 6. Bytes. */
const packetHeaderBytes = 26;

export default defineDataPath<PassthroughConfig>({ id: 'passthrough', describe });

function describe(config: PassthroughConfig, platform: Platform): PathModel {
  const protocol = rawProtocol(platform, {
    windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes, segmentBytes: Math.max(config.segmentBytes, config.packetBytes),
    framePayloadBytes: config.packetBytes, headerBytes: packetHeaderBytes, minimumFrameBytes: packetHeaderBytes, rendezvous: 'rget',
  });
  const pipelines = verbsPipelines(paged(config), wireStages(platform, protocol), { transmit: 'adapter-transmit', receive: 'adapter-receive' });
  return {
    format: 1,
    id: 'passthrough',
    title: 'Passthrough',
    guest: 'vm',
    otherHost: pipelines,
    // Two VMs of one host have an adapter each: their traffic leaves the host and comes back through the switch.
    sameHost: pipelines,
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
    bootstrap: {
      assignFunctionNs: config.assignFunctionNs, registerPerPageNs: config.registerPerPageNs, createQueueSetNs: config.createQueueSetNs, connectNs: config.connectNs,
    },
    limits: { mtuBytes: 65_536, functionsPerNic: 1, queueSetsPerFunction: 16_384 },
    origins: configOrigins(schema, { ...config }),
  };
}

/** The guest's memory accesses walk two page tables: the library pays where it touches queues. */
function paged(config: PassthroughConfig): PassthroughConfig {
  return { ...config, postNs: config.postNs + config.nestedPagingNs, pollNs: config.pollNs + config.nestedPagingNs };
}
