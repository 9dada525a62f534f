import type { Measure, Operation, OsuWorkload } from '../contract/index.ts';
import { eachRank, loop, timed, type BuiltWorkload } from './built-workload.ts';

/** Bytes of the message that ends a window (OSU sends four). */
export const acknowledgementBytes = 4;

/** Ranks 2i and 2i + 1 are partners, so that `inter` puts them on different hosts; several pairs start together. */
export function osuProgram(workload: OsuWorkload, ranks: number): BuiltWorkload {
  const { benchmark, iterations, warmup, window } = workload;
  const together: readonly Operation[] = benchmark === 'multi-lat' || benchmark === 'mbw-mr' ? [{ op: 'collective', collective: 'barrier', bytes: 0 }] : [];
  const measuredOnBoth = benchmark === 'bibw';
  const program = eachRank(ranks, (rank) => {
    const first = rank % 2 === 0;
    const body = bodyOf(workload, first ? rank + 1 : rank - 1, first);
    const measured = loop(iterations, body);
    return [...loop(warmup, body), ...together, ...(first || measuredOnBoth ? timed(0, measured) : measured)];
  });
  return { program: { layer: 'mpi', ranks: program, timers: 1 }, measures: measuresOf(workload, iterations * window) };
}

function bodyOf({ benchmark, size: bytes, window }: OsuWorkload, partner: number, first: boolean): readonly Operation[] {
  const send: Operation = { op: 'send', to: partner, bytes, tag: 0 };
  const receive: Operation = { op: 'receive', from: partner, bytes, tag: 0 };
  const sends: readonly Operation[] = loop(window, [{ op: 'isend', to: partner, bytes, tag: 0 }]);
  const receives: readonly Operation[] = loop(window, [{ op: 'ireceive', from: partner, bytes, tag: 0 }]);
  const all: Operation = { op: 'waitall' };
  switch (benchmark) {
    case 'latency': case 'multi-lat': return first ? [send, receive] : [receive, send];
    case 'bibw': return [...receives, ...sends, all];
    case 'bw': case 'mbw-mr': return first
      ? [...sends, all, { op: 'receive', from: partner, bytes: acknowledgementBytes, tag: 1 }]
      : [...receives, all, { op: 'send', to: partner, bytes: acknowledgementBytes, tag: 1 }];
  }
}

function measuresOf({ benchmark, size, iterations }: OsuWorkload, messages: number): readonly Measure[] {
  const bandwidth: Measure = { metric: 'bandwidth', of: 'timer-rate', timer: 0, by: size * messages, unit: 'B/s' };
  switch (benchmark) {
    case 'latency': case 'multi-lat': return [{ metric: 'halfRoundTrip', of: 'timer-mean', timer: 0, by: 2 * iterations }];
    case 'bw': case 'bibw': return [bandwidth];
    case 'mbw-mr': return [{ metric: 'messageRate', of: 'timer-rate', timer: 0, by: messages, unit: '1/s' }, bandwidth];
  }
}
