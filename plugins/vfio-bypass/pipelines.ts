import { wireStages } from '@doorbell/sdk';
import type { Pipelines, Platform, Protocol, Stage } from '@doorbell/sdk';
import type { VfioBypassConfig } from './config.ts';

/** Between two processes of two hosts. Every segment is one frame. */
export function pipelines(config: VfioBypassConfig, platform: Platform, protocol: Protocol): Pipelines {
  // Frames that may have to be sent again stay in the sender's memory until the receiver's library acknowledges them.
  const complete = config.reliability === 'timeout' ? { complete: [delay('acknowledge', 'Acknowledgement', config.acknowledgeNs)] } : {};
  return { send: send(config, platform, protocol), receive: receive(config), ...complete };
}

/**
 * From the descriptor to the last bit on the wire. Round trips over PCI Express are delays, because the NIC keeps several under
 * way; what limits the rate is served by resources.
 */
function send(config: VfioBypassConfig, platform: Platform, protocol: Protocol): readonly Stage[] {
  const shared = config.sharing === 'nic-shared';
  // Processes that share a send queue write its tail one after the other.
  const lock: readonly Stage[] = shared
    ? [{
        id: 'send-lock', title: 'Lock the send queue', executor: 'guest-user', kind: 'serve', resources: ['send-lock'],
        cost: { perUnitNs: config.sharedQueueNs, unit: 'segment' },
      }]
    : [];
  return [
    ...lock,
    onCore('post', 'Post descriptor', config.postNs),
    {
      id: 'send-queue', title: 'Send queue', executor: 'guest-user', kind: 'ring', ring: 'send-queue', scope: shared ? 'nic' : 'rank',
      slots: config.sendQueueSlots, onFull: 'block',
    },
    onCore('doorbell', 'Doorbell', config.doorbellNs),
    delay('doorbell-flight', 'Doorbell flight', config.doorbellFlightNs),
    ...fetch(config),
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

/** The NIC reads descriptor and payload, unless both came with the doorbell. */
function fetch(config: VfioBypassConfig): readonly Stage[] {
  const reads = [
    delay('descriptor-read', 'Descriptor read', config.descriptorReadNs),
    ...translation(config, 'read'),
    delay('payload-read', 'Payload read', config.payloadReadNs),
  ];
  if (config.inlineBytes === 0) return reads;
  return [{
    id: 'fetch', title: 'Fetch', executor: 'device', kind: 'choose',
    branches: [{ upToBytes: config.inlineBytes, stages: [] }, { upToBytes: Number.MAX_SAFE_INTEGER, stages: reads }],
  }];
}

/** From the wire to the process that polls its completion queue. */
function receive(config: VfioBypassConfig): readonly Stage[] {
  const shared = config.sharing === 'nic-shared';
  // Ethernet has no credits: a frame that finds no receive buffer is lost, and only a protocol above notices.
  const lossy = config.reliability === 'timeout';
  const queue: readonly Stage[] = lossy
    ? [{
        id: 'receive-queue', title: 'Receive queue', executor: 'device', kind: 'ring', ring: 'receive-queue', scope: shared ? 'nic' : 'rank',
        slots: config.receiveQueueSlots, onFull: 'drop',
      }]
    : [];
  const steer: readonly Stage[] = shared
    ? [{
        id: 'steer', title: 'Steering by Ethertype', executor: 'device', kind: 'steer', by: 'ethertype', direction: 'receive', where: 'hardware',
        onMiss: 'shared-queue', to: 'process',
      }]
    : [];
  return [
    {
      id: 'firmware-receive', title: 'Firmware, receive', executor: 'device', kind: 'serve', resources: ['firmware-receive'],
      cost: { perUnitNs: config.firmwareReceiveNs, unit: 'segment' },
    },
    ...queue,
    ...steer,
    {
      id: 'dma-write', title: 'DMA write', executor: 'device', kind: 'serve', resources: ['dma-write'],
      cost: { perByteNs: config.dmaPerByteNs },
    },
    ...translation(config, 'write'),
    delay('payload-write', 'Payload write', config.dmaWriteNs),
    delay('completion-write', 'Completion write', config.completionWriteNs),
    ...(shared ? [onCore('dispatch', 'Lock and dispatch', config.sharedQueueNs)] : []),
    onCore('poll', 'Poll completion queue', config.pollNs),
    ...(lossy ? [{ id: 'receive-queue-release', title: 'Post receive buffer again', executor: 'guest-user', kind: 'release', ring: 'receive-queue' } as const] : []),
  ];
}

function translation({ translationNs }: VfioBypassConfig, what: 'read' | 'write'): readonly Stage[] {
  return translationNs === 0 ? [] : [delay(`${what}-translation`, `IOMMU translation, ${what}`, translationNs)];
}

function onCore(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'guest-user', kind: 'serve', cost: { perUnitNs: ns, unit: 'segment' } };
}

function delay(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'device', kind: 'delay', cost: { perUnitNs: ns, unit: 'segment' } };
}
