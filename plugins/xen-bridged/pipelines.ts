import { pageBytes, wireStages } from '@doorbell/sdk';
import type { NotifyStage, Pipelines, Platform, Protocol, Stage } from '@doorbell/sdk';
import type { XenBridgedConfig } from './config.ts';
import { deliver } from './delivery.ts';
import { stackReceive, stackSend } from './guest-stack.ts';
import { nicReceive, nicTransmit } from './nic-stages.ts';

/** Through the driver domains of both hosts and the wire between them. */
export function otherHost(config: XenBridgedConfig, platform: Platform, protocol: Protocol): Pipelines {
  return {
    send: [...netfront(config, protocol), transmit(config), releaseSlots, ...nicTransmit(config), ...wireStages(platform, protocol)],
    receive: [...nicReceive(config), eventToDomain(config), ...fromNic(config, protocol), ...guestReceive(config)],
  };
}

/** One pass through the driver domain from guest to guest; the NIC and the wire see nothing of it. */
export function sameHost(config: XenBridgedConfig, protocol: Protocol): Pipelines {
  // What stays on the host is not cut into frames: a segment is in whole pages.
  const bridge = deliver(config, { unit: 'page' }, {
    id: 'bridge', title: 'Netback, bridge, netback', perUnitNs: config.bridgePerSegmentNs, perByteNs: config.bridgePerByteNs,
  });
  return { send: [...netfront(config, protocol), ...bridge, releaseSlots], receive: guestReceive(config) };
}

/** The sending guest: its stack, slots of the shared ring, grants, and the event that wakes the driver domain. */
function netfront(config: XenBridgedConfig, protocol: Protocol): readonly Stage[] {
  const slotsPerSegment = Math.ceil(protocol.segmentBytes / pageBytes) + 1;
  return [
    stackSend(config),
    {
      id: 'netfront-ring', title: 'Transmit ring', executor: 'guest-kernel', kind: 'ring', ring: 'netfront-transmit', scope: 'vm',
      slots: Math.max(1, Math.floor(config.ringSlots / slotsPerSegment)), onFull: 'block',
    },
    { id: 'grant', title: 'Grant pages', executor: 'guest-kernel', kind: 'serve', cost: { perPageNs: config.grantPerPageNs } },
    eventToDomain(config),
  ];
}

/** With a queue for each guest there is no bridge: the driver domain checks descriptors and hands them on. */
function transmit(config: XenBridgedConfig): Stage {
  if (config.nicKind === 'intelligent') return queue('queue-transmit', 'Queue of the guest, transmit', config);
  return {
    id: 'netback-transmit', title: 'Netback, bridge, driver', executor: 'driver-domain', kind: 'serve',
    cost: { perUnitNs: config.transmitPerSegmentNs, unit: 'segment', perByteNs: config.transmitPerByteNs },
  };
}

/** From the NIC to the guest: copied or flipped by the driver domain, unless the NIC wrote the guest's memory itself. */
function fromNic(config: XenBridgedConfig, protocol: Protocol): readonly Stage[] {
  if (config.nicKind === 'intelligent') return [queue('queue-receive', 'Queue of the guest, receive', config)];
  return deliver(config, { unit: 'frame', frameBytes: protocol.framePayloadBytes }, {
    id: 'netback-receive', title: 'Driver, bridge, netback', perUnitNs: config.deliverPerSegmentNs, perByteNs: config.deliverPerByteNs,
  });
}

function queue(id: string, title: string, config: XenBridgedConfig): Stage {
  return { id, title, executor: 'driver-domain', kind: 'serve', cost: { perUnitNs: config.queuePerSegmentNs, unit: 'segment' } };
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
    stackReceive(config),
  ];
}

function eventToDomain(config: XenBridgedConfig): NotifyStage {
  return {
    id: 'event-to-domain', title: 'Event to driver domain', executor: 'hypervisor', kind: 'notify', target: 'driver-domain',
    idleNs: config.eventToDomainNs, pollBudgetNs: config.pollBudgetNs,
  };
}
