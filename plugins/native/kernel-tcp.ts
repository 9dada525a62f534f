import { configOrigins, tcpProtocol, tcpReceive, tcpSend, wireResources, wireStages } from '@doorbell/sdk';
import type { PathModel, Platform, Stage } from '@doorbell/sdk';
import type { NativeConfig } from './config.ts';
import { schema } from './schema.ts';

/** The kernel's TCP/IP over Ethernet, on the cores of the ranks. */
export function describeTcp(config: NativeConfig, platform: Platform): PathModel {
  const protocol = tcpProtocol(platform, { windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes });
  const nic = config.adapter === 'staged' ? staged(config) : lumped(config);
  const model: Omit<PathModel, 'origins'> = {
    format: 1,
    id: 'native',
    title: 'Native TCP',
    guest: 'none',
    otherHost: {
      send: [
        tcpSend({ perSegmentNs: config.sendPerSegmentNs, perByteNs: config.sendPerByteNs }),
        ...nic.transmit,
        ...wireStages(platform, protocol),
      ],
      receive: [
        ...nic.receive,
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
  };
  const { verbsWindowSegments: _window, verbsEagerLimitBytes: _limit, packetBytes: _packet, segmentBytes: _segment, ...own } = config;
  return { ...model, origins: configOrigins(schema, own, model) };
}

interface NicStages {
  readonly transmit: readonly Stage[];
  readonly receive: readonly Stage[];
}

/** As it was fitted: one set-up time for each segment. */
function lumped(config: NativeConfig): NicStages {
  return {
    transmit: [{
      id: 'nic-transmit', title: 'NIC reads memory', executor: 'device', kind: 'serve', resources: ['dma-transmit'],
      cost: { perUnitNs: config.dmaPerSegmentNs, unit: 'segment', perByteNs: config.dmaPerByteNs },
    }],
    receive: [{
      id: 'nic-receive', title: 'NIC writes memory', executor: 'device', kind: 'serve', resources: ['dma-receive'],
      cutThrough: true, cost: { perByteNs: config.dmaPerByteNs },
    }],
  };
}

/** Step by step, as the verbs flavour and other paths have it; segments follow each other through the delays. */
function staged(config: NativeConfig): NicStages {
  return {
    transmit: [
      delay('doorbell-flight', 'Doorbell flight', config.doorbellFlightNs),
      delay('work-request-read', 'Descriptor read', config.workRequestReadNs),
      delay('payload-read', 'Payload read', config.payloadReadNs),
      delay('transmit-processing', 'NIC, transmit processing', config.transmitNs),
      {
        id: 'transmit', title: 'NIC, transmit', executor: 'device', kind: 'serve', resources: ['dma-transmit'],
        cost: { perUnitNs: config.messageNs, unit: 'segment', perByteNs: config.adapterPerByteNs },
      },
    ],
    receive: [
      {
        id: 'receive', title: 'NIC, receive', executor: 'device', kind: 'serve', resources: ['dma-receive'], cutThrough: true,
        cost: { perByteNs: config.adapterPerByteNs },
      },
      delay('receive-processing', 'NIC, receive processing', config.receiveNs),
      delay('payload-write', 'Payload write', config.payloadWriteNs),
      delay('completion-write', 'Completion write', config.completionWriteNs),
    ],
  };
}

function delay(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'device', kind: 'delay', cost: { perUnitNs: ns, unit: 'segment' } };
}
