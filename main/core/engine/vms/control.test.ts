import type { PathModel } from '@doorbell/sdk';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../contract/index.ts';
import { inEntity } from '../cpu.ts';
import { resultOf } from '../result.ts';
import { advance, createWorld } from '../simulation.ts';
import { leaksOf, sumOf } from '../testing/outcomes.ts';
import { delay, path, runInput, serve } from '../testing/run-input.ts';
import { movable, runUntil } from '../testing/vm-moves.ts';
import type { World } from '../world.ts';
import { computedNs, detourVm, holdVm, isDrained, moveVm, pauseVm, receivedBytes, releaseVm, resumeVm, streamChunk, type Released } from './control.ts';

const pingPong = (rounds: number): Operation[][] => [
  [{ op: 'loop', count: rounds, body: [{ op: 'send', to: 1, bytes: 500, tag: 0 }, { op: 'receive', from: 1, bytes: 500, tag: 0 }] }],
  [{ op: 'loop', count: rounds, body: [{ op: 'receive', from: 0, bytes: 500, tag: 0 }, { op: 'send', to: 0, bytes: 500, tag: 0 }] }],
];

describe('a VM', () => {
  test('is held, drained, paused, moved, resumed and released, and its messages arrive as without', () => {
    const world = createWorld(movable(runInput({ ranks: pingPong(20), model: path({ complete: [serve('done', 'guest-kernel', { perUnitNs: 10 })] }) })));
    runUntil(world, 1000);
    holdVm(world, 1);
    while (!isDrained(world, 1)) advance(world, 1);
    const stopped = world.now;
    pauseVm(world, 1);
    runUntil(world, stopped + 50_000);
    moveVm(world, 1, 2);
    expect(world.topology.host[1]).toBe(2);
    resumeVm(world, 1);
    const released = releaseVm(world, 1);
    expect(released.heldSegments).toBe(1);
    while (!advance(world, 1000));
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
    const result = resultOf(world);
    expect(result.counts.messages).toBe(40);
    expect(result.ranks[1].pausedNs).toBe(50_000);
    expect(result.ranks.map((time) => sumOf(time) - time.finishedNs)).toEqual([0, 0]);
    expect(receivedBytes(world, 1)).toBe(20 * 500);
    expect(computedNs(world, 1)).toBe(0);
  });
});

const link = { id: 'link', title: 'Link', scope: 'link' } as const;
const wired = path({
  send: [serve('post', 'guest-user', { perUnitNs: 100 }), serve('cable', 'wire', { perUnitNs: 400 }, ['link'])],
  receive: [serve('take', 'guest-user', { perUnitNs: 80 })], resources: [link],
});

/** Rank 0 sends one message, rank 1 computes first. */
const oneMessage = (computeNs: number, bytes = 500): Operation[][] => [
  [{ op: 'send', to: 1, bytes, tag: 0 }], [{ op: 'compute', ns: computeNs }, { op: 'receive', from: 0, bytes, tag: 0 }],
];

/** Holds VM 1 before anything is sent, lets it be away until `awayNs`, and answers the end of the run. */
function away(model: PathModel, awayNs: number): { readonly released: Released; readonly world: World } {
  const world = createWorld(movable(runInput({ ranks: oneMessage(0), model })));
  holdVm(world, 1);
  pauseVm(world, 1);
  runUntil(world, awayNs);
  resumeVm(world, 1);
  const released = releaseVm(world, 1);
  while (!advance(world, 1000));
  return { released, world };
}

