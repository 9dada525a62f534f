import { configOrigins, defineDataPath, ethernetFrameBytes, rawProtocol, wireResources } from '@doorbell/sdk';
import type { PathModel, Platform, Protocol } from '@doorbell/sdk';
import type { DoubleBypassConfig, Steering } from './config.ts';
import { betweenHosts, pipelines } from './pipelines.ts';
import { schema } from './schema.ts';

/** What each kind of steering puts into a frame beside Ethernet's own fields, bytes: tags lie outside the MTU, IP and UDP headers inside. */
const headers: Readonly<Record<Steering, { readonly tag: number; readonly inside: number }>> = {
  mac: { tag: 0, inside: 0 }, vlan: { tag: 4, inside: 0 }, vntag: { tag: 6, inside: 0 }, etag: { tag: 8, inside: 0 },
  ip: { tag: 0, inside: 20 }, 'udp-port': { tag: 0, inside: 28 },
};

export default defineDataPath<DoubleBypassConfig>({ id: 'double-bypass', describe });

function describe(config: DoubleBypassConfig, platform: Platform): PathModel {
  const protocol = protocolOf(config, platform);
  const sharing = config.onMiss === 'shared-queue';
  // Without a queue to share, a rule that the table has no room for is a queue set that cannot be created.
  const rules = sharing ? Infinity : config.steeringEntries;
  const { steeringEntries, sharedQueueNs, hypercallNs, ...always } = config;
  return {
    format: 1,
    id: 'double-bypass',
    title: 'Double bypass',
    guest: 'vm',
    otherHost: pipelines(config, betweenHosts(platform, protocol)),
    // The switch that joins vNICs sits in the NIC: frames between VMs of one host go out of one queue and into another.
    sameHost: pipelines(config, []),
    resources: [
      { id: 'nic-transmit', title: 'NIC, transmit', scope: 'nic', discipline: 'round-robin', key: 'rank' },
      { id: 'nic-receive', title: 'NIC, receive', scope: 'nic' },
      ...(sharing ? [{ id: 'shared-queue', title: 'Shared receive queue', scope: 'nic' } as const] : []),
      ...wireResources(platform),
    ],
    protocol,
    capabilities: {
      osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: [config.steering],
      isolation: sharing ? ['iommu', 'anti-spoof'] : ['iommu', 'anti-spoof', 'queue-protection'],
      liveMigration: 'unsupported', snapshot: 'unsupported',
    },
    bootstrap: {
      assignFunctionNs: config.assignFunctionNs, registerPerPageNs: config.mapPerPageNs, createQueueSetNs: config.createQueueSetNs, connectNs: config.connectNs,
    },
    limits: {
      mtuBytes: 9000,
      functionsPerNic: Math.min(platform.nic.functions, config.steering === 'udp-port' ? Infinity : rules),
      queueSetsPerFunction: Math.min(config.queueSets, config.steering === 'udp-port' ? rules : Infinity),
    },
    origins: configOrigins(schema, {
      ...always,
      ...(sharing ? { steeringEntries, sharedQueueNs } : {}),
      ...(config.translation === 'nested' ? {} : { hypercallNs }),
    }),
  };
}

/** Frames as the NIC steers them. Ethernet loses what nobody makes room for, so the library sends it again after a timeout. */
function protocolOf(config: DoubleBypassConfig, platform: Platform): Protocol {
  const { tag, inside } = headers[config.steering];
  const payloadBytes = platform.nic.mtuBytes - inside;
  return rawProtocol(platform, {
    windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes, segmentBytes: payloadBytes, framePayloadBytes: payloadBytes,
    headerBytes: ethernetFrameBytes + tag + inside,
    reliability: { kind: 'timeout', rtoNs: config.rtoNs, backoff: config.backoff, retries: config.retries, onExhausted: 'fail' },
  });
}
