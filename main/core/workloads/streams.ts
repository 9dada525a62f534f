import type { Operation, Program, StreamsWorkload } from '../contract/index.ts';

/** Send sizes of the tools unless the document says otherwise, bytes. */
export const defaultSendBytes: Readonly<Record<StreamsWorkload['tool'], number>> = { netperf: 16 * 1024, iperf: 128 * 1024 };

/** Bytes of one send call. */
export function sendBytesOf(workload: StreamsWorkload): number {
  return workload.sendBytes ?? defaultSendBytes[workload.tool];
}

/**
 * Ranks 0 to n−1 send, ranks n to 2n−1 receive; rank i sends to rank n+i. TCP streams need no MPI library, so the layer
 * is raw. The last send carries what remains.
 */
export function streamsProgram(workload: StreamsWorkload, streams: number): Program {
  const bytes = sendBytesOf(workload);
  const whole = Math.floor(workload.bytesPerStream / bytes);
  const rest = workload.bytesPerStream - whole * bytes;
  const list = (make: (bytes: number) => Operation): readonly Operation[] => [
    ...(whole > 0 ? [{ op: 'loop', count: whole, body: [make(bytes)] } as const] : []),
    ...(rest > 0 ? [make(rest)] : []),
  ];
  const senders = Array.from({ length: streams }, (_, stream) => list((size) => ({ op: 'send', to: streams + stream, bytes: size, tag: 0, stream: true })));
  const receivers = Array.from({ length: streams }, (_, stream) => list((size) => ({ op: 'receive', from: stream, bytes: size, tag: 0 })));
  return { layer: 'raw', ranks: [...senders, ...receivers] };
}
