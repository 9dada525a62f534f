import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opKind, wildcard } from '../engine/loggops/index.ts';
import { createGoalReader, readGoal, type GoalProgram, type GoalResult } from './goal-reader.ts';

function read(text: string): GoalProgram {
  const result = readGoal(text);
  if (!result.ok) throw new Error(`${result.error.line}:${result.error.column}: ${result.error.message}`);
  return result.goal;
}

function errorOf(text: string): string {
  const result = readGoal(text);
  return result.ok ? 'none' : `${result.error.line}:${result.error.column}: ${result.error.message}`;
}

function inPieces(text: string, cuts: readonly number[]): GoalResult {
  const reader = createGoalReader();
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  for (let i = 1; i < places.length; i++) if (!reader.write(text.slice(places[i - 1], places[i]))) break;
  return reader.end();
}

const everything = [
  '// a comment before', '', 'num_ranks 3 rank 0 { l1: send 8b to 1', '  l2 : recv 2000 b from -1 tag -1 cpu 2 nic 3\r', '/* two', 'lines */ l3: calc 100 cpu 1',
  'l3 requires l1', 'l3\tirequires\tl2', 'l3 requires l2', 'send 1bto 2tag4294967295', '} rank 1{', '\t}', '', 'rank 2 {', 'rank1: calc 5', 'calc2: send 7b to 0 tag 5 nic 1',
  'calc2 requires rank1', '// } no end', '}', 'whatever comes after the last rank { is not read',
].join('\n');

