import { describe, expect, it } from 'vitest';
import { lineDifference } from './line-difference.ts';

describe('the difference of two texts', () => {
  it.each([
    ['a\nb\nc', 'a\nb\nc', []],
    ['a\nb\nc', 'a\nx\nc', ['- b', '+ x']],
    ['a\nb\nc\nd', 'a\nc\ne\nd', ['- b', '+ e']],
    ['', 'a', ['- ', '+ a']],
    ['a\na', 'a', ['- a']],
  ])('of %j and %j', (old, now, lines) => {
    expect(lineDifference(old, now, 10)).toEqual(lines);
  });

  it('ends where nobody reads on', () => {
    expect(lineDifference('a', 'b\nc\nd', 2)).toEqual(['- a', '+ b', '… and 2 more lines']);
  });
});
