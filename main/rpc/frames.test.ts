import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRequest, decodeResponse, encodeFrame } from './frames.ts';
import type { Frame } from './frames.ts';

const seed = 20261120;
const id = fc.nat();
const failure = fc.record({ name: fc.string(), message: fc.string() });
const request = fc.oneof(
  fc.record({ kind: fc.constantFrom('call', 'subscribe'), id, service: fc.string(), method: fc.string(), values: fc.array(fc.jsonValue()) }),
  fc.record({ kind: fc.constant('cancel'), id }),
  fc.record({ kind: fc.constant('more'), id, count: fc.integer({ min: 1 }) }),
);
const response = fc.oneof(
  fc.record({ kind: fc.constantFrom('result', 'item'), id, value: fc.jsonValue() }),
  fc.record({ kind: fc.constant('end'), id }),
  fc.record({ kind: fc.constant('failure'), id, failure }),
  fc.record({ kind: fc.constant('refused'), failure }),
);
/** What JSON makes of a value: -0 becomes 0. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe(`frames (seed ${seed})`, () => {
  test('a frame comes back as it was sent', () => {
    fc.assert(fc.property(request, (frame) => {
      expect(decodeRequest(encodeFrame(frame as Frame))).toEqual({ ok: true, frame: plain(frame) });
    }), { seed });
    fc.assert(fc.property(response, (frame) => {
      expect(decodeResponse(encodeFrame(frame as Frame))).toEqual({ ok: true, frame: plain(frame) });
    }), { seed });
  });

  test('no text makes decoding throw, and no JSON is taken for a frame of the other direction', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(decodeRequest(text).ok).toBe(false);
      expect(decodeResponse(text).ok).toBe(false);
    }), { seed, numRuns: 500 });
    fc.assert(fc.property(request, (frame) => { expect(decodeResponse(encodeFrame(frame as Frame)).ok).toBe(false); }), { seed });
  });

  test('frames with damaged fields are refused', () => {
    const damaged = fc.record({
      v: fc.constantFrom(1, 2, '1'), kind: fc.constantFrom('call', 'more', 'cancel', 'subscribe'),
      id: fc.constantFrom(-1, 0.5, '7', 1e300, [], true), count: fc.jsonValue(), service: fc.jsonValue(), method: fc.jsonValue(), values: fc.jsonValue(),
    });
    fc.assert(fc.property(damaged, (fields) => { expect(decodeRequest(JSON.stringify(fields)).ok).toBe(false); }), { seed });
  });

  test('another version is named', () => {
    expect(decodeRequest('{"v":2,"kind":"cancel","id":3}')).toEqual({ ok: false, reason: 'it has version 2, this side speaks 1', id: 3 });
  });
});
