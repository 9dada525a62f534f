import { configOrigins, defineDataPath, verbsPipelines, wireResources, wireStages } from '@doorbell/sdk';
import type { PathModel, Platform } from '@doorbell/sdk';
import { additionsOf } from './additions.ts';
import type { VrdmaConfig } from './config.ts';
import { protocolOf } from './framing.ts';
import { schema } from './schema.ts';
import { virtualDevice } from './virtual-device.ts';

export default defineDataPath<VrdmaConfig>({ id: 'vrdma', describe });

const engines = { transmit: 'adapter-transmit', receive: 'adapter-receive' } as const;

function describe(config: VrdmaConfig, platform: Platform): PathModel {
  const protocol = protocolOf(config, platform);
  // Without the paravirtual device there is no IOMMU between adapter and memory either.
  const cost = config.virtualisation === 'none' ? { ...config, translationNs: 0 } : config;
  const additions = additionsOf(config, platform);
  const model: Omit<PathModel, 'origins'> = {
    format: 1,
    id: 'vrdma',
    title: 'Paravirtual RDMA',
    guest: 'vm',
    otherHost: verbsPipelines(cost, wireStages(platform, protocol), engines, additions),
    // All VMs of a host share one adapter: it finds the other queue pair in itself.
    sameHost: verbsPipelines(cost, [], engines, additions),
    resources: [
      { id: engines.transmit, title: 'Adapter, transmit', scope: 'nic', discipline: 'round-robin', key: 'connection' },
      { id: engines.receive, title: 'Adapter, receive', scope: 'nic' },
      ...wireResources(platform),
    ],
    protocol,
    ...virtualDevice(config),
    bootstrap: {
      assignFunctionNs: config.assignFunctionNs, registerPerPageNs: config.registerPerPageNs, createQueueSetNs: config.createQueueSetNs, connectNs: config.connectNs,
    },
    // Virtual devices are made, not counted: a host's VMs are what bounds them.
    limits: { mtuBytes: 65_536, functionsPerNic: 1024, queueSetsPerFunction: 16_384 },
  };
  return { ...model, origins: configOrigins(schema, { ...config }, model) };
}
