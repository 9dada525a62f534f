import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../core/contract/index.ts';
import type { BatchProgress, Services } from '../core/contract/index.ts';
import type { Channel } from './channel.ts';
import { createClient } from './client.ts';
import { fakeServices, progressOf } from './fake-services.ts';
import { encodeFrame } from './frames.ts';
import { serve } from './server.ts';
import { memoryChannels } from './transports/memory.ts';
import { subscriptionWindow } from './window.ts';

const seed = 20261120;

function connect(services: Services): { readonly client: Services; readonly channel: Channel } {
  const [near, far] = memoryChannels();
  serve(far, services);
  return { client: createClient(near), channel: near };
}

/** Long enough for any number of microtasks. */
const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** A source that counts what is asked of it and hears when nobody listens any more. */
function countingWatch(items: number) {
  const state = { asked: 0, ended: false };
  const watch = (batch: string): AsyncIterable<BatchProgress> => ({
    [Symbol.asyncIterator]: () => ({
      next: () => {
        state.asked += 1;
        return state.asked <= items ? Promise.resolve({ done: false, value: progressOf(batch, state.asked) }) : new Promise<never>(() => undefined);
      },
      return: () => { state.ended = true; return Promise.resolve({ done: true, value: undefined }); },
    }),
  });
  return { state, watch };
}

