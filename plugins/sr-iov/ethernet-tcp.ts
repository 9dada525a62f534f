import { tcpProtocol, tcpReceive, tcpSend, wireStages } from '@doorbell/sdk';
import type { Platform, Stage } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';
import { crossings, linkLeft } from './fabric.ts';
import type { Flavour } from './flavour.ts';
import { exits, interrupts } from './interrupt.ts';

/** The guest's own TCP stack and driver; DMA, firmware and multiplexing are one cost of the NIC's engines. */
export function ethernetTcp(config: SrIovConfig, platform: Platform): Flavour {
  const protocol = tcpProtocol(platform, { windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes });
  const toNic: readonly Stage[] = [
    tcpSend({ perSegmentNs: config.sendPerSegmentNs, perByteNs: config.sendPerByteNs }),
    {
      id: 'doorbell', title: 'Doorbell', executor: 'guest-kernel', kind: 'serve',
      cost: { perUnitNs: config.doorbellNs, unit: 'segment' },
    },
    ...crossings(config, 'transmit'),
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
    ...crossings(config, 'receive'),
    ...interrupts(config, platform),
    ...exits(config, platform),
    tcpReceive({ perSegmentNs: config.receivePerSegmentNs, perByteNs: config.receivePerByteNs }),
  ];
  return {
    protocol,
    otherHost: { send: [...toNic, ...wireStages(linkLeft(config, platform), protocol)], receive: fromNic },
    // The switch that joins functions sits in the NIC: traffic between VMs of one host goes out and in again.
    sameHost: { send: toNic, receive: fromNic },
    bypassesKernel: false,
  };
}
