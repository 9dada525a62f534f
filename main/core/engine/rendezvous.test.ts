import type { PathModel, Stage } from '@doorbell/sdk';
import { describe, expect, test } from 'vitest';
import type { MpiSettings, Operation, RunResult } from '../contract/index.ts';
import { leaksOf, worldAfter } from './testing/outcomes.ts';
import { delay, onCores, path, runInput, serve, type NetworkedModel, type RunParts } from './testing/run-input.ts';
import { resultOf } from './result.ts';

const compute = (ns: number): Operation => ({ op: 'compute', ns });
const send = (to: number, bytes: number, tag = 0): Operation => ({ op: 'send', to, bytes, tag });
const receive = (from: number, bytes: number, tag = 0): Operation => ({ op: 'receive', from, bytes, tag });
const isend = (to: number, bytes: number): Operation => ({ op: 'isend', to, bytes, tag: 0 });
const ireceive = (from: number, bytes: number): Operation => ({ op: 'ireceive', from, bytes, tag: 0 });
const waitall: Operation = { op: 'waitall' };

interface Seen {
  readonly finished: readonly number[];
  readonly latency: readonly number[];
  readonly result: RunResult;
}
function run(parts: RunParts): Seen {
  const world = worldAfter(runInput(parts));
  expect(world.failure).toBeUndefined();
  expect(leaksOf(world)).toEqual([]);
  const result = resultOf(world);
  const parts2 = result.stages.reduce((sum, row) => sum + row.serviceNs + row.waitingNs, 0);
  expect(parts2).toBe(result.messages.reduce((sum, row) => sum + row.meanNs * row.messages, 0));
  expect(result.criticalPath?.parts.reduce((sum, part) => sum + part.ns, 0)).toBe(result.metrics.executionTime.value);
  return { finished: [...world.ranks.finishedNs], latency: result.messages.map((m) => m.maxNs), result };
}

const at = (side: 'sender' | 'receiver', stage: Stage): Stage => ({ ...stage, side });
/** 30 ns of the origin's core, 60 ns to the target, 40 ns to read there, 50 ns back, 20 ns to see the completion. */
const get = [at('receiver', serve('get-post', 'guest-user', { perUnitNs: 30 })), at('receiver', delay('get-request', { perUnitNs: 60 })), delay('get-read', { perUnitNs: 40 }), delay('get-data', { perUnitNs: 50 }), at('receiver', serve('get-poll', 'guest-user', { perUnitNs: 20 }))];
const fetched = 30 + 60 + 40 + 50 + 20;
/** 30 ns of the origin's core, 50 ns there, 70 ns for the acknowledgement, 20 ns to see the completion. */
const put = [serve('put-post', 'guest-user', { perUnitNs: 30 }), delay('put-data', { perUnitNs: 50 }), delay('put-ack', { perUnitNs: 70 }), serve('put-poll', 'guest-user', { perUnitNs: 20 })];
const written = 30 + 50 + 70 + 20;

/** 100 ns of the sender's core, 50 ns of wire, 80 ns of the receiver's core. */
const alone = 100 + 50 + 80;
function oneSided(rendezvous: PathModel['protocol']['rendezvous'], withPut = true, withGet = true, zeroCopy = false): NetworkedModel {
  const model = path({
    protocol: { eagerLimitBytes: 100, rendezvous }, zeroCopy,
    send: [serve('post', 'guest-user', { perUnitNs: 100 }), delay('wire', { perUnitNs: 50 })], receive: [serve('take', 'guest-user', { perUnitNs: 80 })],
  });
  const pipelines = { ...model.otherHost, ...(withPut ? { put } : {}), ...(withGet ? { get } : {}) };
  return { ...model, otherHost: pipelines, sameHost: pipelines, capabilities: { ...model.capabilities, osBypass: true } };
}