describe('calls', () => {
  test('answer values, undefined too', async () => {
    const { client } = connect(fakeServices({
      experiments: { read: (name) => Promise.resolve({ text: `name: ${name}`, origin: 'sample' }), remove: () => Promise.resolve() },
    }));
    expect(await client.experiments.read('a-b')).toEqual({ text: 'name: a-b', origin: 'sample' });
    expect(await client.experiments.remove('a-b')).toBeUndefined();
  });

  test('fail with name, message and findings', async () => {
    const { client } = connect(fakeServices({
      experiments: {
        read: () => Promise.reject(new ServiceError('NotFound', 'There is no experiment "x".', [{ severity: 'error', path: 'name', message: 'unknown' }])),
        save: () => { throw new RangeError('at once'); },
      },
    }));
    const error = await client.experiments.read('x').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ name: 'NotFound', message: 'There is no experiment "x".', findings: [{ severity: 'error', path: 'name', message: 'unknown' }] });
    await expect(client.experiments.save('x', '')).rejects.toMatchObject({ name: 'RangeError', message: 'at once' });
  });

  test('a method the host lacks and a result that is no JSON fail instead of hanging', async () => {
    const { client } = connect(fakeServices({ runs: { list: () => Promise.resolve(1n as never) } }));
    await expect(client.catalog.list()).rejects.toMatchObject({ name: 'TypeError' });
    await expect(client.runs.list()).rejects.toMatchObject({ name: 'TypeError' });
  });

  test('bad arguments never reach the service', async () => {
    let reached = false;
    const { client } = connect(fakeServices({ experiments: { read: () => { reached = true; return Promise.reject(new Error('reached')); } } }));
    await expect(client.experiments.read('../../etc/passwd')).rejects.toMatchObject({ name: 'BadArguments', findings: [{ path: 'name' }] });
    expect(reached).toBe(false);
  });

  test('abort rejects at once and reaches the service as a signal', async () => {
    let signal: { readonly aborted: boolean } | undefined;
    const { client } = connect(fakeServices({
      experiments: { preview: (_text, given) => { signal = given; return new Promise(() => undefined); } },
    }));
    const abort = new AbortController();
    const answer = client.experiments.preview('text', abort.signal);
    await settled();
    expect(signal?.aborted).toBe(false);
    abort.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await settled();
    expect(signal?.aborted).toBe(true);
    await expect(client.experiments.preview('text', abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('the end of the connection rejects what is open and aborts it at the host', async () => {
    let signal: { readonly aborted: boolean } | undefined;
    const { client, channel } = connect(fakeServices({ experiments: { preview: (_text, given) => { signal = given; return new Promise(() => undefined); } } }));
    const answer = client.experiments.preview('text');
    await settled();
    channel.close();
    await expect(answer).rejects.toMatchObject({ name: 'ConnectionLost' });
    expect(signal?.aborted).toBe(true);
    await expect(client.app.info()).rejects.toMatchObject({ name: 'ConnectionLost' });
  });
});

describe('subscriptions', () => {
  test('deliver every item in order and end', async () => {
    const { client } = connect(fakeServices({ batches: { async *watch(batch) { for (let done = 0; done <= 10; done += 1) yield progressOf(batch, done); } } }));
    const seen: number[] = [];
    for await (const { done } of client.batches.watch('b')) seen.push(done);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('a slow reader stops the source', async () => {
    const { state, watch } = countingWatch(1000);
    const { client } = connect(fakeServices({ batches: { watch } }));
    const iterator = client.batches.watch('b')[Symbol.asyncIterator]();
    await settled();
    expect(state.asked).toBe(subscriptionWindow);
    for (let read = 0; read < 10; read += 1) await iterator.next();
    await settled();
    expect(state.asked).toBe(subscriptionWindow + 10);
  });

  test('leaving the loop disposes the source', async () => {
    const { state, watch } = countingWatch(1000);
    const { client } = connect(fakeServices({ batches: { watch } }));
    for await (const { done } of client.batches.watch('b')) if (done === 3) break;
    await settled();
    expect(state.ended).toBe(true);
  });

  test('the end of the connection disposes the source and fails the reader', async () => {
    const { state, watch } = countingWatch(1);
    const { client, channel } = connect(fakeServices({ batches: { watch } }));
    const iterator = client.batches.watch('b')[Symbol.asyncIterator]();
    await iterator.next();
    const next = iterator.next();
    channel.close();
    await expect(next).rejects.toMatchObject({ name: 'ConnectionLost' });
    await settled();
    expect(state.ended).toBe(true);
  });

  test('an aborted subscription ends, and so does its source', async () => {
    const { state, watch } = countingWatch(2);
    const { client } = connect(fakeServices({ batches: { watch } }));
    const abort = new AbortController();
    const seen: number[] = [];
    for await (const { done } of client.batches.watch('b', abort.signal)) {
      seen.push(done);
      if (done === 2) abort.abort();
    }
    await settled();
    expect(seen).toEqual([1, 2]);
    expect(state.ended).toBe(true);
  });

  test('a failing source fails the reader after the items before it', async () => {
    const { client } = connect(fakeServices({ batches: { async *watch(batch) { yield progressOf(batch, 1); await Promise.resolve(); throw new ServiceError('NotFound', 'gone'); } } }));
    const iterator = client.batches.watch('b')[Symbol.asyncIterator]();
    expect(await iterator.next()).toMatchObject({ done: false, value: { done: 1 } });
    await expect(iterator.next()).rejects.toMatchObject({ name: 'NotFound' });
    expect(await iterator.next()).toMatchObject({ done: true });
  });
});

describe(`a hostile peer (seed ${seed})`, () => {
  const frame = fc.oneof(
    fc.string(), fc.json(),
    fc.record({
      v: fc.constantFrom(1, 1, 1, 2),
      kind: fc.constantFrom('call', 'subscribe', 'cancel', 'more', 'result', 'nothing', '__proto__'),
      id: fc.oneof(fc.nat(5), fc.constantFrom(-1, 'x')),
      service: fc.constantFrom('app', 'batches', 'constructor', '__proto__', 'experiments'),
      method: fc.constantFrom('info', 'watch', 'read', 'toString', 'constructor'),
      values: fc.oneof(fc.array(fc.jsonValue()), fc.constant(['b']), fc.jsonValue()),
      count: fc.oneof(fc.integer(), fc.constant(1e308)),
    }).map((fields) => JSON.stringify(fields)),
  );

  test('nothing it sends stops the host from answering others, or makes a source run ahead', async () => {
    await fc.assert(fc.asyncProperty(fc.array(frame, { maxLength: 60 }), async (frames) => {
      const { state, watch } = countingWatch(100_000);
      const services = fakeServices({ app: { info: () => Promise.reject(new Error('x')) }, batches: { watch }, experiments: { read: (name) => Promise.resolve({ text: name, origin: 'sample' }) } });
      const [near, far] = memoryChannels();
      serve(far, services);
      for (const text of frames) near.send(text);
      await settled();
      near.close();
      const most = frames.filter((text) => text.includes('subscribe') || text.includes('more')).length * subscriptionWindow;
      expect(state.asked).toBeLessThanOrEqual(most);
      expect((await connect(services).client.experiments.read('b')).text).toBe('b');
    }), { seed, numRuns: 100 });
  });

  test('is told what was wrong, and cut off when it does not stop', async () => {
    const [near, far] = memoryChannels();
    serve(far, fakeServices({}));
    const answers: string[] = [];
    let closed = false;
    near.onFrame((text) => { answers.push(text); });
    near.onClose(() => { closed = true; });
    near.send('{');
    await settled();
    expect(answers[0]).toContain('it is not a JSON object');
    for (let sent = 0; sent < 200; sent += 1) near.send('{');
    await settled();
    expect(closed).toBe(true);
  });

  test('an id in use and a subscription asked for as a call are refused', async () => {
    const [near, far] = memoryChannels();
    const { watch } = countingWatch(0);
    serve(far, fakeServices({ batches: { watch } }));
    const answers: string[] = [];
    near.onFrame((text) => { answers.push(text); });
    for (const kind of ['subscribe', 'subscribe', 'call'] as const) near.send(encodeFrame({ kind, id: kind === 'call' ? 2 : 1, service: 'batches', method: 'watch', values: ['b'] }));
    await settled();
    expect(answers.join('\n')).toContain('id 1 is in use');
    expect(answers.join('\n')).toContain('batches.watch is a subscription, not a call.');
  });
});

test(`many calls and subscriptions at once each get their own answers (seed ${seed})`, async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ delay: fc.nat(5), items: fc.nat(10), stopAfter: fc.nat(12) }), { minLength: 1, maxLength: 30 }), async (plans) => {
    const waitTicks = async (ticks: number) => { for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve(); };
    const planOf = (batch: string) => plans[Number(batch)] ?? { delay: 0, items: 0, stopAfter: 0 };
    const { client } = connect(fakeServices({
      batches: {
        start: async (text) => { await waitTicks(planOf(text).delay); return text; },
        async *watch(batch) { for (let item = 0; item < planOf(batch).items; item += 1) { await waitTicks(planOf(batch).delay); yield progressOf(batch, item); } },
      },
    }));
    await Promise.all(plans.map(async (plan, index) => {
      const seen: number[] = [];
      const reading = (async () => {
        for await (const progress of client.batches.watch(String(index))) {
          expect(progress.batch).toBe(String(index));
          seen.push(progress.done);
          if (seen.length > plan.stopAfter) break;
        }
      })();
      expect(await client.batches.start(String(index))).toBe(String(index));
      await reading;
      expect(seen).toEqual(Array.from({ length: Math.min(plan.items, plan.stopAfter + 1) }, (_value, item) => item));
    }));
  }), { seed, numRuns: 50 });
});
