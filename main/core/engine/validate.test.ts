import type { PathModel, Pipelines, Platform, Stage } from '@doorbell/sdk';
import { describe, expect, test } from 'vitest';
import type { Operation, RunInput } from '../contract/index.ts';
import { createSimulation } from './index.ts';
import { builtInModel, builtInPaths } from './testing/built-in-paths.ts';
import { onCores, path, runInput, serve } from './testing/run-input.ts';

const base = { title: 'x', executor: 'device' } as const;
const floating = { vcpus: 1, pinning: 'floating', weight: 256, sliceNs: 1e6, switchNs: 0 } as const;

function messageOf(input: RunInput): string {
  const simulation = createSimulation(input);
  expect(simulation.advance(1)).toBe(true);
  expect(simulation.progress).toBe(1);
  const outcome = simulation.outcome();
  if (outcome.ok) throw new Error('the run is valid');
  expect(outcome.failure.kind).toBe('invalid-input');
  expect(outcome.failure.hint).not.toBe('');
  return outcome.failure.message;
}

const withProgram = (...ranks: readonly (readonly Operation[])[]): RunInput => runInput({ ranks });
const withComms = (communicators: readonly (readonly number[])[], ...ranks: readonly (readonly Operation[])[]): RunInput => {
  const input = runInput({ ranks });
  return { ...input, program: { ...input.program, communicators } };
};
const withModel = (model: PathModel): RunInput => runInput({ ranks: [[], []], model });
const withStages = (...stages: readonly Stage[]): RunInput => withModel(path({ receive: [...stages, serve('take', 'guest-kernel', {})] }));
const stagesOf = (count: number): readonly Stage[] => Array.from({ length: count }, (_, i) => serve(`s${i}`, 'guest-kernel', {}));
function withOneSided(parts: Partial<Pipelines>): PathModel {
  const model = path();
  return { ...model, otherHost: { ...model.otherHost, ...parts } };
}

