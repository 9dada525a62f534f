import { wireStages } from '@doorbell/sdk';
import type { Pipelines, Platform, Protocol, Stage } from '@doorbell/sdk';
import type { DoubleBypassConfig } from './config.ts';
import { memory } from './memory.ts';
import { delay, onCore } from './stages.ts';

/** Two VMs on two hosts, or on one: then the NIC turns frames around without the wire. */
export function pipelines(config: DoubleBypassConfig, wire: readonly Stage[]): Pipelines {
  return {
    send: [...memory(config), ...post(config), ...fetch(config), ...transmit(config), ...wire],
    receive: receive(config),
    // Memory that is sent from must stay as it is until the receiver's library has acknowledged it.
    complete: [delay('acknowledge', 'Acknowledgement', config.acknowledgeNs, 'sender')],
  };
}

/** The stages between two hosts' NICs. */
export function betweenHosts(platform: Platform, protocol: Protocol): readonly Stage[] {
  return wireStages(platform, protocol);
}

/** The process writes headers and work request and rings the doorbell, whose page lies in its own address space. */
function post(config: DoubleBypassConfig): readonly Stage[] {
  return [
    onCore('frame', 'Headers and retransmission state', config.frameNs, 'segment'),
    onCore('post', 'Post work request', config.postNs, 'segment'),
    {
      id: 'send-queue', title: 'Send queue', executor: 'guest-user', kind: 'ring', ring: 'send-queue', scope: 'rank',
      slots: config.sendQueueSlots, onFull: 'block',
    },
    onCore('doorbell', 'Doorbell', config.doorbellNs, 'segment'),
    delay('doorbell-flight', 'Doorbell flight', config.doorbellFlightNs, 'sender'),
  ];
}

/** What is short comes with the doorbell; else the NIC reads work request and payload from registered memory. */
function fetch(config: DoubleBypassConfig): readonly Stage[] {
  return [{
    id: 'fetch', title: 'Fetch', executor: 'device', kind: 'choose',
    branches: [
      { upToBytes: config.inlineBytes, stages: [] },
      {
        upToBytes: Number.MAX_SAFE_INTEGER,
        stages: [
          delay('work-request-read', 'Work request read', config.workRequestReadNs, 'sender'),
          ...translate(config, 'read'),
          delay('payload-read', 'Payload read', config.payloadReadNs, 'sender'),
        ],
      },
    ],
  }];
}

function transmit(config: DoubleBypassConfig): readonly Stage[] {
  return [
    {
      id: 'transmit', title: 'NIC, transmit', executor: 'device', kind: 'serve', resources: ['nic-transmit'],
      cost: { perUnitNs: config.transmitNs, unit: 'segment', perByteNs: config.nicPerByteNs },
    },
    { id: 'send-queue-release', title: 'Free work request', executor: 'device', kind: 'release', ring: 'send-queue' },
  ];
}

/** The NIC finds the queue of a frame, takes a receive buffer of it, writes payload and completion; the process polls. */
function receive(config: DoubleBypassConfig): readonly Stage[] {
  const shared = config.onMiss === 'shared-queue';
  const steer: readonly Stage[] = shared
    ? [{
        id: 'steer', title: 'Steering', executor: 'device', kind: 'steer', by: config.steering, direction: 'receive', where: 'hardware',
        onMiss: 'shared-queue', to: 'process', entries: config.steeringEntries,
      }]
    : [];
  // Who takes frames off a queue that others use as well locks it and hands on what is not its own.
  const dispatch: readonly Stage[] = shared ? [onCore('dispatch', 'Lock and dispatch', config.sharedQueueNs, 'segment')] : [];
  return [
    {
      id: 'receive', title: 'NIC, receive', executor: 'device', kind: 'serve', resources: ['nic-receive'], cutThrough: true,
      cost: { perByteNs: config.nicPerByteNs },
    },
    delay('receive-processing', 'NIC, receive processing', config.receiveNs, 'receiver'),
    {
      id: 'receive-queue', title: 'Receive queue', executor: 'device', kind: 'ring', ring: 'receive-queue', scope: 'rank',
      slots: config.receiveQueueSlots, onFull: 'drop',
    },
    ...steer,
    ...translate(config, 'write'),
    delay('payload-write', 'Payload write', config.payloadWriteNs, 'receiver'),
    delay('completion-write', 'Completion write', config.completionWriteNs, 'receiver'),
    ...dispatch,
    onCore('poll', 'Poll completion queue', config.pollNs, 'segment'),
    { id: 'receive-queue-release', title: 'Post receive buffer again', executor: 'guest-user', kind: 'release', ring: 'receive-queue' },
  ];
}

/**
 * Memory references of a page walk that finds nothing cached: one per level of four levels; with a guest's table on the
 * hypervisor's, each of the guest's four levels and the page itself are translated by four of the hypervisor's first.
 */
export function walkReferences({ translation }: DoubleBypassConfig): number {
  return translation === 'nested' ? 24 : 4;
}

/**
 * The IOMMU looks the page up for each DMA; what is not in its cache it finds by walking tables. The library's own buffers, which
 * messages up to the eager limit pass through, are few and always there; the application's are not.
 */
function translate(config: DoubleBypassConfig, what: 'read' | 'write'): readonly Stage[] {
  const side = what === 'read' ? 'sender' : 'receiver';
  const walk: Stage = {
    id: `${what}-page-walk`, title: `IOMMU page walk, ${what}`, executor: 'device', kind: 'cache', side, key: 'page', scope: 'host',
    entries: config.iotlbEntries, missNs: config.walkReferenceNs * walkReferences(config),
    invalidate: config.mapping === 'per-use' ? 'use' : 'never',
  };
  return [
    delay(`${what}-translation`, `IOMMU translation, ${what}`, config.translationNs, side),
    {
      id: `${what}-page`, title: `IOMMU page, ${what}`, executor: 'device', kind: 'choose',
      branches: [{ upToBytes: config.eagerLimitBytes, stages: [] }, { upToBytes: Number.MAX_SAFE_INTEGER, stages: [walk] }],
    },
  ];
}
