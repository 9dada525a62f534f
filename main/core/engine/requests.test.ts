import { describe, expect, test } from 'vitest';
import type { Operation, Program } from '../contract/index.ts';
import { collectiveNames } from '../contract/index.ts';
import { simulate } from './index.ts';
import { leaksOf, resultFor, worldAfter } from './testing/outcomes.ts';
import { onCores, path, runInput, type RunParts } from './testing/run-input.ts';

const compute = (ns: number): Operation => ({ op: 'compute', ns });
const send = (to: number | 'source', bytes: number, tag = 0): Operation => ({ op: 'send', to, bytes, tag });
const receive = (from: number | 'any', bytes: number, tag: number | 'any' = 0): Operation => ({ op: 'receive', from, bytes, tag });
const isend = (to: number, bytes: number, tag: number, request?: number): Operation => ({ op: 'isend', to, bytes, tag, ...(request === undefined ? {} : { request }) });
const ireceive = (from: number | 'any', bytes: number, tag: number | 'any', request?: number): Operation => ({ op: 'ireceive', from, bytes, tag, ...(request === undefined ? {} : { request }) });
const times = (count: number, ...body: readonly Operation[]): Operation => ({ op: 'loop', count, body });
const wait = (request: number): Operation => ({ op: 'wait', request });
const waitany = (...requests: readonly number[]): Operation => ({ op: 'waitany', requests });

/** 100 ns to send, 50 ns of wire, 80 ns to receive. */
const alone = 100 + 50 + 80;
const finished = (parts: RunParts): readonly number[] => {
  const world = worldAfter(runInput(parts));
  expect(world.failure).toBeUndefined();
  expect(leaksOf(world)).toEqual([]);
  return [...world.ranks.finishedNs];
};
const failureOf = (ranks: readonly (readonly Operation[])[], communicators?: Program['communicators'], model = path()) => {
  const input = runInput({ ranks, model });
  const outcome = simulate(communicators === undefined ? input : { ...input, program: { ...input.program, communicators } });
  return outcome.ok ? undefined : outcome.failure;
};

describe('a request', () => {
  const late = [compute(5000), send(0, 10, 2), compute(5000), send(0, 10, 1)];

  test('is waited for alone, others stay open', () => {
    expect(finished({ ranks: [[ireceive(1, 10, 1, 7), ireceive(1, 10, 2, 8), wait(8), compute(100), wait(7)], late] })[0]).toBe(10_000 + 100 + alone);
    expect(finished({ ranks: [[ireceive(1, 10, 1, 7), ireceive(1, 10, 2, 8), wait(8), compute(50_000), wait(7)], late] })[0]).toBe(5000 + alone + 50_000 + 80);
  });

  test('that is complete, or that never was, is not waited for', () => {
    expect(finished({ ranks: [[wait(3), ireceive(1, 10, 0, 3), compute(1e5), wait(3), wait(3)], [send(0, 10)]] })[0]).toBe(1e5 + 80);
  });

  test('may be used again when it is complete, and not before', () => {
    expect(finished({ ranks: [[times(3, ireceive(1, 10, 0, 3), wait(3))], [times(3, send(0, 10))]] })[0]).toBe(300 + 50 + 80);
    expect(failureOf([[ireceive(1, 10, 0, 3), ireceive(1, 10, 0, 3)], [send(0, 10), send(0, 10)]])).toMatchObject({
      kind: 'protocol', message: 'Rank 0 uses request 3 again while it is open.',
    });
  });

  test('of a list is waited for with the others of it', () => {
    const ranks = (list: readonly number[]): readonly (readonly Operation[])[] => [[ireceive(1, 10, 1, 0), ireceive(1, 10, 2, 1), { op: 'waitall', requests: list }, compute(1), { op: 'waitall' }], late];
    expect(finished({ ranks: ranks([0, 1]) })[0]).toBe(10_000 + 100 + alone + 1);
    expect(finished({ ranks: ranks([1]) })[0]).toBe(10_000 + 100 + alone);
    expect(finished({ ranks: [[ireceive(1, 10, 2, 1), ireceive(1, 10, 1, 0), { op: 'waitall', requests: [1, 1, 9] }, compute(1e5), { op: 'waitall' }], late] })[0]).toBe(5000 + alone + 1e5 + 80);
  });
});

