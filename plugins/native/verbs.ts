import { configOrigins, rawProtocol, verbsPipelines, wireResources, wireStages } from '@doorbell/sdk';
import type { PathModel, Platform } from '@doorbell/sdk';
import type { NativeConfig } from './config.ts';
import { schema } from './schema.ts';

/** InfiniBand's share of a packet: local route header 8, base transport header 12, invariant and variant CRC 6. Bytes. */
const packetHeaderBytes = 26;

/** Verbs on an adapter of the host: what passthrough has, without a VM. */
export function describeVerbs(config: NativeConfig, platform: Platform): PathModel {
  const protocol = rawProtocol(platform, {
    windowSegments: config.verbsWindowSegments, eagerLimitBytes: config.verbsEagerLimitBytes, segmentBytes: config.segmentBytes,
    framePayloadBytes: config.packetBytes, headerBytes: packetHeaderBytes, minimumFrameBytes: packetHeaderBytes, rendezvous: 'rget',
  });
  const cost = { ...config, eagerLimitBytes: config.verbsEagerLimitBytes };
  const model: Omit<PathModel, 'origins'> = {
    format: 1,
    id: 'native',
    title: 'Native verbs',
    guest: 'none',
    otherHost: verbsPipelines(cost, wireStages(platform, protocol), { transmit: 'adapter-transmit', receive: 'adapter-receive' }),
    resources: [
      { id: 'adapter-transmit', title: 'Adapter, transmit', scope: 'nic' },
      { id: 'adapter-receive', title: 'Adapter, receive', scope: 'nic' },
      ...wireResources(platform),
    ],
    protocol,
    capabilities: {
      osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: [], isolation: ['queue-protection'],
      liveMigration: 'not-applicable', snapshot: 'not-applicable',
    },
    bootstrap: { assignFunctionNs: 0, registerPerPageNs: 250, createQueueSetNs: 91_400, connectNs: 58_800 },
    limits: { mtuBytes: 65_536, functionsPerNic: 1, queueSetsPerFunction: 16_384 },
  };
  const { windowSegments: _window, eagerLimitBytes: _limit, ...own } = config;
  return { ...model, origins: [...configOrigins(schema, own, model), ...bootstrapOrigins] };
}

const bootstrapOrigins: PathModel['origins'] = [
  { parameter: 'bootstrap.registerPerPageNs', value: 250, unit: 'ns', kind: 'judgement', note: 'Pinning and one entry of the adapter\'s table.' },
  { parameter: 'bootstrap.createQueueSetNs', value: 91_400, unit: 'ns', kind: 'published', record: 'sosp25.qp', note: 'Creating a queue pair.' },
  { parameter: 'bootstrap.connectNs', value: 58_800, unit: 'ns', kind: 'published', record: 'sosp25.qp', note: 'Bringing a queue pair to ready.' },
];