describe('invalid input is an outcome', () => {
  test.each<[string, RunInput]>([
    ['no ranks', withProgram()],
    ['programs for', { ...withProgram([], []), places: onCores(0) }],
    ['Rank 1 is placed on host 0, core 2', runInput({ ranks: [[], []], places: onCores(0, 2), cores: 2 })],
    ['Rank 0 is placed on host 0, core -1', runInput({ ranks: [[]], places: onCores(-1) })],
    ['Rank 1 sends to rank 2', withProgram([], [{ op: 'isend', to: 2, bytes: 1, tag: 0 }])],
    ['Rank 0 sends -1 bytes', withProgram([{ op: 'loop', count: 2, body: [{ op: 'send', to: 0, bytes: -1, tag: 0 }] }])],
    ['Rank 0 receives from rank -1', withProgram([{ op: 'receive', from: -1, bytes: 1, tag: 0 }])],
    ['Rank 0 computes for NaN ns', withProgram([{ op: 'compute', ns: Number.NaN }])],
    ['Rank 0 repeats a loop -2 times', withProgram([{ op: 'loop', count: -2, body: [] }])],
    ['Rank 0 sends with tag -1', withProgram([{ op: 'send', to: 0, bytes: 1, tag: -1 }])],
    ['Rank 0 probes for rank 7', withProgram([{ op: 'probe', from: 7, tag: 0 }])],
    ['Rank 1 gets from rank 2', withProgram([], [{ op: 'get', to: 2, bytes: 1 }])],
    ['Rank 0 puts -3 bytes', withProgram([{ op: 'put', to: 0, bytes: -3 }])],
    ['Rank 0 uses request 65536', withProgram([{ op: 'wait', request: 65_536 }])],
    ['Rank 0 uses request -1', withProgram([{ op: 'waitall', requests: [0, -1] }])],
    ['Rank 0 waits for any of no requests', withProgram([{ op: 'waitany', requests: [] }])],
    ['Rank 0 leaves a loop, but is in none', withProgram([{ op: 'leave', tag: 0 }])],
    ['Rank 0 uses communicator 0, which the program does not have', withProgram([{ op: 'send', to: 0, bytes: 1, tag: 0, comm: 0 }])],
    ['Rank 1 uses communicator 0, of which it is no member', withComms([[0]], [], [{ op: 'probe', from: 'any', tag: 0, comm: 0 }])],
    ['Rank 0 sends to rank 1 in communicator 0, of which that is no member', withComms([[0]], [{ op: 'send', to: 1, bytes: 1, tag: 0, comm: 0 }], [])],
    ['Communicator 1 has members that are no ranks', withComms([[0], [0, 2]], [], [])],
    ['Communicator 0 has members that are no ranks of the program, or has a member twice', withComms([[0, 0]], [])],
    ['Rank 0 calls a collective that cannot run: bcast has member 1 as its root', withProgram([{ op: 'collective', collective: 'bcast', bytes: 1, root: 1 }])],
    ['Rank 0 calls bcast by an algorithm that does not exist: bcast has no algorithm "magic"', withProgram([{ op: 'collective', collective: 'bcast', bytes: 1, algorithm: 'magic' }])],
    ['Rank 0 varies a computation by 2 of its length', withProgram([{ op: 'compute', ns: 1, variation: { kind: 'uniform', spread: 2 } }])],
    ['Rank 0 sends a stream that is synchronous', withProgram([{ op: 'send', to: 0, bytes: 1, tag: 0, stream: true, synchronous: true }])],
    ['Rank 0 uses timer 0', withProgram([{ op: 'start', timer: 0 }])],
    ['no pipelines between two VMs', { ...runInput({ ranks: [[], []], places: onCores(0, 1) }), models: { otherHost: path(), sameHost: { ...path(), sameHost: undefined } } }],
    ['more than 60 stages', withStages(...Array.from({ length: 60 }, (_, i) => serve(`s${i}`, 'guest-kernel', {})))],
    ['more than 60 stages', withStages({ ...base, kind: 'choose', id: 'c', branches: [{ upToBytes: 1e9, stages: Array.from({ length: 60 }, (_, i) => serve(`s${i}`, 'guest-kernel', {})) }] })],
    ['more than 60 stages', withModel(withOneSided({ get: stagesOf(61) }))],
    ['pipeline is empty', withModel(path({ send: [] }))],
    ['stage a runs in a driver domain', withStages(serve('a', 'driver-domain', {}))],
    ['stage a wakes a driver domain', withStages({ ...base, kind: 'notify', id: 'a', target: 'driver-domain', idleNs: 1 })],
    ['stage a runs in a driver domain', withStages({ ...base, kind: 'choose', id: 'c', branches: [{ upToBytes: 1, stages: [serve('a', 'driver-domain', {})] }] })],
    ['stage a frees ring r', withStages({ ...base, kind: 'release', id: 'a', ring: 'r' })],
    ['stage a holds resource r, which the path does not declare', withStages(serve('a', 'device', {}, ['r']))],
    ['stage a holds r on a core', withModel(path({ send: [serve('a', 'guest-user', {}, ['r']), serve('b', 'device', {}, ['r'])], resources: [{ id: 'r', title: 'r', scope: 'nic' }] }))],
    ['taken in turns, together', withModel(path({ send: [serve('a', 'device', {}, ['r', 's'])], resources: [{ id: 'r', title: 'r', scope: 'nic', discipline: 'round-robin' }, { id: 's', title: 's', scope: 'nic' }] }))],
    ['cuts through r', withModel(path({ send: [{ ...base, kind: 'serve', id: 'a', cost: {}, resources: ['r'], cutThrough: true }], resources: [{ id: 'r', title: 'r', scope: 'nic', discipline: 'rate-cap', rateBytesPerSecond: 1 }] }))],
    ['resource r caps rates', withModel(path({ resources: [{ id: 'r', title: 'r', scope: 'nic', discipline: 'rate-cap' }] }))],
    ['Rank 0 has no vNIC, or one on a NIC', runInput({ ranks: [[]], places: [{ host: 0, vm: 0, core: 0, vnics: [{ number: 0, nic: 1 }] }] })],
    ['Rank 0 has no vNIC, or one on a NIC', runInput({ ranks: [[]], places: [{ host: 0, vm: 0, core: 0, vnics: [] }] })],
    ['Rank 0 has weight 0', runInput({ ranks: [[]], places: [{ host: 0, vm: 0, core: 0, weight: 0 }] })],
    ['how many hosts and uplinks', runInput({ ranks: [[]], network: { kind: 'fat-tree', propagationNs: 0, switchNs: 0, hostsPerLeaf: 2 } })],
    ['leaves no core', runInput({ ranks: [[]], cores: 1, model: path({ driverDomain: { ...floating, pinning: 'pinned' } }) })],
    ['describe the driver domains of one host differently', runInput({ ranks: [[]], model: path({ driverDomain: floating }), sameHost: path({ id: 'other', driverDomain: { ...floating, vcpus: 2 } }) })],
  ])('%s', (expected, input) => {
    expect(messageOf(input)).toContain(expected);
  });

  test('and what is valid runs', () => {
    const simulation = createSimulation(withProgram([{ op: 'compute', ns: 5 }, { op: 'loop', count: 0, body: [] }]));
    while (!simulation.advance(1));
    expect(simulation.outcome().ok).toBe(true);
    expect(simulation.progress).toBe(0);
  });
});

