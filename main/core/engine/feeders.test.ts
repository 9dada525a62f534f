import type { PathModel, Resource, Stage } from '@doorbell/sdk';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { servedAhead } from './feeders.ts';
import { resultFor } from './testing/outcomes.ts';
import { delay, path, runInput, serve } from './testing/run-input.ts';

const post = serve('post', 'guest-kernel', { perUnitNs: 10 });
const take = serve('take', 'guest-kernel', { perUnitNs: 10 });
const on = (id: string, ns: number, resource: string): Stage => serve(id, 'device', { perUnitNs: ns }, [resource]);
const nic = (id: string): Resource => ({ id, title: id, scope: 'nic' });
const resources: readonly Resource[] = [nic('dma'), { id: 'link', title: 'Link', scope: 'link' }, nic('in')];

function ahead(send: readonly Stage[], receive: readonly Stage[] = [take], list = resources, service = 0): readonly string[] {
  const model: PathModel = path({ send, receive, resources: list });
  const input = runInput({ ranks: [[], []], model, noise: { service } });
  return [...servedAhead(input, [model])];
}

describe('a resource is served ahead of its time', () => {
  test('where everything comes from one other that keeps its order', () => {
    expect(ahead([post, on('a', 100, 'dma'), on('b', 50, 'link')])).toEqual(['link']);
  });

  test.each([
    ['noise in services', () => ahead([post, on('a', 100, 'dma'), on('b', 50, 'link')], [take], resources, 0.1)],
    ['a delay in between, which may depend on the size', () => ahead([post, on('a', 100, 'dma'), delay('d', { perByteNs: 1 }), on('b', 50, 'link')])],
    ['a core in between', () => ahead([post, on('a', 100, 'dma'), serve('c', 'guest-kernel', { perUnitNs: 1 }), on('b', 50, 'link')])],
    ['the first stage as feeder, which segments follow each other by', () => ahead([on('a', 100, 'dma'), on('b', 50, 'link')])],
    ['many senders before a receiver', () => ahead([post, on('a', 100, 'dma')], [on('b', 50, 'in'), take])],
    ['another way there', () => ahead([post, on('a', 100, 'dma'), on('b', 50, 'link'), delay('d', { perUnitNs: 5 }), on('c', 50, 'link')])],
    ['turns before', () => ahead([post, on('a', 100, 'dma'), on('b', 50, 'link')], [take], [{ ...nic('dma'), discipline: 'round-robin', key: 'rank' }, resources[1]])],
    ['jitter', () => ahead([post, on('a', 100, 'dma'), serve('b', 'device', { perUnitNs: 50, jitter: 0.1 }, ['link'])])],
  ])('not with %s', (_, list) => { expect(list()).toEqual([]); });
});

test('segments that go on ahead queue as they would have, and the queue is as long', () => {
  const count = 5;
  const send = (bytes: number): Operation[] => [{ op: 'loop', count, body: [{ op: 'isend', to: 1, bytes, tag: 0 }] }, { op: 'waitall' }];
  const model = path({ send: [post, on('a', 100, 'dma'), on('b', 300, 'link')], receive: [take], resources });
  const { ranks, resources: rows } = resultFor(runInput({ ranks: [send(1), [{ op: 'loop', count, body: [{ op: 'ireceive', from: 0, bytes: 1, tag: 0 }] }, { op: 'waitall' }]], model }));
  // The link is the slowest: the first is there after 110 ns, and each takes 300 ns.
  expect(ranks[1].finishedNs).toBe(10 + 100 + count * 300 + 10);
  const link = rows.find((row) => row.resource === 'link');
  expect(link).toMatchObject({ visits: count, busyNs: count * 300, longestQueue: 3 });
  expect(rows.find((row) => row.resource === 'dma')).toMatchObject({ visits: count, busyNs: count * 100, longestQueue: 4 });
});
