import { describe, expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { simulate } from './index.ts';
import { resultOf } from './result.ts';
import { leaksOf, resultFor, worldAfter } from './testing/outcomes.ts';
import { delay, onCores, path, runInput, serve } from './testing/run-input.ts';

const compute = (ns: number): Operation => ({ op: 'compute', ns });
const send = (to: number, bytes: number, tag = 0): Operation => ({ op: 'send', to, bytes, tag });
const stream = (to: number, bytes: number): Operation => ({ op: 'send', to, bytes, tag: 0, stream: true });
const receive = (from: number | 'any', bytes: number, tag: number | 'any' = 0): Operation => ({ op: 'receive', from, bytes, tag });
const isend = (to: number, bytes: number, tag = 0): Operation => ({ op: 'isend', to, bytes, tag });
const ireceive = (from: number | 'any', bytes: number, tag: number | 'any' = 0): Operation => ({ op: 'ireceive', from, bytes, tag });
const waitall: Operation = { op: 'waitall' };
const times = (count: number, ...body: readonly Operation[]): Operation => ({ op: 'loop', count, body });

/** 100 ns to send, 50 ns of wire, 80 ns to receive, each per segment of 1000 B. */
const alone = 100 + 50 + 80;
const waitingAt = (result: ReturnType<typeof resultFor>, stage: string): number => result.stages.filter((row) => row.stage === stage).reduce((sum, row) => sum + row.waitingNs, 0);

describe('an eager message', () => {
  test('is sent when the sender\'s last byte is in its buffer, whoever receives', () => {
    const { ranks, messages } = resultFor(runInput({ ranks: [[send(1, 10)], [compute(1e6), receive(0, 10)]] }));
    expect(ranks[0].finishedNs).toBe(100);
    // Copied out of the library's memory at 1 B/ns.
    expect(messages[0].maxNs).toBe(1e6 + 80 + 10);
  });

  test('leaves the library\'s memory where the path copies nothing, so its sender waits for nobody', () => {
    const model = path({ zeroCopy: true, protocol: { eagerLimitBytes: 100 } });
    const senderOf = (bytes: number, layer: 'raw' | 'mpi'): number => resultFor(runInput({ ranks: [[send(1, bytes)], [compute(1e6), receive(0, bytes)]], model, layer, mpi: { progress: 'in-call' } })).ranks[0].finishedNs;
    expect(senderOf(100, 'mpi')).toBe(100);
    expect(senderOf(101, 'mpi')).toBeGreaterThan(1e6);
    // Without a library it is the process's own memory.
    expect(senderOf(100, 'raw')).toBeGreaterThan(100);
  });

  test('that enters as another one ends on the core that posts it waits its turn there', () => {
    const model = path({ protocol: { windowSegments: 1 }, complete: [serve('done', 'guest-kernel', { perUnitNs: 1000 })] });
    const ranks = [[isend(1, 1), isend(1, 1), ireceive(2, 1), waitall], [receive(0, 1), receive(0, 1)], [compute(300), send(0, 1)]];
    const input = runInput({ ranks, model });
    // The first one is over at 230 + 1000. What came from rank 2 waits since 450: it is taken (80), then the second one is posted. Either kernel says so.
    for (const result of [resultFor(input), resultOf(worldAfter(input))]) expect(result.ranks[1].finishedNs).toBe(230 + 1000 + 80 + alone);
  });

  test('that was expected is not copied', () => {
    const { messages } = resultFor(runInput({ ranks: [[compute(1000), send(1, 10)], [receive(0, 10)]] }));
    expect(messages[0].maxNs).toBe(alone);
  });

  test('that is asked for while it arrives is not copied', () => {
    const { messages } = resultFor(runInput({ ranks: [[send(1, 5000)], [compute(100 + 50 + 10), receive(0, 5000)]] }));
    // The sender's core makes 5 segments; the compute ends 10 ns after the receiver took the first of them.
    expect(messages[0].maxNs).toBe(5 * 100 + 50 + 80);
  });

  test('of no bytes still makes one segment', () => {
    const world = worldAfter(runInput({ ranks: [[send(1, 0)], [compute(1000), receive(0, 0)]] }));
    expect([world.statistics.messages, world.statistics.segments, world.statistics.bytesDelivered]).toEqual([1, 1, 0]);
    expect(leaksOf(world)).toEqual([]);
  });
});

describe('a rendezvous', () => {
  const model = path({ protocol: { eagerLimitBytes: 100 } });
  // A request there and a grant back before the data.
  const asked = 3 * alone;

  test('waits for a late receiver and says so', () => {
    const result = resultFor(runInput({ ranks: [[send(1, 500)], [compute(1e6), receive(0, 500)]], model }));
    // The request takes 80 ns from the compute.
    expect(result.messages[0].maxNs).toBe(1e6 + 80 + 2 * alone);
    expect(result.ranks[0].finishedNs).toBe(1e6 + 80 + alone + 100);
    expect(waitingAt(result, 'wait-receiver')).toBe(1e6 + 80 - alone);
  });

  test('finds an early receiver waiting', () => {
    const result = resultFor(runInput({ ranks: [[compute(1e6), send(1, 500)], [receive(0, 500)]], model }));
    expect(result.messages[0].maxNs).toBe(asked);
    expect(waitingAt(result, 'wait-receiver')).toBe(0);
  });

  test('is for messages above the limit only, and the limit of the MPI library wins', () => {
    const latency = (bytes: number, eagerLimitBytes?: number): number => resultFor(runInput({
      ranks: [[compute(1000), send(1, bytes)], [receive(0, bytes)]], model, mpi: eagerLimitBytes === undefined ? {} : { eagerLimitBytes },
    })).messages[0].maxNs;
    expect([latency(100), latency(101), latency(101, 200), latency(50, 10)]).toEqual([alone, asked, alone, asked]);
  });

  test('is not for streams, nor below the MPI library', () => {
    expect(resultFor(runInput({ ranks: [[compute(1000), stream(1, 500)], [receive(0, 500)]], model })).messages[0].maxNs).toBe(alone);
    expect(resultFor(runInput({ ranks: [[compute(1000), send(1, 500)], [receive(0, 500)]], model, layer: 'raw' })).messages[0].maxNs).toBe(alone);
  });

  test('does not hold up eager messages behind it, which are received after it', () => {
    const world = worldAfter(runInput({ ranks: [[isend(1, 500), isend(1, 10), waitall], [compute(1e5), receive(0, 500), receive(0, 10)]], model }));
    expect(leaksOf(world)).toEqual([]);
    expect(world.statistics.messageRows.map((row) => row.bytes)).toEqual([500, 10]);
  });
});

describe('a stream', () => {
  test('is at most a window ahead of its receiver', () => {
    const model = path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 })], receive: [delay('far', { perUnitNs: 10_000 }), serve('take', 'guest-kernel', { perUnitNs: 80 })], protocol: { windowSegments: 2 } });
    const { ranks, metrics } = resultFor(runInput({ ranks: [[times(6, stream(1, 1000))], [times(6, receive(0, 1000))]], model }));
    expect(metrics.executionTime.value).toBeGreaterThan(3 * 10_000);
    expect(ranks[0].finishedNs).toBeLessThan(metrics.executionTime.value - 10_000);
  });
});