describe('what waits for a VM', () => {
  test('is drained when it waits for a call only, not on the wire, and not while a core works on it', () => {
    const world = createWorld(movable(runInput({ ranks: oneMessage(5000), model: wired, mpi: { progress: 'in-call' } })));
    const drainedAt = [50, 300, 600].map((ns) => {
      runUntil(world, ns);
      return [isDrained(world, 0), isDrained(world, 1)];
    });
    expect(drainedAt).toEqual([[false, false], [false, false], [true, true]]);
  });

  test('goes on at once where nothing is lost', () => {
    const { released, world } = away(path(), 10_000);
    expect(released).toEqual({ heldSegments: 1, lostTries: 0 });
    expect(world.ranks.finishedNs[1]).toBe(10_000 + 230);
  });

  test('goes on when the timeout, which grows, has passed once more', () => {
    const { released, world } = away(path({ protocol: { reliability: { kind: 'timeout', rtoNs: 1000, backoff: 2, retries: 9, onExhausted: 'fail' } } }), 10_000);
    // Sent at 0, 1, 3, 7 and 15 µs.
    expect(released).toEqual({ heldSegments: 1, lostTries: 4 });
    expect(world.ranks.finishedNs[1]).toBe(15_000 + 230);
    const rows = resultOf(world).stages.filter((row) => row.waitingNs > 0);
    expect(rows.map((row) => [row.stage, row.waitingNs])).toEqual([['wait-vm', 15_000]]);
  });

  test('goes on with the next tick of a receiver-not-ready timer', () => {
    const { released, world } = away(path({ protocol: { reliability: { kind: 'rnr', timerNs: 3000, retries: 7, onExhausted: 'fail' } } }), 10_000);
    expect([released.lostTries, world.ranks.finishedNs[1]]).toEqual([4, 12_000 + 230]);
  });

  test('fails the run with a try too many, and says so', () => {
    const { world } = away(path({ protocol: { reliability: { kind: 'timeout', rtoNs: 1000, backoff: 1, retries: 7, onExhausted: 'fail' } } }), 10_000);
    expect(world.failure?.message).toBe('Rank 0 could not reach rank 1 over path test while a VM was away: it tried 8 times, from 0 ms to 0.007 ms, and gave up. The VM was back at 0.01 ms.');
  });

  test('makes its connection anew after a try too many where the protocol does', () => {
    const model = { ...path({ protocol: { reliability: { kind: 'timeout', rtoNs: 1000, backoff: 1, retries: 2, onExhausted: 'reconnect' } } }), bootstrap: { assignFunctionNs: 0, registerPerPageNs: 0, createQueueSetNs: 0, connectNs: 5000 } };
    // Sent at 0, 1 and 2 µs, then at 8, 9 and, connected again, 15 µs.
    expect(away(model, 10_000).world.ranks.finishedNs[1]).toBe(15_000 + 230);
  });
});

describe('a VM that stands still', () => {
  test('does nothing with what becomes due meanwhile, and all of it afterwards', () => {
    const model = path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 }), serve('nic', 'device', { perUnitNs: 2000 })], zeroCopy: true });
    const receive: Operation = { op: 'receive', from: 0, bytes: 500, tag: 0 };
    const ranks: Operation[][] = [[{ op: 'send', to: 1, bytes: 500, tag: 0 }, { op: 'send', to: 1, bytes: 500, tag: 0 }, { op: 'compute', ns: 700 }], [receive, receive]];
    const world = createWorld(movable(runInput({ ranks, model, layer: 'raw' })));
    runUntil(world, 1000);
    pauseVm(world, 0);
    runUntil(world, 9000);
    resumeVm(world, 0);
    while (!advance(world, 1000));
    const { ranks: [sender], messages: [message] } = resultOf(world);
    expect([sender.pausedNs, sender.computeNs, sender.finishedNs, sumOf(sender)]).toEqual([8000, 700, 11_880, 11_880]);
    expect([message.minNs, message.maxNs]).toEqual([2180, 2180]);
  });

  test('has its first instruction late when it was due', () => {
    const world = createWorld(movable(runInput({ ranks: [[{ op: 'compute', ns: 10 }]] })));
    pauseVm(world, 0);
    runUntil(world, 500);
    resumeVm(world, 0);
    while (!advance(world, 1000));
    expect(resultOf(world).ranks[0]).toMatchObject({ startNs: 500, computeNs: 10, finishedNs: 510, pausedNs: 0 });
  });
});