describe('waitany', () => {
  test('goes on with the first request that is complete, and closes that one', () => {
    const ranks = [
      [ireceive(1, 10, 0, 0), ireceive(2, 10, 0, 1), waitany(0, 1), send('source', 0, 9), waitany(0, 1), send('source', 0, 9)],
      [compute(8000), send(0, 10), receive(0, 0, 9)], [compute(1000), send(0, 10), receive(0, 0, 9)],
    ];
    // Rank 2 is answered first.
    expect(finished({ ranks })).toEqual([8000 + alone + 100, 8000 + 2 * alone, 1000 + 2 * alone]);
  });

  test('takes the first of its list among those that are complete, and none when none is open', () => {
    const ranks = [[ireceive(1, 10, 0, 0), ireceive(2, 10, 0, 1), compute(9000), waitany(1, 0), send('source', 0, 9), { op: 'waitall' }, waitany(0, 1)], [send(0, 10)], [send(0, 10), receive(0, 0, 9)]] satisfies Operation[][];
    expect(finished({ ranks })[2]).toBe(9000 + 160 + alone);
  });
});

test('test looks once, takes the receive overhead and closes what is complete', () => {
  const parts = (before: number): RunParts => ({
    ranks: [[ireceive(1, 10, 0, 0), compute(before), { op: 'test', request: 0 }, waitany(0), send(1, 0, 1)], [send(0, 10), receive(0, 0, 1)]], mpi: { receiveOverheadNs: 70 },
  });
  // Not there yet: 70 ns for the test, then the wait until the message is taken in.
  expect(finished(parts(10))[0]).toBe(alone + 70 + 100);
  expect(finished(parts(5000))[0]).toBe(5000 + 80 + 70 + 70 + 100);
});

describe('the last message received', () => {
  test('is where `source` sends go to', () => {
    const ranks = [[times(2, receive('any', 8, 1), send('source', 8, 2))], [compute(4000), send(0, 8, 1), receive(0, 8, 2)], [send(0, 8, 1), receive(0, 8, 2)]];
    expect(finished({ ranks })).toEqual([4000 + alone + 100, 4000 + 2 * alone, 2 * alone]);
    expect(failureOf([[send('source', 1)]])?.message).toContain('Rank 0 sends to the source of the message it received last, but has received none');
  });

  test('ends a loop by its tag', () => {
    const worker: Operation = times(1e9, receive(0, 8, 'any'), { op: 'leave', tag: 5 }, compute(100), send(0, 8));
    expect(finished({ ranks: [[times(3, send(1, 8), receive(1, 8)), send(1, 8, 5)], [worker, compute(7)]] })[1]).toBe(3 * (2 * alone + 100) + alone + 7);
  });
});

test('a probe waits for a message and leaves it', () => {
  const probe: Operation = { op: 'probe', from: 'any', tag: 3 };
  const ranks = [[probe, compute(50), probe, receive(1, 10, 3)], [send(0, 10, 1), compute(2000), send(0, 10, 3)]];
  const [now] = finished({ ranks: [[...ranks[0], receive(1, 10, 1)], ranks[1]] });
  // Both messages are copied out of the library's memory.
  expect(now).toBe(2000 + 100 + alone + 50 + 10 + 10);
  const rendezvous = path({ protocol: { eagerLimitBytes: 5 } });
  expect(finished({ ranks: [[probe, receive('any', 10, 3)], [send(0, 10, 3)]], model: rendezvous })[0]).toBe(3 * alone);
});

