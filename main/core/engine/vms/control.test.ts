import { describe, expect, test } from 'vitest';
import type { Operation } from '../../contract/index.ts';
import { resultOf } from '../result.ts';
import { advance, createWorld } from '../simulation.ts';
import { leaksOf, sumOf } from '../testing/outcomes.ts';
import { path, runInput, serve } from '../testing/run-input.ts';
import { movable, runUntil } from '../testing/vm-moves.ts';
import { computedNs, holdVm, isDrained, moveVm, pauseVm, receivedBytes, releaseVm, resumeVm } from './control.ts';

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
