import type { Stage } from '@doorbell/sdk';
import type { XenMpConfig } from './config.ts';
import { delay, work } from './stages.ts';

/** Doorbell, descriptor and payload for each frame, then the NIC's engine; with iWARP TCP is in it. */
export function toNic(config: XenMpConfig, runsIn: Stage['executor']): readonly Stage[] {
  return [
    work('doorbell', 'Doorbell', runsIn, { perUnitNs: config.doorbellNs }),
    delay('doorbell-flight', 'Doorbell flight', config.doorbellFlightNs),
    delay('work-request-read', 'Descriptor read', config.workRequestReadNs),
    delay('payload-read', 'Payload read', config.payloadReadNs),
    ...(config.lowerProtocol === 'iwarp' ? [delay('offload-transmit', 'TCP in the adapter', config.iwarpOffloadNs)] : []),
    {
      id: 'transmit', title: 'NIC, transmit', executor: 'device', kind: 'serve', resources: ['adapter-transmit'],
      cost: { perUnitNs: config.transmitNs, unit: 'segment', perByteNs: config.adapterPerByteNs },
    },
  ];
}

/** The NIC takes a frame as it arrives and writes it and its completion to memory. */
export function fromNic(config: XenMpConfig): readonly Stage[] {
  const stages: readonly Stage[] = [
    {
      id: 'receive', title: 'NIC, receive', executor: 'device', kind: 'serve', resources: ['adapter-receive'], cutThrough: true,
      cost: { perByteNs: config.adapterPerByteNs },
    },
    delay('receive-processing', 'NIC, receive processing', config.receiveNs),
    ...(config.lowerProtocol === 'iwarp' ? [delay('offload-receive', 'TCP in the adapter', config.iwarpOffloadNs)] : []),
    delay('payload-write', 'Payload write', config.payloadWriteNs),
    delay('completion-write', 'Completion write', config.completionWriteNs),
  ];
  return stages.map((stage) => ({ ...stage, side: 'receiver' }));
}
