import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExperiment } from './parse-experiment.ts';
import { longestText, readYaml } from './read-yaml.ts';

const lines = (line: string): string => `${line}\n`.repeat(9000);
const nested = 'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'.charAt(index)}`).join(',')}]`).join('\n');

const hostile: Readonly<Record<string, string>> = {
  'alias bomb': `a: &a [x,x,x,x,x,x,x,x,x]\n${nested}`,
  'alias of itself': 'a: &a [*a]',
  'alias of nothing': 'a: *b',
  'open brackets': '['.repeat(200_000),
  'open braces': '{a: '.repeat(50_000),
  'nested dashes': '- '.repeat(4000),
  'nested keys': Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  'a long line': `name: ${'a'.repeat(200_000)}`,
  'too long': 'a'.repeat(longestText + 1),
  'the same key': lines('a: 1'),
  'many lines': lines('#').repeat(2),
  'folded quotes': `name: "${lines(' ')}`,
  'lines of spaces': lines(' '.repeat(25)),
  'spaces in quotes': `name: "${lines(' '.repeat(25))}`,
  'a long quantity': `name: a\njobs: [{ workload: { kind: ping-pong, size: "${' ..'.repeat(3000)}" } }]\nsweep: { axes: { size: "${' .. 1'.repeat(1900)}" } }`,
  'many quotes': '"'.repeat(9000),
  'many commas': `[${','.repeat(9000)}]`,
  'many documents': lines('---'),
  'a function': 'name: !!js/function "function () {}"',
  'a binary': 'name: !!binary aGVsbG8=',
  'an own tag': 'name: !mine x',
  'the prototype': '__proto__: { format: 9 }\nconstructor: 1',
  'NUL': '\0'.repeat(100),
  'half a surrogate': 'name: "\ud800"',
  'keys that are lists': '? [a, b]\n: c',
  'a merge': '<<: { name: a }',
  'nothing': '',
};

describe('a hostile text', () => {
  it.each(Object.entries(hostile))('%s ends in findings, soon', (_, text) => {
    const started = performance.now();
    const { experiment, findings } = parseExperiment(text);
    expect(experiment).toBeUndefined();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThanOrEqual(50);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('never throws, whatever it is', () => {
    const piece = fc.constantFrom('a', ': ', '- ', '[', ']', '{', '}', '\n', '  ', '"', "'", '#', '&x ', '*x', '|', '>', '!', '%', '@', '`', ',', '? ', '1', 'name', 'jobs', '---\n', '...', '\t', 'é', '\u2028');
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      expect(parseExperiment(pieces.join('')).experiment).toBeUndefined();
    }), { seed: 20_261_120, numRuns: 500 });
  });
});

describe('readYaml', () => {
  it('finds the line of a field, or of the nearest parent in the text', () => {
    const { locate } = readYaml('a:\n  - x: 1\n  -\n    y: &here { z: 2 }\n    w: *here\n');
    const at = (...path: (string | number)[]): unknown => {
      const { line, column } = locate({ severity: 'error', path, message: '' });
      return [line, column];
    };
    expect([at(), at('a', 0, 'x'), at('a', 1, 'y', 'z'), at('a', 1, 'w', 'z'), at('a', 1, 'q'), at('a', 7)]).toEqual([[1, 1], [2, 5], [4, 16], [4, 16], [4, 5], [1, 1]]);
  });

  it('takes a few aliases', () => {
    expect(readYaml('a: &a { b: 1 }\nc: *a\n').value).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });
});
