import type { ServeStage } from '../model/stage.ts';

/** CPU time of one direction of a kernel TCP stack. */
export interface TcpCost {
  /** Per GSO unit: system call, protocol, driver or softirq, acknowledgements. ns */
  readonly perSegmentNs: number;
  /** Copy and checksum between the process and the socket buffer. ns per byte */
  readonly perByteNs: number;
}

/** The sending kernel, on the core of the sending rank. */
export function tcpSend({ perSegmentNs, perByteNs }: TcpCost): ServeStage {
  return {
    id: 'tcp-send', title: 'TCP send', executor: 'guest-kernel', kind: 'serve', copies: 1,
    cost: { perUnitNs: perSegmentNs, unit: 'segment', perByteNs },
  };
}

/** The receiving kernel, on the core of the receiving rank. */
export function tcpReceive({ perSegmentNs, perByteNs }: TcpCost): ServeStage {
  return {
    id: 'tcp-receive', title: 'TCP receive', executor: 'guest-kernel', kind: 'serve', copies: 1,
    cost: { perUnitNs: perSegmentNs, unit: 'segment', perByteNs },
  };
}
