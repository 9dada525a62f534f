import { configOrigins, defineDataPath, tcpProtocol, tcpReceive, tcpSend, wireResources, wireStages } from '@doorbell/sdk';
import type { PathModel, Platform, Stage } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';
import { schema } from './schema.ts';

export default defineDataPath<SrIovConfig>({ id: 'sr-iov', describe });

function describe(config: SrIovConfig, platform: Platform): PathModel {
  const protocol = tcpProtocol(platform, { windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes });
  const toNic: readonly Stage[] = [
    tcpSend({ perSegmentNs: config.sendPerSegmentNs, perByteNs: config.sendPerByteNs }),
    {
      id: 'doorbell', title: 'Doorbell', executor: 'guest-kernel', kind: 'serve',
      cost: { perUnitNs: config.doorbellNs, unit: 'segment' },
    },
    {
      id: 'engine-transmit', title: 'NIC engine, transmit', executor: 'device', kind: 'serve', resources: ['engine-transmit'],
      cost: { perUnitNs: config.transmitPerSegmentNs, unit: 'segment', perByteNs: config.transmitPerByteNs },
    },
  ];
  const fromNic: readonly Stage[] = [
    {
      id: 'engine-receive', title: 'NIC engine, receive', executor: 'device', kind: 'serve', resources: ['engine-receive'],
      cost: { perUnitNs: config.deliverPerSegmentNs, unit: 'segment', perByteNs: config.deliverPerByteNs },
    },
    {
      id: 'interrupt', title: 'Interrupt', executor: 'hypervisor', kind: 'notify', target: 'guest-vcpu',
      idleNs: config.interruptNs, pollBudgetNs: config.pollBudgetNs,
    },
    tcpReceive({ perSegmentNs: config.receivePerSegmentNs, perByteNs: config.receivePerByteNs }),
  ];
  return {
    format: 1,
    id: 'sr-iov',
    title: 'SR-IOV',
    guest: 'vm',
    otherHost: { send: [...toNic, ...wireStages(platform, protocol)], receive: fromNic },
    // The switch that joins functions sits in the NIC: traffic between VMs of one host goes out and in again.
    sameHost: { send: toNic, receive: fromNic },
    resources: [
      { id: 'engine-transmit', title: 'NIC engine, transmit', scope: 'nic', discipline: 'round-robin', key: 'function' },
      { id: 'engine-receive', title: 'NIC engine, receive', scope: 'nic', discipline: 'round-robin', key: 'function' },
      ...wireResources(platform),
    ],
    protocol,
    capabilities: {
      osBypass: false, hypervisorBypass: true, zeroCopy: false, steering: ['mac', 'vlan'], isolation: ['iommu', 'anti-spoof'],
      liveMigration: 'unsupported', snapshot: 'unsupported',
    },
    limits: { mtuBytes: 9000, functionsPerNic: platform.nic.functions, queueSetsPerFunction: 1 },
    origins: configOrigins(schema, { ...config }),
  };
}
