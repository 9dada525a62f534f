import { configOrigins, defineDataPath, tcpHeaderBytes, tcpProtocol, wireResources, wireStages } from '@doorbell/sdk';
import type { PathModel, Platform } from '@doorbell/sdk';
import type { Config } from './config.ts';
import { costs, receive, receiveSameHost, send, sendSameHost } from './pipelines.ts';
import { schema } from './schema.ts';

export default defineDataPath<Config>({ id: 'virtio-net', describe });

/** Pure: configuration and platform in, plain data out. */
function describe(config: Config, platform: Platform): PathModel {
  const polling = config.backend === 'vhost-user';
  const framePayloadBytes = platform.nic.mtuBytes - tcpHeaderBytes;
  const protocol = tcpProtocol(platform, {
    eagerLimitBytes: config.eagerLimitBytes,
    segmentBytes: config.segmentationOffload ? platform.nic.gsoBytes : framePayloadBytes,
    // The window is a number of bytes, however they are cut.
    windowSegments: config.windowSegments,
    windowBytes: config.windowSegments * platform.nic.gsoBytes,
  });
  const cost = costs(config, platform);
  const model: Omit<PathModel, 'origins'> = {
    format: 1,
    id: 'virtio-net',
    title: `virtio-net, ${config.backend}${polling ? '' : `, ${config.attachment}`}`,
    guest: 'vm',
    otherHost: { send: [...send(config, cost, platform), ...wireStages(platform, protocol)], receive: receive(config, cost) },
    sameHost: { send: sendSameHost(config, cost), receive: receiveSameHost(config, cost) },
    resources: [
      // A worker serves both directions of its queue pair. QEMU has one thread for all of a VM's queues.
      { id: 'vhost-worker', title: 'Backend worker of the VM', scope: 'vm', servers: config.backend === 'qemu' ? 1 : config.queuePairs },
      ...(polling ? [] : [{ id: 'host-napi', title: 'Host NAPI', scope: 'nic' as const, servers: platform.nic.offloads.includes('rss') ? Math.min(8, platform.host.cores) : 1 }]),
      { id: 'transmit', title: 'NIC, transmit', scope: 'nic' },
      { id: 'receive', title: 'NIC, receive', scope: 'nic' },
      ...wireResources(platform),
    ],
    // Workers and softirqs run wherever a core is idle, or preempt a vCPU; polling cores belong to nobody else.
    driverDomain: {
      vcpus: polling ? config.pollCores : platform.host.cores,
      pinning: polling ? 'pinned' : 'floating',
      weight: config.workerWeight, sliceNs: config.sliceNs, switchNs: config.contextSwitchNs,
    },
    protocol,
    capabilities: {
      osBypass: false, hypervisorBypass: false, zeroCopy: false, steering: ['mac'], isolation: ['driver-domain'],
      liveMigration: 'transparent', snapshot: 'supported',
    },
    migration: {
      quiesceNs: config.migrationQuiesceNs, drainNs: config.migrationDrainNs, deviceStateBytes: config.deviceStateBytes,
      saveNs: config.saveNs, restoreNs: config.restoreNs, reconnectPerQueuePairNs: 0, reconnectPerRegionNs: 0,
      announceNs: config.announceNs,
      // vhost logs what it writes (VHOST_F_LOG_ALL).
      dmaDirtyTracking: 'tracked',
    },
    bootstrap: { assignFunctionNs: config.assignNs, registerPerPageNs: 0, createQueueSetNs: 0, connectNs: config.connectNs },
    // A bridge has 1,024 ports; PCI functions of the NIC do not matter.
    limits: { mtuBytes: 65535, functionsPerNic: 1024, queueSetsPerFunction: 1024 },
  };
  return { ...model, origins: configOrigins(schema, { ...config }, model) };
}
