import type { Stage } from '@doorbell/sdk';
import type { XenBridgedConfig } from './config.ts';

/** What a segment passes in the NIC on its way out. */
export function nicTransmit(config: XenBridgedConfig): readonly Stage[] {
  if (config.adapter === 'lumped') {
    return [{
      id: 'nic-transmit', title: 'NIC reads memory', executor: 'device', kind: 'serve', resources: ['dma-transmit'],
      cost: { perUnitNs: config.dmaPerSegmentNs, unit: 'segment', perByteNs: config.dmaPerByteNs },
    }];
  }
  return [
    delay('doorbell-flight', 'Doorbell flight', config.doorbellFlightNs),
    delay('work-request-read', 'Descriptor read', config.workRequestReadNs),
    delay('payload-read', 'Payload read', config.payloadReadNs),
    {
      id: 'transmit', title: 'NIC, transmit', executor: 'device', kind: 'serve', resources: ['dma-transmit'],
      cost: { perUnitNs: config.transmitNs, unit: 'segment', perByteNs: config.adapterPerByteNs },
    },
  ];
}

/** On its way in; a NIC with queues of the guests sorts first, and holds up those that share the queue of the rest. */
export function nicReceive(config: XenBridgedConfig): readonly Stage[] {
  const sorted: readonly Stage[] = config.nicKind === 'generic' ? [] : [{
    id: 'sort', title: 'Queue by MAC', executor: 'device', kind: 'steer', by: 'mac', direction: 'receive', where: 'hardware',
    onMiss: 'shared-queue', to: 'function', entries: config.nicQueues,
  }];
  if (config.adapter === 'lumped') {
    return [...sorted, {
      id: 'nic-receive', title: 'NIC writes memory', executor: 'device', kind: 'serve', resources: ['dma-receive'],
      cutThrough: true, cost: { perByteNs: config.dmaPerByteNs },
    }];
  }
  return [
    ...sorted,
    {
      id: 'receive', title: 'NIC, receive', executor: 'device', kind: 'serve', resources: ['dma-receive'], cutThrough: true,
      cost: { perByteNs: config.adapterPerByteNs },
    },
    delay('receive-processing', 'NIC, receive processing', config.receiveNs),
    delay('payload-write', 'Payload write', config.payloadWriteNs),
    delay('completion-write', 'Completion write', config.completionWriteNs),
  ];
}

function delay(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'device', kind: 'delay', cost: { perUnitNs: ns, unit: 'segment' } };
}
