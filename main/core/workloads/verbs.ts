import type { Measure, Operation, VerbsWorkload } from '../contract/index.ts';
import { eachRank, loop, timed, type BuiltWorkload } from './built-workload.ts';

/**
 * Ranks 2i and 2i + 1 are partners; there is no library. Latency tests of `send` are a ping-pong, of `write` and `read` one blocking
 * operation after the other. Bandwidth tests keep `window` operations under way: each post waits for the one a window earlier.
 * That of `send` ends with an empty answer: a path that copies says that a send is done before anything is on the wire.
 */
export function verbsProgram(workload: VerbsWorkload, ranks: number): BuiltWorkload {
  const { benchmark, iterations } = workload;
  const program = eachRank(ranks, (rank) => {
    const first = rank % 2 === 0;
    const body = bodyOf(workload, first ? rank + 1 : rank - 1, first);
    return first ? timed(0, body) : body;
  });
  return { program: { layer: 'raw', ranks: program, timers: 1 }, measures: measuresOf(benchmark, workload.size, iterations) };
}

function bodyOf({ benchmark, size: bytes, iterations, window }: VerbsWorkload, partner: number, first: boolean): readonly Operation[] {
  switch (benchmark) {
    case 'send_lat': {
      const send: Operation = { op: 'send', to: partner, bytes, tag: 0 };
      const receive: Operation = { op: 'receive', from: partner, bytes, tag: 0 };
      return loop(iterations, first ? [send, receive] : [receive, send]);
    }
    case 'send_bw': return [
      ...sliding(iterations, window, (request) => (first
        ? { op: 'isend', to: partner, bytes, tag: 0, request } : { op: 'ireceive', from: partner, bytes, tag: 0, request })),
      first ? { op: 'receive', from: partner, bytes: 0, tag: 1 } : { op: 'send', to: partner, bytes: 0, tag: 1 },
    ];
    case 'write_lat': return first ? loop(iterations, [{ op: 'put', to: partner, bytes }]) : [];
    case 'read_lat': return first ? loop(iterations, [{ op: 'get', to: partner, bytes }]) : [];
    case 'write_bw': return first ? sliding(iterations, window, (request) => ({ op: 'put', to: partner, bytes, request })) : [];
    case 'read_bw': return first ? sliding(iterations, window, (request) => ({ op: 'get', to: partner, bytes, request })) : [];
  }
}

/** `count` operations, at most `window` of them under way. */
function sliding(count: number, window: number, make: (request: number) => Operation): readonly Operation[] {
  const width = Math.min(count, window);
  const fill = (many: number): readonly Operation[] => Array.from({ length: many }, (_, request) => make(request));
  const refill = (many: number): readonly Operation[] => Array.from({ length: many }, (_, request) => [{ op: 'wait', request } as const, make(request)]).flat();
  return [...fill(width), ...loop(Math.floor((count - width) / width), refill(width)), ...refill((count - width) % width), { op: 'waitall' }];
}

function measuresOf(benchmark: VerbsWorkload['benchmark'], size: number, iterations: number): readonly Measure[] {
  switch (benchmark) {
    // Half a ping-pong of sends, a whole read: as perftest prints them. A whole write, acknowledgement and all: perftest's is half a
    // ping-pong of writes that each side sees in its memory, and shorter.
    case 'send_lat': return [{ metric: 'verbLatency', of: 'timer-mean', timer: 0, by: 2 * iterations }];
    case 'write_lat': case 'read_lat': return [{ metric: 'verbLatency', of: 'timer-mean', timer: 0, by: iterations }];
    case 'send_bw': case 'write_bw': case 'read_bw': return [
      { metric: 'bandwidth', of: 'timer-rate', timer: 0, by: size * iterations, unit: 'B/s' },
      { metric: 'messageRate', of: 'timer-rate', timer: 0, by: iterations, unit: '1/s' },
    ];
  }
}