describe('a rendezvous by rget', () => {
  const model = oneSided('rget');

  test('fetches the data when the request is there, early receiver', () => {
    const { finished, latency } = run({ ranks: [[compute(1000), send(1, 500)], [receive(0, 500), compute(1)]], model });
    expect(latency).toEqual([alone + fetched]);
    // The receiver first says that it is over, then goes on: its own core sends that.
    expect(finished).toEqual([1000 + alone + fetched + alone, 1000 + alone + fetched + 100 + 1]);
  });

  test('fetches the data when the receive is posted, late receiver', () => {
    const { latency, result } = run({ ranks: [[send(1, 500)], [compute(10_000), receive(0, 500)]], model });
    // The request takes 80 ns from the compute, in the library's own time.
    expect(latency).toEqual([10_000 + 80 + fetched]);
    expect(result.stages.find((row) => row.stage === 'wait-receiver')?.waitingNs).toBe(10_000 + 80 - alone);
  });

  test('of many segments fetches them one behind the other', () => {
    expect(run({ ranks: [[compute(1000), send(1, 3000)], [receive(0, 3000)]], model }).latency).toEqual([alone + 3 * 30 + 60 + 40 + 50 + 20]);
  });

  test('sends where the path cannot fetch', () => {
    expect(run({ ranks: [[compute(1000), send(1, 500)], [receive(0, 500)]], model: oneSided('rget', true, false) }).latency).toEqual([3 * alone]);
  });
});

describe('a rendezvous by rput', () => {
  const model = oneSided('rput');

  test('puts the data when it may, and then tells the receiver', () => {
    const { finished, latency } = run({ ranks: [[compute(1000), send(1, 500), compute(1)], [receive(0, 500)]], model });
    expect(latency).toEqual([2 * alone + written + alone]);
    expect(finished).toEqual([1000 + 2 * alone + written + 100 + 1, 1000 + 3 * alone + written]);
  });

  test('waits for a late receiver, and says so', () => {
    const { latency, result } = run({ ranks: [[send(1, 500)], [compute(10_000), receive(0, 500)]], model });
    expect(latency).toEqual([10_000 + 80 + 2 * alone + written]);
    expect(result.stages.find((row) => row.stage === 'wait-receiver')?.waitingNs).toBe(10_000 + 80 - alone);
  });
});

describe('a put', () => {
  const put10: Operation = { op: 'put', to: 1, bytes: 10 };

  test('is over when its origin sees the completion; the target takes no part', () => {
    const { finished } = run({ ranks: [[put10], [compute(5000)]], model: oneSided('rts-cts') });
    expect(finished).toEqual([written, 5000]);
  });

  test('without pipelines of its own is taken in by the target\'s library, when that makes progress', () => {
    const finished = (progress: MpiSettings['progress']) => run({ ranks: [[put10], [compute(5000)]], model: oneSided('rts-cts', false, false), mpi: { progress } }).finished;
    // Sent, taken, acknowledged.
    expect(finished('asynchronous')).toEqual([2 * alone, 5000 + 80 + 100]);
    // The target's library looks when the program has ended.
    expect(finished('in-call')).toEqual([5000 + 80 + alone, 5000]);
  });

  test('may be waited for later', () => {
    const { finished } = run({ ranks: [[{ ...put10, request: 2 }, compute(1000), { op: 'wait', request: 2 }], []], model: oneSided('rts-cts') });
    expect(finished[0]).toBe(1000 + 30 + 20);
  });
});

describe('a get', () => {
  const get10: Operation = { op: 'get', to: 1, bytes: 10 };

  test('is over when the data are at its origin; the target takes no part', () => {
    const { finished, result } = run({ ranks: [[get10], [compute(5000)]], model: oneSided('rts-cts') });
    expect(finished).toEqual([fetched, 5000]);
    expect(result.traffic).toEqual([[1, 0, 1, 10]]);
  });

  test('without pipelines of its own is answered by the target\'s library, when that makes progress', () => {
    const finished = (progress: MpiSettings['progress']) => run({ ranks: [[get10], [compute(5000)]], model: oneSided('rts-cts', false, false), mpi: { progress } }).finished;
    expect(finished('asynchronous')).toEqual([2 * alone, 5000 + 80 + 100]);
    expect(finished('in-call')).toEqual([5000 + 80 + alone, 5000]);
  });

  test('from oneself and from a neighbour in the VM goes through memory', () => {
    const places = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 0, core: 1 }];
    const { result } = run({ ranks: [[get10, { op: 'put', to: 0, bytes: 4 }], []], model: oneSided('rts-cts'), places });
    expect(result.messages.map((m) => [m.path, m.bytes])).toEqual([['shared-memory', 10], ['shared-memory', 4]]);
  });
});

