import { expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { simulate } from './index.ts';
import { runInput } from './testing/run-input.ts';

function messageOf(...ranks: readonly (readonly Operation[])[]): string | undefined {
  const outcome = simulate(runInput({ ranks }));
  if (outcome.ok) return undefined;
  expect(outcome.failure.kind).toBe('deadlock');
  return outcome.failure.message;
}

const send: Operation = { op: 'send', to: 1, bytes: 10, tag: 3 };
const receive: Operation = { op: 'receive', from: 0, bytes: 10, tag: 3 };

test('an eager message that nobody receives is named, though its sender went on', () => {
  expect(messageOf([send], [receive])).toBeUndefined();
  expect(messageOf([send, send], [receive])).toBe('All ranks ended, but not all of their messages were sent and received: nobody receives 10 B from rank 0 to rank 1 with tag 3.');
  expect(messageOf([{ ...send, tag: 4 }, send], [receive])).toContain('with tag 4');
});

test('a receive that was begun and never waited for is named', () => {
  expect(messageOf([], [{ op: 'ireceive', from: 'any', tag: 'any', bytes: 10 }]))
    .toBe('All ranks ended, but not all of their messages were sent and received: rank 1 began to receive from any rank and no message came.');
});

test('a long list is cut', () => {
  expect(messageOf([{ op: 'loop', count: 20, body: [send] }], [])).toMatch(/with tag 3 and 12 more\.$/u);
});

test('who waits is named before what is left over', () => {
  expect(messageOf([send], [{ ...receive, tag: 4 }])).toBe('1 rank waits for ever: rank 1 waits to receive from rank 0 with tag 4.');
});
