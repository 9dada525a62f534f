import type { Platform, Stage } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';

/**
 * A multi-root NIC: a PCI Express switch lies between it and its hosts, and every crossing passes it. The engines and the link
 * of a NIC cannot be queued for by several hosts here, so the others' share of them is a number: what is left is that much
 * slower.
 */
export function overFabric(config: SrIovConfig): SrIovConfig {
  if (config.hostsPerNic === 1) return config;
  const hop = config.fabricHopNs;
  const left = 1 - config.foreignLoad;
  return {
    ...config,
    doorbellFlightNs: config.doorbellFlightNs + hop,
    // A read goes there and comes back.
    workRequestReadNs: config.workRequestReadNs + 2 * hop,
    payloadReadNs: config.payloadReadNs + 2 * hop,
    payloadWriteNs: config.payloadWriteNs + hop,
    messageNs: config.messageNs / left,
    adapterPerByteNs: config.adapterPerByteNs / left,
    transmitPerSegmentNs: config.transmitPerSegmentNs / left,
    transmitPerByteNs: config.transmitPerByteNs / left,
    deliverPerSegmentNs: config.deliverPerSegmentNs / left,
    deliverPerByteNs: config.deliverPerByteNs / left,
  };
}

/** What the other hosts leave of the link. */
export function linkLeft(config: SrIovConfig, platform: Platform): Platform {
  if (config.hostsPerNic === 1) return platform;
  return { ...platform, nic: { ...platform.nic, linkBitsPerSecond: platform.nic.linkBitsPerSecond * (1 - config.foreignLoad) } };
}

/** The crossings of a flavour whose engines hold them inside: a doorbell and a read on the way out, a write on the way in. */
export function crossings(config: SrIovConfig, way: 'transmit' | 'receive'): readonly Stage[] {
  if (config.hostsPerNic === 1) return [];
  const hops = way === 'transmit' ? 3 : 1;
  return [{
    id: `fabric-${way}`, title: 'PCI Express switch', executor: 'device', kind: 'delay', cost: { perUnitNs: hops * config.fabricHopNs, unit: 'segment' },
  }];
}
