import { wireStages } from '@doorbell/sdk';
import type { Platform, Protocol, Stage } from '@doorbell/sdk';
import type { VfioBypassConfig } from './config.ts';

/**
 * From the descriptor to the last bit on the wire. Every segment is one frame. Round trips over PCI Express are delays,
 * because the NIC keeps several under way; what limits the rate is served by resources.
 */
export function send(config: VfioBypassConfig, platform: Platform, protocol: Protocol): readonly Stage[] {
  return [
    {
      id: 'post', title: 'Post descriptor', executor: 'guest-user', kind: 'serve',
      cost: { perUnitNs: config.postNs, unit: 'segment' },
    },
    {
      id: 'send-queue', title: 'Send queue', executor: 'guest-user', kind: 'ring', ring: 'send-queue', scope: 'rank',
      slots: config.sendQueueSlots, onFull: 'block',
    },
    {
      id: 'doorbell', title: 'Doorbell', executor: 'guest-user', kind: 'serve',
      cost: { perUnitNs: config.doorbellNs, unit: 'segment' },
    },
    delay('doorbell-flight', 'Doorbell flight', config.doorbellFlightNs),
    delay('descriptor-read', 'Descriptor read', config.descriptorReadNs),
    delay('payload-read', 'Payload read', config.payloadReadNs),
    {
      id: 'dma-read', title: 'DMA read', executor: 'device', kind: 'serve', resources: ['dma-read'],
      cost: { perByteNs: config.dmaPerByteNs },
    },
    { id: 'send-queue-release', title: 'Free descriptor', executor: 'device', kind: 'release', ring: 'send-queue' },
    {
      id: 'firmware-transmit', title: 'Firmware, transmit', executor: 'device', kind: 'serve', resources: ['firmware-transmit'],
      cost: { perUnitNs: config.firmwareTransmitNs, unit: 'segment' },
    },
    ...wireStages(platform, protocol),
  ];
}

/** From the wire to the process that polls its completion queue. */
export function receive(config: VfioBypassConfig): readonly Stage[] {
  return [
    {
      id: 'firmware-receive', title: 'Firmware, receive', executor: 'device', kind: 'serve', resources: ['firmware-receive'],
      cost: { perUnitNs: config.firmwareReceiveNs, unit: 'segment' },
    },
    {
      id: 'dma-write', title: 'DMA write', executor: 'device', kind: 'serve', resources: ['dma-write'],
      cost: { perByteNs: config.dmaPerByteNs },
    },
    delay('payload-write', 'Payload write', config.dmaWriteNs),
    delay('completion-write', 'Completion write', config.completionWriteNs),
    {
      id: 'poll', title: 'Poll completion queue', executor: 'guest-user', kind: 'serve',
      cost: { perUnitNs: config.pollNs, unit: 'segment' },
    },
  ];
}

function delay(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'device', kind: 'delay', cost: { perUnitNs: ns, unit: 'segment' } };
}
