import type { Platform } from '../model/platform.ts';
import type { Protocol } from '../model/path-model.ts';

/** Ethernet's share of every frame: preamble 8, header 14, frame check 4, gap 12. Bytes, outside the MTU. */
export const ethernetFrameBytes = 38;

/** The smallest Ethernet frame with preamble and gap, bytes. */
export const ethernetMinimumBytes = 84;

/** IPv4 header 20, TCP header 20, timestamp option 12. Bytes, inside the MTU. */
export const tcpHeaderBytes = 52;

/**
 * Kernel TCP over Ethernet. Segments are GSO units of the platform's NIC; the goodput ceiling follows from the MTU:
 * (MTU − 52) / (MTU + 38) of the link.
 */
export function tcpProtocol(platform: Platform, overrides: Partial<Protocol> = {}): Protocol {
  return {
    eagerLimitBytes: 65536,
    rendezvous: 'rts-cts',
    windowSegments: 16,
    segmentBytes: platform.nic.gsoBytes,
    framePayloadBytes: platform.nic.mtuBytes - tcpHeaderBytes,
    headerBytes: ethernetFrameBytes + tcpHeaderBytes,
    minimumFrameBytes: ethernetMinimumBytes,
    controlBytes: 64,
    reliability: { kind: 'timeout', rtoNs: 200_000_000, backoff: 2, retries: 15, onExhausted: 'fail' },
    ...overrides,
  };
}

/** Raw Ethernet frames from user space: the whole MTU is payload, one segment is one frame, nothing is retransmitted. */
export function rawProtocol(platform: Platform, overrides: Partial<Protocol> = {}): Protocol {
  return {
    eagerLimitBytes: 65536,
    rendezvous: 'rts-cts',
    windowSegments: 64,
    segmentBytes: platform.nic.mtuBytes,
    framePayloadBytes: platform.nic.mtuBytes,
    headerBytes: ethernetFrameBytes,
    minimumFrameBytes: ethernetMinimumBytes,
    controlBytes: 64,
    reliability: { kind: 'none' },
    ...overrides,
  };
}

/** What one direction of the link can carry at most in payload, bytes per second. */
export function goodputCeiling(platform: Platform, protocol: Protocol): number {
  const frame = protocol.framePayloadBytes + protocol.headerBytes;
  return (platform.nic.linkBitsPerSecond / 8) * (protocol.framePayloadBytes / frame);
}
