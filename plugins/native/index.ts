import { configOrigins, defineDataPath, tcpProtocol, tcpReceive, tcpSend, wireResources, wireStages } from '@doorbell/sdk';
import type { PathModel, Platform } from '@doorbell/sdk';
import type { NativeConfig } from './config.ts';
import { schema } from './schema.ts';

export default defineDataPath<NativeConfig>({ id: 'native', describe });

function describe(config: NativeConfig, platform: Platform): PathModel {
  const protocol = tcpProtocol(platform, { windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes });
  return {
    format: 1,
    id: 'native',
    title: 'Native TCP',
    guest: 'none',
    otherHost: {
      send: [
        tcpSend({ perSegmentNs: config.sendPerSegmentNs, perByteNs: config.sendPerByteNs }),
        {
          id: 'nic-transmit', title: 'NIC reads memory', executor: 'device', kind: 'serve', resources: ['dma-transmit'],
          cost: { perUnitNs: config.dmaPerSegmentNs, unit: 'segment', perByteNs: config.dmaPerByteNs },
        },
        ...wireStages(platform, protocol),
      ],
      receive: [
        {
          id: 'nic-receive', title: 'NIC writes memory', executor: 'device', kind: 'serve', resources: ['dma-receive'],
          cutThrough: true, cost: { perByteNs: config.dmaPerByteNs },
        },
        {
          id: 'interrupt', title: 'Interrupt', executor: 'guest-kernel', kind: 'notify', target: 'process',
          idleNs: config.interruptNs, pollBudgetNs: config.pollBudgetNs,
        },
        tcpReceive({ perSegmentNs: config.receivePerSegmentNs, perByteNs: config.receivePerByteNs }),
      ],
    },
    resources: [
      { id: 'dma-transmit', title: 'DMA engine, transmit', scope: 'nic' },
      { id: 'dma-receive', title: 'DMA engine, receive', scope: 'nic' },
      ...wireResources(platform),
    ],
    protocol,
    capabilities: {
      osBypass: false, hypervisorBypass: true, zeroCopy: false, steering: ['mac'], isolation: [],
      liveMigration: 'not-applicable', snapshot: 'not-applicable',
    },
    limits: { mtuBytes: 9000, functionsPerNic: 1, queueSetsPerFunction: platform.host.cores },
    origins: configOrigins(schema, { ...config }),
  };
}
