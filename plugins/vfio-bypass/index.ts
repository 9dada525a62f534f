import { configOrigins, defineDataPath, rawProtocol, wireResources } from '@doorbell/sdk';
import type { PathModel, Platform, Resource } from '@doorbell/sdk';
import type { VfioBypassConfig } from './config.ts';
import { pipelines } from './pipelines.ts';
import { schema } from './schema.ts';

/** Processes that may open a NIC that is not cut into vNICs: nothing in the NIC counts them. */
const anyNumber = 65_536;

export default defineDataPath<VfioBypassConfig>({ id: 'vfio-bypass', describe });

function describe(config: VfioBypassConfig, platform: Platform): PathModel {
  const { sharing, reliability } = config;
  const shared = sharing === 'nic-shared';
  const lossy = reliability === 'timeout';
  const protocol = rawProtocol(platform, {
    windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes,
    ...(lossy ? { reliability: { kind: 'timeout', rtoNs: config.rtoNs, backoff: config.backoff, retries: config.retries, onExhausted: 'fail' } } : {}),
  });
  return {
    format: 1,
    id: 'vfio-bypass',
    title: 'VFIO bypass',
    guest: 'none',
    otherHost: pipelines(config, platform, protocol),
    resources: [
      ...engines(shared),
      ...wireResources(platform),
    ],
    protocol,
    capabilities: {
      osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: [sharing === 'vnic-per-process' ? 'mac' : 'ethertype'],
      isolation: shared ? ['iommu'] : ['iommu', 'queue-protection'],
      liveMigration: 'unsupported', snapshot: 'unsupported',
    },
    limits: { mtuBytes: 9000, functionsPerNic: shared ? anyNumber : platform.nic.functions, queueSetsPerFunction: 1 },
    origins: configOrigins(schema, usedOptions(config)),
  };
}

/** The NIC's engines. Queues of one's own are served in turn; a queue that all share is served in its order. */
function engines(shared: boolean): readonly Resource[] {
  const turns = shared ? {} : { discipline: 'round-robin', key: 'rank' } as const;
  return [
    { id: 'dma-read', title: 'DMA engine, read', scope: 'nic', ...turns },
    { id: 'dma-write', title: 'DMA engine, write', scope: 'nic' },
    { id: 'firmware-transmit', title: 'Firmware, transmit', scope: 'nic', ...turns },
    { id: 'firmware-receive', title: 'Firmware, receive', scope: 'nic' },
    ...(shared ? [{ id: 'send-lock', title: 'Lock of the send queue', scope: 'nic' }, { id: 'shared-queue', title: 'Shared receive queue', scope: 'nic' }] as const : []),
  ];
}

/** The options that the chosen mechanisms have a use for: the model has no word of the others, nor of where they come from. */
function usedOptions(config: VfioBypassConfig): Readonly<Record<string, unknown>> {
  const { sharedQueueNs, receiveQueueSlots, acknowledgeNs, rtoNs, backoff, retries, ...always } = config;
  return {
    ...always,
    ...(config.sharing === 'nic-shared' ? { sharedQueueNs } : {}),
    ...(config.reliability === 'timeout' ? { receiveQueueSlots, acknowledgeNs, rtoNs, backoff, retries } : {}),
  };
}
