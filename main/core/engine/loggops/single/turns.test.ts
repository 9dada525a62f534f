import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLoopBuilder } from '../loop-builder.ts';
import { defaultLoggops } from '../parameters.ts';
import { layout } from './layout.ts';
import { createState, type SingleState } from './state.ts';
import { popHeap, popTurn, pushTurn } from './turns.ts';

function stateOf(hosts: number): SingleState {
  const builder = createLoopBuilder();
  for (let host = 0; host < hosts; host++) builder.beginRank();
  return createState(builder.finish(), defaultLoggops);
}

/** The first turn of ring and heap, as the kernel takes it; undefined when there is none. */
function pop(state: SingleState): { time: number; order: number; host: number } | undefined {
  const { numbers } = state;
  for (;;) {
    const inRing = numbers[layout.topTime];
    const inHeap = numbers[layout.heapTime];
    if (inRing === Infinity && inHeap === Infinity) return undefined;
    const heap = inHeap < inRing || (inHeap === inRing && numbers[layout.heapOrder] < numbers[layout.topOrder]);
    const [time, order] = heap ? [inHeap, numbers[layout.heapOrder]] : [inRing, numbers[layout.topOrder]];
    const host = heap ? popHeap(state) : popTurn(state);
    if (host >= 0) return { time, order, host };
  }
}

describe('turns of hosts', () => {
  const delay = fc.oneof(fc.nat(3), fc.nat(5000), fc.nat(50_000_000), fc.constant(0.25), fc.constant(0));

  it('come by time and order; an earlier one replaces a later one of the same host, and a later one changes nothing', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 80 }), fc.array(fc.tuple(fc.nat(79), delay, fc.nat(3)), { maxLength: 400 }), (hosts, pushes) => {
      const state = stateOf(hosts);
      const pending = new Map<number, { time: number; order: number }>();
      let now = 0;
      let order = 0;
      const check = (): void => {
        const expected = [...pending].map(([host, turn]) => ({ ...turn, host })).sort((a, b) => a.time - b.time || a.order - b.order)[0];
        const first = pop(state);
        expect(first).toEqual(expected);
        if (first === undefined) return;
        now = first.time;
        pending.delete(first.host);
      };
      for (const [any, after, pops] of pushes) {
        const host = any % hosts;
        const turn = { time: now + after, order: order++ };
        const old = pending.get(host);
        if (old === undefined || turn.time < old.time) pending.set(host, turn);
        pushTurn(state, host, turn.time, turn.order, now);
        for (let i = 0; i < pops - 1; i++) check();
      }
      while (pending.size > 0) check();
      expect(pop(state)).toBe(undefined);
    }), { numRuns: 400, seed: 20_262 });
  });

  it.each([1, 100, 1e6])('find buckets of another width when times are multiples of %d ns', (spread) => {
    const state = stateOf(3000);
    let random = 7;
    const push = (host: number, now: number, order: number): void => {
      random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 1;
      pushTurn(state, host, now + (random % 1000) * spread, order, now);
    };
    for (let host = 0; host < 3000; host++) push(host, 0, host);
    let last = { time: 0, order: -1 };
    for (let order = 3000; order < 100_000; order++) {
      const first = pop(state);
      if (first === undefined) throw new Error('Turns are lost.');
      if (first.time < last.time || (first.time === last.time && first.order < last.order)) throw new Error(`${first.time} comes after ${last.time}.`);
      last = first;
      push(first.host, first.time, order);
    }
    const width = 1 / state.numbers[layout.perNs];
    if (spread === 1) expect(width).toBeLessThanOrEqual(16);
    if (spread === 1e6) expect(width).toBeGreaterThan(10_000);
    expect(state.heapLength).toBeLessThan(3000);
  });
});