describe('a VM that moved', () => {
  test('has its relations, its NIC and the freest cores there', () => {
    const places = [{ host: 0, vm: 0, core: 0 }, { host: 1, vm: 1, core: 0 }, { host: 1, vm: 1, core: 1 }, { host: 2, vm: 2, core: 0 }];
    const ranks = [0, 1, 2, 3].map((rank): Operation[] => [{ op: 'loop', count: 2, body: [{ op: 'isend', to: (rank + 1) % 4, bytes: 10, tag: 0 }, { op: 'ireceive', from: (rank + 3) % 4, bytes: 10, tag: 0 }, { op: 'waitall' }, { op: 'compute', ns: 10_000 }] }]);
    const world = createWorld(movable(runInput({ ranks, model: wired, places, cores: 4 })));
    runUntil(world, 5000);
    pauseVm(world, 1);
    moveVm(world, 1, 2);
    resumeVm(world, 1);
    expect([1, 2, 3].map((rank) => world.cpu.int[(rank << 5) | inEntity.core])).toEqual([9, 10, 8]);
    while (!advance(world, 1000));
    const result = resultOf(world);
    expect(result.messages.map((row) => [row.relation, row.messages]).sort()).toEqual([['other-host', 3 + 2], ['same-host', 1], ['same-vm', 1 + 1]]);
    // The first round goes from host to host; in the second VM 1 and rank 3 share host 2 and its NIC.
    expect(result.resources.filter((row) => row.resource === 'link').map((row) => [row.instance, row.visits])).toEqual([['host 0 out', 1 + 1], ['host 1 out', 1], ['host 2 out', 1 + 2]]);
  });

  test('has another way through a fat tree', () => {
    const far = path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 }), { ...delay('spine', { perUnitNs: 5000 }), when: 'other-leaf' }] });
    const ranks: Operation[][] = [[{ op: 'send', to: 1, bytes: 10, tag: 0 }, { op: 'compute', ns: 50_000 }, { op: 'send', to: 1, bytes: 10, tag: 0 }], [{ op: 'receive', from: 0, bytes: 10, tag: 0 }, { op: 'receive', from: 0, bytes: 10, tag: 0 }]];
    const tree = { kind: 'fat-tree', propagationNs: 10, switchNs: 0, hostsPerLeaf: 2, uplinksPerLeaf: 1 } as const;
    const world = createWorld(movable(runInput({ ranks, model: far, places: [{ host: 0, vm: 0, core: 0 }, { host: 1, vm: 1, core: 0 }], network: tree, cores: 2 }), 2));
    runUntil(world, 20_000);
    moveVm(world, 1, 2);
    while (!advance(world, 1000));
    expect(resultOf(world).messages.map((row) => [row.minNs, row.maxNs])).toEqual([[180, 5180]]);
  });

  test('takes the fallback while its device is detached', () => {
    const slow = path({ id: 'slow', send: [serve('post', 'guest-kernel', { perUnitNs: 900 })] });
    const world = createWorld(movable(runInput({ ranks: pingPong(3) }), 1, [{ of: 'test', model: slow }]));
    runUntil(world, 300);
    detourVm(world, 1, true);
    runUntil(world, 2000);
    detourVm(world, 1, false);
    while (!advance(world, 1000));
    expect(world.failure).toBeUndefined();
    expect(resultOf(world).messages.map((row) => [row.path, row.messages])).toEqual([['test', 4], ['slow', 2]]);
  });
});

describe('memory that is copied', () => {
  test('has the link for its frames, one chunk after the other, and messages wait behind it', () => {
    const world = createWorld(movable(runInput({ ranks: oneMessage(0), model: wired })));
    // 8 frames of 8960 B and 78 B more each at 10 Gbit/s.
    const ns = (8 * 8960 + 8 * 78) * 0.8;
    expect(streamChunk(world, 0, 2, 8 * 8960)).toBeCloseTo(ns + 10, 1);
    expect(streamChunk(world, 0, 2, 8 * 8960)).toBeCloseTo(2 * ns + 10, 1);
    while (!advance(world, 1000));
    const { messages: [message], resources } = resultOf(world);
    expect(message.minNs).toBeCloseTo(2 * ns + 400 + 80, 1);
    expect(resources.filter((row) => row.resource === 'link').map((row) => [row.instance, row.visits])).toEqual([['host 0 out', 3], ['host 2 in', 2]]);
  });

  test('takes what the link needs for its bytes at least, where no path knows the link', () => {
    const world = createWorld(movable(runInput({ ranks: oneMessage(0) })));
    expect(streamChunk(world, 0, 1, 1e6)).toBeGreaterThan(8e5);
  });
});