describe('the GOAL reader', () => {
  it('reads operations of all forms', () => {
    const { program, lines } = read(everything);
    expect({ ...program, flow: undefined }).toEqual({
      ranks: 3, cpus: 3, nics: 4, flow: undefined,
      rankStart: Int32Array.of(0, 4, 4, 6),
      kind: Uint8Array.of(opKind.send, opKind.receive, opKind.calculate, opKind.send, opKind.calculate, opKind.send),
      peer: Int32Array.of(1, wildcard, 0, 2, 0, 0),
      tag: Int32Array.of(0, wildcard, 0, -1, 0, 5),
      size: Float64Array.of(8, 2000, 100, 1, 5, 7),
      cpu: Uint8Array.of(0, 2, 1, 0, 0, 0),
      nic: Uint8Array.of(0, 3, 0, 0, 0, 1),
    });
    expect([...lines]).toEqual([3, 4, 6, 10, 15, 16]);
  });

  it('keeps who waits for whom, in the order of the lines', () => {
    expect(read(everything).program.flow).toEqual({
      kind: 'graph', waitsFor: Int32Array.of(0, 0, 3, 0, 0, 1),
      endStart: Int32Array.of(0, 1, 2, 2, 2, 3, 3), afterEnd: Int32Array.of(2, 2, 5),
      startStart: Int32Array.of(0, 0, 1, 1, 1, 1, 1), afterStart: Int32Array.of(2),
    });
    const text = 'num_ranks 1\nrank 0 {\na: calc 1\nb: calc 1\nc: calc 1\nc requires a\nb requires a\nc requires b\n}\n';
    expect(read(text).program.flow).toEqual({
      kind: 'graph', waitsFor: Int32Array.of(0, 1, 2), endStart: Int32Array.of(0, 2, 3, 3), afterEnd: Int32Array.of(2, 1, 2),
    });
  });

  it('accepts carriage returns', () => {
    expect(read(everything.replaceAll('\r', '').replaceAll('\n', '\r\n'))).toEqual(read(everything));
  });

  it('keeps labels apart by rank, however many there are', () => {
    const many = Array.from({ length: 3000 }, (_, at) => `l${at}: calc ${at}\n${at > 0 ? `l${at} requires l${at - 1}\n` : ''}`).join('');
    const { program } = read(`num_ranks 2\nrank 0 {\n${many}}\nrank 1 {\n${many}}\n`);
    if (program.flow.kind !== 'graph') throw new Error('GOAL texts are graphs.');
    expect(program.flow.afterEnd.every((waiting, at) => waiting === at + (at < 2999 ? 1 : 2))).toBe(true);
    expect(errorOf('num_ranks 2\nrank 0 {\na: calc 1\n}\nrank 1 {\nb: calc 1\nb requires a\n}')).toBe('7:12: Label a is not defined above, in rank 1.');
  });

  it.each([
    ['', '1:1: The text ends before rank 0.'],
    ['ranks 3', '1:1: A GOAL text begins with num_ranks, and there is "ranks".'],
    ['num_ranks\n', '1:10: Here must be the number of ranks, a whole number, and the line ends.'],
    ['num_ranks 0\n', '1:11: There are no ranks; num_ranks must be at least 1.'],
    ['num_ranks 2\nrank 0 {\n}\n', '4:1: The text ends before rank 1 of 2.'],
    ['num_ranks 2\nrank 1 {\n}\n', '2:6: Here must be rank 0, because ranks come in order from 0, and it is rank 1.'],
    ['num_ranks 1\nrank 0 {\ncalc 1\n', '4:1: The text ends within rank 0: a } is missing.'],
    ['num_ranks 1\nrank 0 {\ncalc 1 }\n', '3:8: The line must end here, and there is "}".'],
    ['num_ranks 1\nrank 0 {\ncalc 1 // no\n}', '3:8: The line must end here, and there is "/".'],
    ['num_ranks 1\nrank 0 {\n  l1: sent 8b to 0\n}', '3:7: Here must be send, recv or calc, and there is "sent".'],
    ['num_ranks 1\nrank 0 {\nl1: send 8 to 0\n}', '3:12: Here must be b, for bytes, and there is "to".'],
    ['num_ranks 1\nrank 0 {\nl1: recv 8b to 0\n}', '3:13: Here must be from, and there is "to".'],
    ['num_ranks 1\nrank 0 {\nl1: send 8b to 1\n}', '3:16: Rank 1 does not exist: ranks are 0 to 0.'],
    ['num_ranks 1\nrank 0 {\nl1: send 8b to -1\n}', '3:16: Here must be the number of a rank, a whole number, and there is "-".'],
    ['num_ranks 1\nrank 0 {\nl1: send 8b to 0 nic 1 tag 3\n}', '3:24: The line must end here, and there is "tag".'],
    ['num_ranks 1\nrank 0 {\nl1: send 8b to 0 tag 4294967296\n}', '3:22: the tag is 4294967296; it must be at most 4294967295.'],
    ['num_ranks 1\nrank 0 {\nl1: calc 1 cpu 256\n}', '3:16: the number of the cpu is 256; it must be at most 255.'],
    ['num_ranks 1\nrank 0 {\nl1: calc 9007199254740992\n}', '3:10: the time in nanoseconds is 9007199254740992; it must be at most 9007199254740991.'],
    ['num_ranks 1\nrank 0 {\nl1: calc 1\nl1: calc 2\n}', '4:1: Label l1 is defined twice in rank 0.'],
    ['num_ranks 1\nrank 0 {\nl1: calc 1\nl1 requires\n}', '4:12: Here must be a label, and the line ends.'],
    ['num_ranks 1\nrank 0 {\nl1: calc 1\nl1 require l1\n}', '4:4: After l1 must be a colon, requires or irequires, and there is "require".'],
    ['num_ranks 1\nrank 0 {\n5: calc 1\n}', '3:1: Here must be an operation, a label or }, and there is "5".'],
    ['num_ranks 1\n/* rank 0 {\n}\n', '2:1: The comment that begins here does not end.'],
  ])('says where %j is wrong', (text, message) => {
    expect(errorOf(text)).toBe(message);
  });

  it('reads the same, or finds the same error, wherever the text is cut', () => {
    const whole = readGoal(everything);
    fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => { expect(inPieces(everything, cuts)).toEqual(whole); }));
    // A text with one character changed is mostly wrong, somewhere.
    fc.assert(fc.property(fc.nat(everything.length - 1), fc.constantFrom('x', '\n', '{', '9', '/', ':'), fc.array(fc.nat(), { maxLength: 12 }), (at, other, cuts) => {
      const changed = everything.slice(0, at) + other + everything.slice(at + 1);
      expect(inPieces(changed, cuts)).toEqual(readGoal(changed));
    }));
  });

  it('reads plain lines as it reads the same lines in another shape', () => {
    const label = fc.oneof(
      fc.tuple(fc.constantFrom('l', 'rank', 'longer', 'a_', 'b1c'), fc.constantFrom(0, 1, 7, 12, 300, 70_000, 999_999_999)).map(([word, number]) => word + String(number)),
      fc.constantFrom('l', 'x007', 'send', 'l00', 'l1000000000', 'requires', 'a12_'),
    );
    const operation = fc.oneof(
      fc.tuple(fc.constantFrom('send 8b to 1', 'recv 2000b from 0', 'calc 100', 'recv 1b from -1', 'send 9007199254740991b to 1', 'send 1b to 2'), fc.constantFrom('', ' tag 5', ' tag -1', ' tag 4294967295', ' tag 1 cpu 2')).map(([what, tag]) => (what.startsWith('calc') ? what : what + tag)),
    );
    const line = fc.oneof(
      fc.tuple(label, operation).map(([name, what]) => `${name}: ${what}`),
      fc.tuple(label, fc.constantFrom('requires', 'irequires'), label).map((words) => words.join(' ')),
    );
    const numbered = fc.array(line, { maxLength: 12 }).map((lines) => {
      // Nearly every line is to be right: labels are defined before they are used, and once.
      const known: string[] = [];
      return lines.map((text, at) => {
        const name = /^(\w+): /.exec(text)?.[1];
        if (name === undefined) return known.length === 0 || at % 7 === 0 ? text : text.replace(/^\w+/, known.at(-1) ?? '').replace(/\w+$/, known[at % known.length] ?? '');
        const own = known.includes(name) && at % 7 !== 0 ? `n${at}` : name;
        known.push(own);
        return text.replace(name, own);
      });
    });
    fc.assert(fc.property(fc.array(numbered, { minLength: 2, maxLength: 2 }), ([one = [], two = []]) => {
      const text = (shape: (line: string) => string): string => ['num_ranks 2', 'rank 0 {', ...one.map(shape), '}', 'rank 1 {', ...two.map(shape), '}', ''].join('\n');
      const plain = readGoal(text((each) => each));
      const odd = readGoal(text((each) => `${each.replace(': ', ':  ').replaceAll('requires ', 'requires\t')} `));
      if (plain.ok) expect(odd).toEqual(plain);
      else expect(!odd.ok && [odd.error.line, odd.error.message]).toEqual([plain.error.line, plain.error.message]);
    }), { seed: 20_261_121, numRuns: 500 });
  });

  it('limits lines, wherever the text is cut', () => {
    const error = { line: 4, column: 65_537, message: 'The line is longer than 65536 characters.' };
    const long = `num_ranks 1\nrank 0 {\n//${'x'.repeat(65_534)}\n//${'x'.repeat(65_535)}\n}`;
    fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 5 }), (cuts) => { expect(inPieces(long, cuts)).toEqual({ ok: false, error }); }), { numRuns: 20 });
  });
});
