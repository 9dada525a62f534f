import { pageBytes, tcpReceive, tcpSend, wireStages } from '@doorbell/sdk';
import type { NotifyStage, Pipelines, Platform, Protocol, Stage } from '@doorbell/sdk';
import type { XenBridgedConfig } from './config.ts';

/** Through the driver domains of both hosts and the wire between them. */
export function otherHost(config: XenBridgedConfig, platform: Platform, protocol: Protocol): Pipelines {
  return {
    send: [
      ...netfront(config, protocol),
      {
        id: 'netback-transmit', title: 'Netback, bridge, driver', executor: 'driver-domain', kind: 'serve',
        cost: { perUnitNs: config.transmitPerSegmentNs, unit: 'segment', perByteNs: config.transmitPerByteNs },
      },
      releaseSlots,
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
      eventToDomain(config),
      {
        id: 'netback-receive', title: 'Driver, bridge, netback', executor: 'driver-domain', kind: 'serve', copies: 1,
        cost: { perUnitNs: config.deliverPerSegmentNs, unit: 'segment', perByteNs: config.deliverPerByteNs },
      },
      ...guestReceive(config),
    ],
  };
}

/** One pass through the driver domain from guest to guest; the NIC and the wire see nothing of it. */
export function sameHost(config: XenBridgedConfig, protocol: Protocol): Pipelines {
  return {
    send: [
      ...netfront(config, protocol),
      {
        id: 'bridge', title: 'Netback, bridge, netback', executor: 'driver-domain', kind: 'serve', copies: 1,
        cost: { perUnitNs: config.bridgePerSegmentNs, unit: 'segment', perByteNs: config.bridgePerByteNs },
      },
      releaseSlots,
    ],
    receive: guestReceive(config),
  };
}

/** The sending guest: its stack, slots of the shared ring, grants, and the event that wakes the driver domain. */
function netfront(config: XenBridgedConfig, protocol: Protocol): readonly Stage[] {
  const slotsPerSegment = Math.ceil(protocol.segmentBytes / pageBytes) + 1;
  return [
    tcpSend({ perSegmentNs: config.sendPerSegmentNs, perByteNs: config.sendPerByteNs }),
    {
      id: 'netfront-ring', title: 'Transmit ring', executor: 'guest-kernel', kind: 'ring', ring: 'netfront-transmit', scope: 'vm',
      slots: Math.max(1, Math.floor(config.ringSlots / slotsPerSegment)), onFull: 'block',
    },
    { id: 'grant', title: 'Grant pages', executor: 'guest-kernel', kind: 'serve', cost: { perPageNs: config.grantPerPageNs } },
    eventToDomain(config),
  ];
}

const releaseSlots: Stage = {
  id: 'netfront-release', title: 'Free ring slots', executor: 'driver-domain', kind: 'release', ring: 'netfront-transmit',
};

function guestReceive(config: XenBridgedConfig): readonly Stage[] {
  return [
    {
      id: 'event-to-guest', title: 'Event to guest', executor: 'hypervisor', kind: 'notify', target: 'guest-vcpu',
      side: 'receiver', idleNs: config.eventToGuestNs, pollBudgetNs: config.pollBudgetNs,
    },
    tcpReceive({ perSegmentNs: config.receivePerSegmentNs, perByteNs: config.receivePerByteNs }),
  ];
}

function eventToDomain(config: XenBridgedConfig): NotifyStage {
  return {
    id: 'event-to-domain', title: 'Event to driver domain', executor: 'hypervisor', kind: 'notify', target: 'driver-domain',
    idleNs: config.eventToDomainNs, pollBudgetNs: config.pollBudgetNs,
  };
}