/** The overlap of a long message with computing: how long after the computation a rank is done with both. */
describe('progress', () => {
  const bytes = 100_000;
  const work = 1e6;
  const ranks = [[isend(1, bytes), compute(work), waitall], [ireceive(0, bytes), compute(work), waitall]];
  const after = (progress: MpiSettings['progress'], model: PathModel): number => Math.max(...run({ ranks, model, mpi: { progress } }).finished) - work;
  const zeroCopy = oneSided('rts-cts', false, false, true);
  const alone100 = Math.max(...run({ ranks: [[isend(1, bytes), waitall], [ireceive(0, bytes), waitall]], model: zeroCopy }).finished);

  test('inside calls alone hides no rendezvous', () => {
    // Only the request is out before the computation.
    expect(after('in-call', zeroCopy)).toBeGreaterThan(alone100 - 200);
  });

  test('inside calls has the critical path turn to a sender that computes while the answer waits for it', () => {
    const { result } = run({ ranks: [[isend(1, 500), compute(work), waitall], [receive(0, 500)]], model: zeroCopy, mpi: { progress: 'in-call' } });
    expect(result.criticalPath?.parts.map((part) => [part.kind, part.ns]).filter(([kind]) => kind !== 'service')).toEqual([['compute', work], ['overhead', 100]]);
  });

  test('by a thread hides the transfer and takes its CPU time from the computation', () => {
    const segments = bytes / 1000;
    expect(after('asynchronous', zeroCopy)).toBe(100 + 80 + segments * 100);
  });

  test('by the NIC hides all but the completion', () => {
    expect(after('hardware', zeroCopy)).toBeLessThanOrEqual(100 + 100 * 80);
    for (const rendezvous of ['rget', 'rput'] as const) expect(after('hardware', oneSided(rendezvous, true, true, true))).toBeLessThanOrEqual(100 + 100 * 20 + 50 + 80);
  });

  test('by the NIC needs a NIC that reaches the memory of processes', () => {
    expect(after('hardware', oneSided('rts-cts', false, false, false))).toBe(after('in-call', oneSided('rts-cts', false, false, false)));
  });

  test('an eager message is out before its call returns', () => {
    const eager = [[isend(1, 50), compute(work), waitall], [receive(0, 50)]];
    expect(run({ ranks: eager, model: zeroCopy, mpi: { progress: 'in-call' } }).finished[1]).toBe(alone);
    // Also where the library and the path both have work before the NIC has.
    expect(run({ ranks: eager, model: zeroCopy, mpi: { progress: 'in-call', sendOverheadNs: 30 } }).finished[1]).toBe(alone + 30);
  });
});

describe('memory for unexpected messages', () => {
  const model = path({ protocol: { unexpectedBytes: 1000 } });
  const three = [send(1, 400), send(1, 400), send(1, 400)];

  test('is bounded: a message that finds none waits for its receive like a long one', () => {
    const { finished } = run({ ranks: [three, [compute(10_000), receive(0, 400), receive(0, 400), receive(0, 400)]], model });
    // The library's kernel work takes 240 ns from the computation; then the third message's CTS.
    expect(finished[0]).toBeGreaterThan(10_000);
    expect(run({ ranks: [three, [compute(10_000), receive(0, 400), receive(0, 400), receive(0, 400)]] }).finished[0]).toBe(300);
  });

  test('is free again when its message was received', () => {
    const paced = [send(1, 900), receive(1, 0), send(1, 900), receive(1, 0)];
    expect(run({ ranks: [paced, [receive(0, 900), send(0, 0), receive(0, 900), send(0, 0)]], model }).finished[0]).toBe(4 * alone);
  });

  test('is one for all senders', () => {
    const { finished } = run({ ranks: [[send(2, 600)], [compute(500), send(2, 600)], [compute(10_000), receive(0, 600), receive(1, 600)]], model, places: onCores(0, 1, 2), cores: 4 });
    expect(finished[0]).toBe(100);
    expect(finished[1]).toBeGreaterThan(10_000);
  });
});