describe('a synchronous send', () => {
  const synchronous: Operation = { op: 'send', to: 1, bytes: 10, tag: 0, synchronous: true };

  test('is over when the receiver has said that it is matched', () => {
    expect(finished({ ranks: [[synchronous], [compute(1e5), receive(0, 10)]] })[0]).toBe(1e5 + 80 + alone);
    expect(finished({ ranks: [[synchronous], [receive(0, 10)]] })[0]).toBe(2 * alone);
    expect(finished({ ranks: [[{ op: 'isend', to: 1, bytes: 10, tag: 0, synchronous: true, request: 4 }, compute(10), wait(4)], [compute(1e5), receive(0, 10)]] })[0]).toBe(1e5 + 80 + alone);
  });

  test('above the eager limit is a rendezvous', () => {
    const model = path({ protocol: { eagerLimitBytes: 5 } });
    expect(finished({ ranks: [[synchronous], [receive(0, 10)]], model })).toEqual([2 * alone + 100, 3 * alone]);
  });
});

describe('a message to oneself', () => {
  test('goes through the memory of the library, blocking when it is eager', () => {
    expect(finished({ ranks: [[send(0, 100), receive(0, 100)]] })).toEqual([300 + 300]);
    expect(failureOf([[send(0, 1e5), receive(0, 1e5)]])?.message).toContain('rank 0 waits for rank 0 to receive 100000 B with tag 0');
    expect(failureOf([[ireceive(0, 1e5, 0, 1), send(0, 1e5), wait(1)]])).toBeUndefined();
  });

  test('never takes a path between processes', () => {
    const input = runInput({ ranks: [[isend(0, 10, 0), isend(1, 10, 0), receive(0, 10), { op: 'waitall' }], [receive(0, 10)]], places: [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 0, core: 1 }] });
    const own = { ...path({ id: 'ivshmem' }), sameVm: path().otherHost };
    const { messages } = resultFor({ ...input, models: { ...input.models, sameVm: own } });
    expect(messages.map((m) => m.path).sort()).toEqual(['ivshmem', 'shared-memory']);
  });
});

describe('communicators', () => {
  const communicators = [[0, 1], [1, 0]];
  const withComms = (ranks: readonly (readonly Operation[])[]) => {
    const input = runInput({ ranks });
    return { ...input, program: { ...input.program, communicators } };
  };

  test('keep their messages apart', () => {
    const world = worldAfter(withComms([
      [{ op: 'send', to: 1, bytes: 1, tag: 0, comm: 0 }, { op: 'send', to: 1, bytes: 2, tag: 0, comm: 1 }, { op: 'send', to: 1, bytes: 3, tag: 0 }],
      [compute(5000), receive('any', 3, 'any'), { op: 'receive', from: 'any', bytes: 2, tag: 'any', comm: 1 }, { op: 'receive', from: 0, bytes: 1, tag: 0, comm: 0 }],
    ]));
    expect(leaksOf(world)).toEqual([]);
    expect(world.statistics.messageRows.map((row) => row.bytes)).toEqual([3, 2, 1]);
  });

  test('are named where one waits in them', () => {
    const outcome = simulate(withComms([[{ op: 'send', to: 1, bytes: 1, tag: 0, comm: 0 }], [{ op: 'receive', from: 0, bytes: 1, tag: 0, comm: 1 }]]));
    expect(outcome.ok ? '' : outcome.failure.message).toBe('1 rank waits for ever: rank 1 waits to receive from rank 0 with tag 0 in communicator 1.');
  });
});

test('a message that is longer than its receive is an error', () => {
  expect(failureOf([[send(1, 500, 4)], [receive(0, 499, 'any')]])).toMatchObject({
    kind: 'protocol', message: 'Rank 1 receives 500 B from rank 0 with tag 4 into a buffer of 499 B: the message is truncated.',
  });
  expect(failureOf([[send(1, 500, 4)], [compute(1e6), receive(0, 499, 'any')]])?.message).toContain('truncated');
  expect(failureOf([[send(1, 500, 4)], [receive(0, 600, 'any')]])).toBeUndefined();
});