test('no message passes both a put and a get: only each of them is bounded', () => {
  const simulation = createSimulation(withModel(withOneSided({ put: stagesOf(60), get: stagesOf(60) })));
  while (!simulation.advance(100));
  expect(simulation.outcome().ok).toBe(true);
});

const networks: readonly Platform['network'][] = [
  { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
  { kind: 'switch', propagationNs: 10, switchNs: 300 },
  { kind: 'fat-tree', propagationNs: 10, switchNs: 300, hostsPerLeaf: 1, uplinksPerLeaf: 1, uplinkBitsPerSecond: 1e10, routing: 'hash' },
];

test.each(networks.flatMap((network) => builtInPaths.map((id) => [id, network] as const)))('%s runs over the network %j', (id, network) => {
  const exchange: readonly Operation[] = [{ op: 'send', to: 1, bytes: 200_000, tag: 0 }];
  const input = runInput({ ranks: [exchange, [{ op: 'receive', from: 0, bytes: 200_000, tag: 0 }]], network });
  const model = builtInModel(id, input.platform);
  // What never leaves its host runs between two VMs of one.
  const places = model.otherHost === undefined ? [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 1, core: 1 }] : input.places;
  const simulation = createSimulation({ ...input, places, models: { sameHost: model, otherHost: model } });
  while (!simulation.advance(10_000));
  expect(simulation.outcome()).toMatchObject({ ok: true, result: { counts: { messages: 1 } } });
});

test('progress is the share of messages posted', () => {
  const simulation = createSimulation(withProgram([{ op: 'loop', count: 4, body: [{ op: 'send', to: 1, bytes: 1, tag: 0 }] }], [{ op: 'loop', count: 4, body: [{ op: 'receive', from: 0, bytes: 1, tag: 0 }] }]));
  const seen = new Set([simulation.progress]);
  while (!simulation.advance(1)) seen.add(simulation.progress);
  expect([...seen]).toEqual([0, 0.25, 0.5, 0.75, 1]);
});

test('a run that would pass 39 hours is refused when it gets there', () => {
  const simulation = createSimulation(withProgram([{ op: 'loop', count: 40, body: [{ op: 'compute', ns: 3.6e12 }] }]));
  while (!simulation.advance(100));
  const outcome = simulation.outcome();
  expect(outcome.ok ? undefined : outcome.failure.kind).toBe('too-long');
});

test('a message of more segments than can be followed is refused when it is posted', () => {
  const simulation = createSimulation(withProgram([{ op: 'send', to: 1, bytes: 1e12, tag: 0 }], [{ op: 'receive', from: 0, bytes: 1e12, tag: 0 }]));
  while (!simulation.advance(100));
  expect(simulation.outcome()).toMatchObject({ ok: false, failure: { kind: 'invalid-input', message: 'A message of 1000000000000 B over path test has 1000000000 segments, more than can be followed at once.' } });
});
