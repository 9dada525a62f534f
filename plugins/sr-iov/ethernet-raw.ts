import { ethernetFrameBytes, rawProtocol, wireStages } from '@doorbell/sdk';
import type { LinearCost, Platform, Stage } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';
import { linkLeft } from './fabric.ts';
import { engines } from './flavour.ts';
import type { Flavour } from './flavour.ts';
import { functionLookup } from './infiniband.ts';
import { arrivalNs, exits } from './interrupt.ts';
import { iotlb } from './iommu.ts';

/** The light protocol's header, inside the MTU. Bytes. */
const headerBytes = 32;

/** Raw frames through a kernel driver, as Open-MX sends them: no IP, no TCP, one copy of what arrives. Every segment is one frame. */
export function ethernetRaw(config: SrIovConfig, platform: Platform): Flavour {
  const payloadBytes = Math.min(config.rawFrameBytes, platform.nic.mtuBytes - headerBytes);
  const protocol = rawProtocol(platform, {
    windowSegments: config.windowSegments, eagerLimitBytes: config.rawEagerLimitBytes, segmentBytes: payloadBytes, framePayloadBytes: payloadBytes,
    headerBytes: ethernetFrameBytes + headerBytes,
    reliability: { kind: 'timeout', rtoNs: 500_000_000, backoff: 1, retries: 1000, onExhausted: 'fail' },
  });
  const toNic: readonly Stage[] = [
    work('post', 'Post to the driver', { perUnitNs: config.rawPostNs, unit: 'operation' }),
    work('protocol-send', 'Raw protocol, send', { perUnitNs: config.rawSendNs }),
    work('doorbell', 'Doorbell', { perUnitNs: config.burstNs }),
    delay('doorbell-flight', 'Doorbell flight', config.doorbellFlightNs),
    delay('work-request-read', 'Descriptor read', config.workRequestReadNs),
    delay('read-translation', 'IOMMU translation, read', config.translationNs),
    ...iotlb(config, 'read'),
    delay('payload-read', 'Payload read', config.payloadReadNs),
    functionLookup(config, 'transmit'),
    delay('transmit-processing', 'NIC, transmit processing', config.transmitNs),
    {
      id: 'transmit', title: 'NIC, transmit', executor: 'device', kind: 'serve', resources: [engines.transmit],
      cost: { perUnitNs: config.messageNs, unit: 'segment', perByteNs: config.adapterPerByteNs },
    },
  ];
  const fromNic: readonly Stage[] = [
    {
      id: 'receive', title: 'NIC, receive', executor: 'device', kind: 'serve', resources: [engines.receive], cutThrough: true,
      cost: { perByteNs: config.adapterPerByteNs },
    },
    delay('receive-processing', 'NIC, receive processing', config.receiveNs),
    functionLookup(config, 'receive'),
    delay('write-translation', 'IOMMU translation, write', config.translationNs),
    ...iotlb(config, 'write'),
    delay('payload-write', 'Payload write', config.payloadWriteNs),
    delay('completion-write', 'Completion write', config.completionWriteNs),
    delay('interrupt', 'Interrupt', arrivalNs(config, platform, config.rawInterruptNs)),
    ...exits(config, platform),
    { ...work('protocol-receive', 'Raw protocol, receive', { perUnitNs: config.rawReceiveNs, perByteNs: config.rawCopyPerByteNs }), copies: 1 },
    { ...work('event', 'See the event', { perUnitNs: config.rawPollNs, unit: 'operation' }), executor: 'guest-user' },
  ];
  return {
    protocol,
    otherHost: { send: [...toNic, ...wireStages(linkLeft(config, platform), protocol)], receive: fromNic },
    sameHost: { send: toNic, receive: fromNic },
    bypassesKernel: false,
  };
}

function work(id: string, title: string, cost: LinearCost): Stage {
  return { id, title, executor: 'guest-kernel', kind: 'serve', cost: { unit: 'segment', ...cost } };
}

function delay(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'device', kind: 'delay', cost: { perUnitNs: ns, unit: 'segment' } };
}
