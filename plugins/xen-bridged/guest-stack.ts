import { ethernetFrameBytes, rawProtocol, tcpProtocol, tcpReceive, tcpSend } from '@doorbell/sdk';
import type { Platform, Protocol, Stage } from '@doorbell/sdk';
import type { XenBridgedConfig } from './config.ts';

/** Open-MX's header of a fragment, behind Ethernet's, and the two pages that a fragment carries at most. Bytes, inside the MTU. */
const openMxHeaderBytes = 32;
const openMxPayloadBytes = 8192;

export function protocolOf(config: XenBridgedConfig, platform: Platform): Protocol {
  const { windowSegments, eagerLimitBytes } = config;
  if (config.guestStack === 'tcp') return tcpProtocol(platform, { windowSegments, eagerLimitBytes });
  const framePayloadBytes = Math.min(openMxPayloadBytes, platform.nic.mtuBytes - openMxHeaderBytes);
  return rawProtocol(platform, {
    windowSegments, eagerLimitBytes, segmentBytes: framePayloadBytes, framePayloadBytes, headerBytes: ethernetFrameBytes + openMxHeaderBytes,
    reliability: { kind: 'timeout', rtoNs: 500_000_000, backoff: 1, retries: 1000, onExhausted: 'fail' },
  });
}

export function stackSend(config: XenBridgedConfig): Stage {
  if (config.guestStack === 'tcp') return tcpSend({ perSegmentNs: config.sendPerSegmentNs, perByteNs: config.sendPerByteNs });
  return { id: 'mx-send', title: 'Open-MX, send', executor: 'guest-kernel', kind: 'serve', cost: { perUnitNs: config.mxSendNs, unit: 'segment' } };
}

export function stackReceive(config: XenBridgedConfig): Stage {
  if (config.guestStack === 'tcp') return tcpReceive({ perSegmentNs: config.receivePerSegmentNs, perByteNs: config.receivePerByteNs });
  return {
    id: 'mx-receive', title: 'Open-MX, receive', executor: 'guest-kernel', kind: 'serve', copies: 1,
    cost: { perUnitNs: config.mxReceiveNs, unit: 'segment', perByteNs: config.mxPerByteNs },
  };
}
