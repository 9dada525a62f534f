import type { PingPongWorkload, Program } from '../contract/index.ts';

/** Rank 0 sends and waits for the answer, `repetitions` times. Half the time of one repetition is the half round trip. */
export function pingPongProgram(workload: PingPongWorkload): Program {
  const { size: bytes, repetitions: count, layer } = workload;
  return {
    layer,
    ranks: [
      [{ op: 'loop', count, body: [{ op: 'send', to: 1, bytes, tag: 0 }, { op: 'receive', from: 1, bytes, tag: 0 }] }],
      [{ op: 'loop', count, body: [{ op: 'receive', from: 0, bytes, tag: 0 }, { op: 'send', to: 0, bytes, tag: 0 }] }],
    ],
  };
}