describe('the window of a connection', () => {
  const far = (protocol: NonNullable<Parameters<typeof path>[0]>['protocol'], complete = delay('ack', { perUnitNs: 1000 })) =>
    path({ send: [serve('post', 'guest-kernel', { perUnitNs: 10 })], receive: [serve('take', 'guest-kernel', { perUnitNs: 10 })], complete: [complete], protocol });
  const run = (protocol: NonNullable<Parameters<typeof path>[0]>['protocol'], bytes: number) =>
    resultFor(runInput({ ranks: [[send(1, bytes)], [receive(0, bytes)]], model: far(protocol) }));
  const round = 10 + 10 + 1000;

  test('in segments: the next enters when the completion of one has ended', () => {
    expect(run({ windowSegments: 1 }, 4000).messages[0].maxNs).toBe(3 * round + 20);
    expect(run({ windowSegments: 2 }, 4000).messages[0].maxNs).toBe(round + 10 + 20);
    expect(run({ windowSegments: 4 }, 4000).messages[0].maxNs).toBe(4 * 10 + 10);
    expect(waitingAt(run({ windowSegments: 1 }, 4000), 'wait-window')).toBe(0);
  });

  test('in bytes: what does not fit waits, and one segment always fits', () => {
    expect(run({ windowSegments: 1, windowBytes: 4000 }, 4000).messages[0].maxNs).toBe(4 * 10 + 10);
    expect(run({ windowSegments: 9, windowBytes: 2000 }, 4000).messages[0].maxNs).toBe(round + 10 + 20);
    expect(run({ windowSegments: 9, windowBytes: 2999 }, 4000).messages[0].maxNs).toBe(round + 10 + 20);
    expect(run({ windowSegments: 9, windowBytes: 10 }, 4000).messages[0].maxNs).toBe(3 * round + 20);
  });

  test('is one for all messages between two ranks, and another for the way back', () => {
    const time = (ranks: readonly (readonly Operation[])[]): number => resultFor(runInput({ ranks, model: far({ windowSegments: 1 }) })).metrics.executionTime.value;
    expect(time([[isend(1, 10), isend(1, 10), waitall], [ireceive(0, 10), ireceive(0, 10), waitall]])).toBe(round + 20);
    expect(time([[isend(1, 10), ireceive(1, 10), waitall], [isend(0, 10), ireceive(0, 10), waitall]])).toBe(20);
  });

  test('is given back where the path is zero-copy too, and only then is the buffer free', () => {
    const zeroCopy = path({ complete: [delay('ack', { perUnitNs: 1000 })], zeroCopy: true, protocol: { windowSegments: 2 } });
    const world = worldAfter(runInput({ ranks: [[send(1, 5000)], [receive(0, 5000)]], model: zeroCopy, layer: 'raw' }));
    expect(leaksOf(world)).toEqual([]);
    expect(world.ranks.finishedNs[0]).toBe(world.ranks.finishedNs[1] + 1000);
  });
});

