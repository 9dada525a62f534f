import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyHash, finishHash, sha256, updateHash } from './sha256.ts';

describe('sha256', () => {
  // The vectors of FIPS 180-4.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('gives the published hash of %.20j', (text, hash) => {
    expect(sha256(text)).toBe(hash);
  });

  it('agrees with another implementation, in one piece and in two', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('a', 'é', '€', '😀', '\ud800'), fc.string({ minLength: 1, maxLength: 40 })), maxLength: 12 });
    fc.assert(fc.property(text, text, (left, right) => {
      // Two halves of one character would not be that character.
      fc.pre(!left.endsWith('\ud800'));
      const hash = createHash('sha256').update(left + right, 'utf8').digest('hex');
      expect(sha256(left + right)).toBe(hash);
      expect(finishHash(updateHash(updateHash(emptyHash, left), right))).toBe(hash);
    }), { seed: 20_261_120, numRuns: 300 });
  });
});
