import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

describe('canonicalJson', () => {
  it('sorts keys, drops undefined, keeps the order of lists', () => {
    expect(canonicalJson({ b: [3, 1, { z: undefined, y: 'é\n' }], a: 0.1, c: undefined, B: -0 })).toBe('{"B":0,"a":0.1,"b":[3,1,{"y":"é\\n"}]}');
  });

  it('is JSON of the same data, whatever the order of keys', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value))).toBe(text);
      expect(canonicalJson(value, new WeakMap())).toBe(text);
    }), { seed: 20_261_120 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 10n, () => 1, Symbol('a')])('refuses %s', (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]: [string, unknown]) => [key, reversed(item)]));
}
