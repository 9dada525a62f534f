import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankState } from './cpu.ts';
import { seeded } from './testing/property.ts';
import { createTimeline, noteSpan, timelineResult } from './timeline.ts';

const states = [rankState.compute, rankState.overhead, rankState.waiting] as const;
const names = ['compute', 'overhead', 'waiting'] as const;

/** Lengths of spans over 15 doublings, in bursts, as phases of a program are. */
const lengths = fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 30 });

test('a timeline is bounded, and in its windows and for its ranks everything is there', () => {
  fc.assert(fc.property(lengths, fc.constantFrom(1, 3, 8, 150), (bursts, ranks) => {
    const timeline = createTimeline(ranks);
    const all: { rank: number; kind: (typeof names)[number]; fromNs: number; toNs: number }[] = [];
    let now = 0;
    let turn = 0;
    for (const [doublings, count] of bursts) {
      for (let i = 0; i < count; i++) {
        const span = (1 + ((turn * 7) % 5)) * 2 ** doublings / 64;
        for (let rank = 0; rank < ranks; rank++) {
          noteSpan(timeline, rank, states[(turn + rank) % 3], now, now + span);
          all.push({ rank, kind: names[(turn + rank) % 3], fromNs: now, toNs: now + span });
        }
        now += span;
        turn++;
      }
    }
    const { timelineCoverage: { ranks: shown, windowNs, every }, activity } = timelineResult(timeline, ranks);
    expect(timeline.spans.length).toBeLessThanOrEqual(4000);
    expect(shown.length).toBeLessThanOrEqual(64);
    if (windowNs > 0) expect(timeline.spans.length).toBeGreaterThan(250);
    for (const rank of [shown[0], shown[shown.length - 1]]) {
      const cover = (list: typeof all, kind: string, from: number, to: number): number =>
        list.reduce((sum, span) => (span.rank === rank && span.kind === kind ? sum + Math.max(0, Math.min(span.toNs, to) - Math.max(span.fromNs, from)) : sum), 0);
      const kept = timeline.spans as typeof all;
      const ends = windowNs === 0 ? [[0, now]] : Array.from({ length: Math.min(40, Math.ceil(now / (windowNs * every))) }, (_, i) => [i * windowNs * every, i * windowNs * every + windowNs]);
      for (const [from, to] of ends) for (const kind of names) expect(cover(kept, kind, from, to)).toBe(cover(all, kind, from, to));
    }
    const whole = activity.ranks.map(({ ns }) => ns.reduce((sum, part) => sum + part, 0));
    expect(whole.every((ns) => ns === now)).toBe(true);
  }), seeded(40));
});
