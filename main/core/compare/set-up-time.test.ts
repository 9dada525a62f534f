import { expect, test } from 'vitest';
import type { Bootstrap, PathModel } from '@doorbell/sdk';
import type { Operation, RunInput, RunResult } from '../contract/index.ts';
import { simulate } from '../engine/index.ts';
import { path, runInput } from '../engine/testing/run-input.ts';
import { setUpTimeNs } from './set-up-time.ts';
import { summaryMetrics } from './summary-metrics.ts';

const bootstrap: Bootstrap = { assignFunctionNs: 1_000_000, createQueueSetNs: 10_000, connectNs: 500, registerPerPageNs: 7 };
const model = (id: string, changes: Partial<Bootstrap> = {}): PathModel => ({ ...path({ id }), bootstrap: { ...bootstrap, ...changes } });
const send = (to: number, bytes: number): Operation => ({ op: 'send', to, bytes, tag: 0 });
const receive = (from: number): Operation => ({ op: 'receive', from, tag: 0, bytes: 65_536 });

function setUp(input: RunInput): number | undefined {
  const outcome = simulate(input);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  expect(summaryMetrics(outcome.result, input).setUpTime?.value).toBe(setUpTimeNs(input, outcome.result));
  return setUpTimeNs(input, outcome.result);
}

test('two ranks: a function, a set of queues, one connection, one buffer', () => {
  expect(setUp(runInput({ ranks: [[send(1, 10_000)], [receive(0)]], model: model('a') }))).toBe(1_000_000 + 10_000 + 500 + 3 * 7);
});

test('who talks to more ranks connects to more, both ways alike, and registers a buffer for each direction', () => {
  const ranks = [[send(1, 4096), send(2, 4096), receive(1)], [receive(0), send(0, 4096)], [receive(0)]];
  expect(setUp(runInput({ ranks, model: model('a') }))).toBe(1_000_000 + 10_000 + 2 * 500 + 3 * 7);
});

test('each vNIC of a rank is assigned and has queues', () => {
  const places = [0, 1].map((host) => ({ host, vm: host, core: 0, vnics: [0, 1].map((nic) => ({ number: host * 2 + nic, nic })) }));
  expect(setUp(runInput({ ranks: [[send(1, 8)], [receive(0)]], places, nics: { perHost: 2, rails: 'round-robin' }, model: model('a') }))).toBe(2 * 1_010_000 + 500 + 7);
});

test('each path is paid by the pairs that take it', () => {
  const places = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 1, core: 1 }, { host: 1, vm: 2, core: 0 }];
  const near = model('near', { assignFunctionNs: 0, createQueueSetNs: 0 });
  const far = model('far');
  const run = (ranks: RunInput['program']['ranks'], exceptions?: RunInput['models']['exceptions']) => setUp(runInput({ ranks, places, model: far, sameHost: near, ...(exceptions === undefined ? {} : { exceptions }) }));
  const nearOnly = [[send(1, 8)], [receive(0)], []];
  expect(run(nearOnly)).toBe(500 + 7);
  expect(run([[send(1, 8), send(2, 8)], [receive(0)], [receive(0)]])).toBe(500 + 7 + 1_010_000 + 500 + 7);
  expect(run(nearOnly, [{ model: model('own', { connectNs: 9 }), vms: [[0, 1]] }])).toBe(1_010_000 + 9 + 7);
});

test('what a rank sends itself, the library’s shared memory and paths without a bootstrap cost nothing', () => {
  const places = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 0, core: 1 }];
  expect(setUp(runInput({ ranks: [[send(1, 8)], [receive(0)]], places, model: model('a') }))).toBeUndefined();
  expect(setUp(runInput({ ranks: [[send(1, 8)], [receive(0)]] }))).toBeUndefined();
  const result = { traffic: [[0, 1, 1, 8]], messages: [], ranksPerGroup: 2 } as unknown as RunResult;
  expect(setUpTimeNs(runInput({ ranks: [[], []], model: model('a') }), result)).toBeUndefined();
});
