import { ethernetFrameBytes, ethernetMinimumBytes, rawProtocol, tcpHeaderBytes } from '@doorbell/sdk';
import type { Platform, Protocol } from '@doorbell/sdk';
import type { VrdmaConfig } from './config.ts';

/** InfiniBand: local route header 8, base transport header 12, invariant and variant CRC 6. Bytes. */
const infinibandBytes = 26;
/** RoCE v2 inside the MTU: IPv4 20, UDP 8, base transport header 12, invariant CRC 4. Bytes. */
const roceBytes = 44;
/** iWARP behind TCP, for each frame: MPA length 2 and CRC 4, DDP and RDMAP of an untagged message 18. Bytes. */
const ddpBytes = 24;
/** Payloads that a queue pair's path MTU may have, bytes. */
const packetSizes = [4096, 2048, 1024, 512, 256] as const;

/** How a transport cuts messages into frames, and what it does about loss. */
export function protocolOf(config: VrdmaConfig, platform: Platform): Protocol {
  const { mtuBytes } = platform.nic;
  const common = { windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes, rendezvous: 'rget' } as const;
  // A queue pair waits 4.096 us · 2^14 for an acknowledgement, seven times.
  const reliability = { kind: 'timeout', rtoNs: 67_108_864, backoff: 1, retries: 7, onExhausted: 'fail' } as const;
  const cut = (framePayloadBytes: number): Pick<Protocol, 'framePayloadBytes' | 'segmentBytes'> => ({
    framePayloadBytes, segmentBytes: Math.max(config.segmentBytes, framePayloadBytes),
  });
  switch (config.transport) {
    case 'infiniband': return rawProtocol(platform, {
      ...common, ...cut(packetOf(config.packetBytes, Infinity)), headerBytes: infinibandBytes, minimumFrameBytes: infinibandBytes, reliability,
    });
    case 'roce': return rawProtocol(platform, {
      ...common, ...cut(packetOf(config.packetBytes, mtuBytes - roceBytes)), headerBytes: ethernetFrameBytes + roceBytes,
      minimumFrameBytes: ethernetMinimumBytes, reliability,
    });
    case 'iwarp': return rawProtocol(platform, {
      ...common, ...cut(mtuBytes - tcpHeaderBytes - ddpBytes), headerBytes: ethernetFrameBytes + tcpHeaderBytes + ddpBytes,
      minimumFrameBytes: ethernetMinimumBytes, reliability: { kind: 'timeout', rtoNs: 200_000_000, backoff: 2, retries: 15, onExhausted: 'fail' },
    });
  }
}

/** The largest path MTU within both bounds. */
function packetOf(most: number, room: number): number {
  return packetSizes.find((bytes) => bytes <= most && bytes <= room) ?? 256;
}