test('a deadlock names the requests of each rank', () => {
  expect(failureOf([[ireceive(1, 5, 1, 7), ireceive(1, 5, 2, 8), ireceive('any', 5, 'any'), waitany(7, 8)], []])?.message)
    .toBe('1 rank waits for ever: rank 0 waits for any of 2 open requests: request 7 to receive from rank 1 with tag 1, request 8 to receive from rank 1 with tag 2.');
  expect(failureOf([[times(6, ireceive(1, 5, 1)), { op: 'waitall' }], []])?.message).toContain('6 open requests: to receive from rank 1 with tag 1, ');
  expect(failureOf([[times(6, ireceive(1, 5, 1)), { op: 'waitall' }], []])?.message).toContain(', and 2 more.');
  expect(failureOf([[{ op: 'probe', from: 1, tag: 'any' }], []])?.message).toContain('rank 0 waits to probe from rank 1.');
});

describe('variation of computing', () => {
  const varied = (variation: Extract<Operation, { readonly op: 'compute' }>['variation'], parts: Partial<RunParts> = {}) =>
    resultFor(runInput({ ranks: [[times(4000, { op: 'compute', ns: 1000, ...(variation === undefined ? {} : { variation }) })]], ...parts })).ranks[0].computeNs / 4000;

  test('keeps the mean and depends on the seed alone', () => {
    const uniform = varied({ kind: 'uniform', spread: 0.5 });
    expect(Math.abs(uniform - 1000)).toBeLessThan(3 * 1000 * 0.5 / Math.sqrt(3 * 4000));
    const exponential = varied({ kind: 'exponential' });
    expect(Math.abs(exponential - 1000)).toBeLessThan(3 * 1000 / Math.sqrt(4000));
    expect(varied({ kind: 'exponential' }, { model: path({ send: [] as never[], receive: [] as never[] }), layer: 'raw' , seed: 1 })).toBe(exponential);
    expect(varied({ kind: 'exponential' }, { seed: 2 })).not.toBe(exponential);
  });
});

describe('a collective', () => {
  const calls = (members: number, bytes: number): Operation[] => collectiveNames.map((collective): Operation => ({
    op: 'collective', collective, bytes: collective === 'barrier' ? 0 : bytes * (collective === 'reduce-scatter' ? members : 1), root: 0,
  }));

  test.each([1, 2, 3, 5, 8, 13])('of every kind runs on %i ranks and gives everything back', (members) => {
    for (const bytes of [0, 8, 4000, 100_000]) {
      const body = [...calls(members, bytes), compute(10)];
      const world = worldAfter(runInput({ ranks: Array.from({ length: members }, () => [times(2, ...body)]), model: path({ protocol: { eagerLimitBytes: 2000 } }), mpi: { progress: 'in-call' } }));
      expect(world.failure).toBeUndefined();
      expect(leaksOf(world)).toEqual([]);
    }
  });

  test('of a communicator concerns its members, and messages of the program do not match its own', () => {
    const communicators = [[2, 0]];
    const member = (rank: number): Operation[] => [ireceive('any', 1e6, 'any', 1), { op: 'collective', collective: 'allreduce', bytes: 64, comm: 0 }, send(rank === 0 ? 2 : 0, 5, 1), wait(1)];
    const input = runInput({ ranks: [member(0), [compute(10)], member(2)] });
    const world = worldAfter({ ...input, program: { ...input.program, communicators } });
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
  });

  test('does not wait for requests of the program, and is named in a deadlock', () => {
    expect(failureOf([[ireceive(1, 5, 0), { op: 'collective', collective: 'barrier', bytes: 0 }, { op: 'waitall' }], [{ op: 'collective', collective: 'barrier', bytes: 0 }, compute(1e5), send(0, 5)]])).toBeUndefined();
    expect(failureOf([[{ op: 'collective', collective: 'barrier', bytes: 0 }], []])?.message).toMatch(/^1 rank waits for ever: rank 0 in barrier waits/);
  });

  test('is kept once for all its calls', () => {
    const call: Operation = { op: 'collective', collective: 'alltoall', bytes: 100 };
    const world = worldAfter(runInput({ ranks: Array.from({ length: 4 }, () => [times(50, call), { ...call }]), places: onCores(0, 1, 0, 1) }));
    expect(world.ranks.schedules.known.size).toBe(4);
  });
});
