import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { inMessage, returnMessage, takeMessage } from './messages.ts';
import { any, finishReceive, inRequest, makeRequest, matchArrival } from './receives.ts';
import { createWorld } from './simulation.ts';
import { leaksOf, resultFor, worldAfter } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { delay, path, runInput, serve } from './testing/run-input.ts';

const source = fc.integer({ min: 1, max: 3 });
const tag = fc.integer({ min: 0, max: 2 });
const context = fc.integer({ min: 0, max: 1 });
const wildcard = (of: fc.Arbitrary<number>): fc.Arbitrary<number> => fc.oneof({ weight: 3, arbitrary: of }, { weight: 1, arbitrary: fc.constant(any) });
const happening = fc.oneof(
  fc.record({ what: fc.constant('post' as const), from: wildcard(source), tag: wildcard(tag), context }),
  fc.record({ what: fc.constant('arrive' as const), from: source, tag, context }),
);

describe('matching', () => {
  test('agrees with lists that are searched from the front', () => {
    fc.assert(fc.property(fc.array(happening, { maxLength: 120 }), (happenings) => {
      const world = createWorld(runInput({ ranks: [[], [], [], []] }));
      const { messages } = world;
      const profile = world.ranks.profiles.data('other-host', 10);
      const posted: { readonly from: number; readonly tag: number; readonly context: number; readonly request: number }[] = [];
      const arrived: { readonly from: number; readonly tag: number; readonly context: number; readonly message: number }[] = [];
      interface Key { readonly from: number; readonly tag: number; readonly context: number }
      const fits = (p: Key, a: Key): boolean =>
        p.context === a.context && (p.from === any || p.from === a.from) && (p.tag === any || p.tag === a.tag);
      for (const h of happenings) {
        if (h.what === 'post') {
          const i = arrived.findIndex((a) => fits(h, a));
          const request = makeRequest(world, 0, h.from, h.tag, h.context, 100);
          const message = world.ranks.receives.int[(request << 4) | inRequest.message];
          expect(i < 0 ? -1 : arrived[i].message).toBe(message);
          if (i < 0) {
            expect(message).toBe(-1);
            posted.push({ ...h, request });
            continue;
          }
          expect(message).toBe(arrived.splice(i, 1)[0].message);
          expect(messages.int[message | inMessage.request]).toBe(request);
          finishReceive(world, request);
          returnMessage(messages, message);
        } else {
          const m = takeMessage(messages);
          messages.int[m | inMessage.from] = h.from;
          messages.int[m | inMessage.to] = 0;
          messages.int[m | inMessage.tag] = h.tag;
          messages.int[m | inMessage.context] = h.context;
          messages.int[m | inMessage.profile] = profile.number;
          messages.int[m | inMessage.request] = -1;
          const i = posted.findIndex((p) => fits(p, h));
          expect(matchArrival(world, m)).toBe(i >= 0);
          if (i < 0) {
            arrived.push({ ...h, message: m });
            continue;
          }
          const [{ request }] = posted.splice(i, 1);
          expect(messages.int[m | inMessage.request]).toBe(request);
          finishReceive(world, request);
          returnMessage(messages, m);
        }
      }
    }), seeded(300));
  });
});

/** Bytes tell the messages of one tag apart: the receiver waits for its first receive and then computes for long. */
describe('messages of one sender and tag', () => {
  const first = (bytes: number): Operation => ({ op: 'isend', to: 1, bytes, tag: 0 });
  const ranks = (a: number, b: number): readonly (readonly Operation[])[] => [
    [first(a), first(b), { op: 'waitall' }],
    [{ op: 'receive', from: 0, bytes: a, tag: 0 }, { op: 'compute', ns: 1e6 }, { op: 'receive', from: 0, bytes: b, tag: 0 }],
  ];

  test('are received in the order they were sent though the second arrives first', () => {
    // The way takes 1 µs per byte, so 1 B overtakes 500 B.
    const model = path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 }), delay('way', { perByteNs: 1000 })] });
    const { messages, ranks: times } = resultFor(runInput({ ranks: ranks(500, 1), model }));
    expect(messages.map((m) => [m.bytes, m.maxNs >= 1e6])).toEqual([[500, false], [1, true]]);
    expect(times[1].computeNs).toBe(1e6);
  });

  test('are received in the order they were sent though the first asks before it is sent', () => {
    const { messages } = resultFor(runInput({ ranks: ranks(3000, 1), model: path({ protocol: { eagerLimitBytes: 100 } }) }));
    expect(messages.map((m) => [m.bytes, m.maxNs >= 1e6])).toEqual([[3000, false], [1, true]]);
  });

  test('may overtake each other when their tags differ', () => {
    const model = path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 }), delay('way', { perByteNs: 1000 })] });
    const world = worldAfter(runInput({
      model,
      ranks: [[{ op: 'isend', to: 1, bytes: 500, tag: 1 }, { op: 'isend', to: 1, bytes: 1, tag: 2 }, { op: 'waitall' }],
        [{ op: 'receive', from: 0, bytes: 1, tag: 2 }, { op: 'receive', from: 0, bytes: 500, tag: 1 }]],
    }));
    expect(leaksOf(world)).toEqual([]);
    expect(world.statistics.messageRows.map((row) => row.bytes)).toEqual([500, 1].reverse());
  });
});
