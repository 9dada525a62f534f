import { configOrigins, defineDataPath, wireResources } from '@doorbell/sdk';
import type { ConfigSchema, PathModel, Platform } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';
import { ethernetRaw } from './ethernet-raw.ts';
import { ethernetTcp } from './ethernet-tcp.ts';
import { linkLeft, overFabric } from './fabric.ts';
import { infiniband } from './infiniband.ts';
import { engines } from './flavour.ts';
import { migrationOf, movability, otherMeans } from './migration.ts';
import { schema } from './schema.ts';

export default defineDataPath<SrIovConfig>({ id: 'sr-iov', describe });

const flavours = { 'ethernet-tcp': ethernetTcp, 'ethernet-raw': ethernetRaw, infiniband } as const;

/** Options of one flavour whose parameters others have under the same name. */
const ofOneFlavour: Readonly<Partial<Record<keyof SrIovConfig, readonly SrIovConfig['flavour'][]>>> = {
  doorbellNs: ['ethernet-tcp'], interruptNs: ['ethernet-tcp'], moderationNs: ['ethernet-tcp'], rawInterruptNs: ['ethernet-raw'], burstNs: ['ethernet-raw', 'infiniband'],
  rawPostNs: ['ethernet-raw'], verbsPostNs: ['infiniband'], eagerLimitBytes: ['ethernet-tcp'], rawEagerLimitBytes: ['ethernet-raw'],
  verbsEagerLimitBytes: ['infiniband'], rawFrameBytes: ['ethernet-raw'], packetBytes: ['infiniband'], segmentBytes: ['infiniband'],
};

function describe(config: SrIovConfig, platform: Platform): PathModel {
  const { protocol, otherHost, sameHost, bypassesKernel } = flavours[config.flavour](overFabric(config), platform);
  const inTurn = { discipline: 'round-robin', key: 'function' } as const;
  const model: Omit<PathModel, 'origins'> = {
    format: 1,
    id: 'sr-iov',
    title: 'SR-IOV',
    guest: 'vm',
    otherHost,
    sameHost,
    resources: [
      { id: engines.transmit, title: 'NIC engine, transmit', scope: 'nic', ...inTurn },
      // What arrives is served in its order while it arrives; the engines of TCP's NIC sort whole segments.
      { id: engines.receive, title: 'NIC engine, receive', scope: 'nic', ...(config.flavour === 'ethernet-tcp' ? inTurn : {}) },
      ...wireResources(linkLeft(config, platform)),
    ],
    protocol,
    capabilities: {
      osBypass: bypassesKernel, hypervisorBypass: true, zeroCopy: bypassesKernel,
      steering: config.flavour === 'infiniband' ? [] : ['mac', 'vlan'],
      isolation: bypassesKernel ? ['iommu', 'queue-protection'] : ['iommu', 'anti-spoof'],
      ...movability(config),
    },
    migration: migrationOf(config),
    bootstrap: {
      assignFunctionNs: config.assignFunctionNs, registerPerPageNs: config.registerPerPageNs, createQueueSetNs: config.createQueueSetNs, connectNs: config.connectNs,
    },
    limits: {
      mtuBytes: config.flavour === 'infiniband' ? 65_536 : 9000, functionsPerNic: Math.max(1, Math.floor(platform.nic.functions / config.hostsPerNic)),
      queueSetsPerFunction: bypassesKernel ? 16_384 : 1,
    },
  };
  return { ...model, origins: configOrigins(schemaOf(config), { ...config }, model) };
}

function schemaOf({ flavour, migration }: SrIovConfig): ConfigSchema {
  const others = otherMeans(migration);
  const own = Object.entries(schema.properties).filter(([key]) => (ofOneFlavour[key as keyof SrIovConfig]?.includes(flavour) ?? true) && !others.includes(key));
  return { ...schema, properties: Object.fromEntries(own) };
}