describe('who a message is for', () => {
  test('may be its sender', () => {
    const own = resultFor(runInput({ ranks: [[isend(0, 100), ireceive(0, 100), waitall, isend(0, 1e5), ireceive(0, 1e5), waitall]] }));
    expect(own.messages.map((m) => [m.path, m.relation, m.bytes])).toEqual([['shared-memory', 'same-vm', 100], ['shared-memory', 'same-vm', 1e5]]);
    // 200 ns + 100 B at 1 B/ns to copy in, as much to copy out.
    expect(own.messages[0].maxNs).toBe(600);
  });

  test('decides over its path', () => {
    const ranks = [[isend(1, 10), isend(2, 10), isend(3, 10), waitall], [receive(0, 10)], [receive(0, 10)], [receive(0, 10)]];
    const { messages, metrics } = resultFor(runInput({ ranks, sameHost: path({ id: 'near' }), cores: 4, places: [...onCores(0, 1), { host: 0, vm: 0, core: 2 }, { host: 1, vm: 9, core: 0 }] }));
    expect(messages.map((m) => [m.path, m.relation]).sort()).toEqual([['near', 'same-host'], ['shared-memory', 'same-vm'], ['test', 'other-host']]);
    expect(metrics.crossingShare.value).toBe(1 / 3);
  });
});

describe('requests', () => {
  test('are all waited for', () => {
    const { ranks } = resultFor(runInput({ ranks: [[ireceive(1, 10, 1), ireceive(1, 10, 2), waitall], [compute(5000), send(0, 10, 2), compute(5000), send(0, 10, 1)]] }));
    expect(ranks[0].finishedNs).toBe(10_000 + 100 + alone);
  });

  test('that are done are not waited for', () => {
    const { ranks } = resultFor(runInput({ ranks: [[ireceive(1, 10), compute(1e5), waitall, waitall], [send(0, 10)]] }));
    expect(ranks[0].finishedNs).toBe(1e5 + 80);
  });

  test('for anything take what comes', () => {
    const { ranks, messages } = resultFor(runInput({ ranks: [[times(2, receive('any', 10, 'any'))], [compute(900), send(0, 10, 5)], [send(0, 10, 6)]] }));
    expect([ranks[0].finishedNs, messages[0].messages]).toEqual([900 + alone, 2]);
  });
});

describe('a deadlock', () => {
  const failureOf = (ranks: readonly (readonly Operation[])[]) => {
    const outcome = simulate(runInput({ ranks, model: path({ protocol: { eagerLimitBytes: 100 } }) }));
    return outcome.ok ? undefined : outcome.failure;
  };

  test('names who waits for what', () => {
    expect(failureOf([[receive(1, 10, 3)], []])).toMatchObject({ kind: 'deadlock', message: '1 rank waits for ever: rank 0 waits to receive from rank 1 with tag 3.' });
    expect(failureOf([[send(1, 500, 4)], [compute(5)]])).toMatchObject({ kind: 'deadlock', message: '1 rank waits for ever: rank 0 waits for rank 1 to receive 500 B with tag 4.' });
    expect(failureOf([[ireceive('any', 1, 'any'), waitall]])?.message).toContain('rank 0 waits for 1 open requests');
    expect(failureOf([[receive('any', 1, 'any')]])?.message).toContain('rank 0 waits to receive from any rank.');
  });

  test('of neighbours that all send first happens above the eager limit only', () => {
    const ring = (bytes: number) => failureOf([0, 1, 2].map((r) => [send((r + 1) % 3, bytes), receive((r + 2) % 3, bytes)]));
    expect(ring(100)).toBeUndefined();
    expect(ring(101)?.message).toContain('3 ranks wait for ever');
  });

  test('of ranks that poll on one core is noticed too', () => {
    const world = worldAfter(runInput({ ranks: [[receive(1, 1)], [compute(2e7), receive(0, 1)], [compute(3e7)]], places: onCores(0, 0, 0), cores: 1 }), 1000);
    expect(world.failure?.message).toContain('2 ranks wait for ever');
    expect(world.ranks.finishedNs[2]).toBeGreaterThan(5e7);
  });

  test('of many ranks names some', () => {
    expect(failureOf(Array.from({ length: 12 }, () => [receive('any', 1)]))?.message).toMatch(/^12 ranks .* and 4 more\.$/);
  });
});
