import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyEdit, type ExperimentEdit } from './edit.ts';
import { editData, type FieldEdit } from './edit-data.ts';
import { sampleTexts } from './testing/sample-texts.ts';
import { redo, recordEdit, startHistory, undo, longestHistory } from './history.ts';

const seed = 20_261_120;

const text = `# The first line speaks.
name: small # kebab-case
cluster: { hosts: 2 }
jobs:
  # one job
  - paths: native
    workload:
      kind: advection
      # how many
      steps: 64 # paper: 512

sweep:
  axes:
    # the paths
    path: [native, sr-iov]
    size: 1 B .. 4 MiB x2
    ranks:
      - 2
      - 4 # half
    hosts:
`;

/** Lines that an edit took away and added. */
function changed(before: string, edit: ExperimentEdit): { readonly less: readonly string[]; readonly more: readonly string[] } {
  const outcome = applyEdit(before, edit);
  if (!outcome.ok) throw new Error(outcome.message);
  const [left, right] = [before.split('\n'), outcome.text.split('\n')];
  return { less: left.filter((line) => !right.includes(line)), more: right.filter((line) => !left.includes(line)) };
}

describe('applyEdit', () => {
  it.each<[FieldEdit, readonly string[], readonly string[]]>([
    [{ kind: 'set', path: ['jobs', 0, 'workload', 'steps'], value: 512 }, ['      steps: 64 # paper: 512'], ['      steps: 512 # paper: 512']],
    [{ kind: 'set', path: ['cluster', 'hosts'], value: 4 }, ['cluster: { hosts: 2 }'], ['cluster: { hosts: 4 }']],
    [{ kind: 'set', path: ['cluster', 'host', 'cores'], value: 4 }, ['cluster: { hosts: 2 }'], ['cluster: { hosts: 2, host: { cores: 4 } }']],
    [{ kind: 'set', path: ['jobs', 0, 'workload', 'grid'], value: 256 }, [], ['      grid: 256']],
    [{ kind: 'set', path: ['noise', 'compute'], value: '5 %' }, [], ['noise: { compute: 5 % }']],
    [{ kind: 'set', path: ['title'], value: 'yes: no # maybe' }, [], ['title: "yes: no # maybe"']],
    [{ kind: 'set', path: ['sweep', 'axes', 'hosts'], value: [2, 4] }, ['    hosts:'], ['    hosts: [2, 4]']],
    [{ kind: 'set', path: ['sweep', 'axes', 'ranks'], value: [8] }, ['    ranks:', '      - 2', '      - 4 # half'], ['    ranks: [8] # half']],
    [{ kind: 'insert', path: ['sweep', 'axes', 'path'], index: 1, value: 'xen-bridged' }, ['    path: [native, sr-iov]'], ['    path: [native, xen-bridged, sr-iov]']],
    [{ kind: 'insert', path: ['sweep', 'axes', 'path'], index: 2, value: { id: 'sr-iov', preset: 'fast' } }, ['    path: [native, sr-iov]'], ['    path: [native, sr-iov, { id: sr-iov, preset: fast }]']],
    [{ kind: 'insert', path: ['sweep', 'axes', 'size'], index: 1, value: '5 MiB' }, ['    size: 1 B .. 4 MiB x2'], ['    size: [1 B .. 4 MiB x2, 5 MiB]']],
    [{ kind: 'insert', path: ['sweep', 'axes', 'ranks'], index: 2, value: 8 }, [], ['      - 8']],
    [{ kind: 'insert', path: ['sweep', 'axes', 'placement'], index: 0, value: 'inter' }, [], ['    placement: [inter]']],
    [{ kind: 'remove', path: ['sweep', 'axes', 'path'] }, ['    # the paths', '    path: [native, sr-iov]'], []],
    [{ kind: 'remove', path: ['sweep', 'axes', 'path', 0] }, ['    path: [native, sr-iov]'], ['    path: [sr-iov]']],
    [{ kind: 'remove', path: ['sweep', 'axes', 'path', 1] }, ['    path: [native, sr-iov]'], ['    path: [native]']],
    [{ kind: 'remove', path: ['sweep', 'axes', 'ranks', 1] }, ['      - 4 # half'], []],
    [{ kind: 'remove', path: ['jobs', 0, 'workload', 'steps'] }, ['      # how many', '      steps: 64 # paper: 512'], []],
  ])('touches only what it must: %j', (edit, less, more) => {
    expect(changed(text, edit)).toEqual({ less, more });
  });

  it.each<ExperimentEdit>([
    { kind: 'set', path: ['name', 'first'], value: 1 },
    { kind: 'remove', path: ['nowhere'] },
    { kind: 'insert', path: ['sweep', 'axes', 'path'], index: 9, value: 1 },
    { kind: 'set', path: ['jobs', 3, 'id'], value: 'a' },
    { kind: 'splice', splice: { at: 0, remove: 'other', insert: '' } },
  ])('refuses what cannot be done: %j', (edit) => {
    expect(applyEdit(text, edit)).toMatchObject({ ok: false });
  });

  it('refuses to edit a field of a text that is not YAML, but takes typed text', () => {
    expect(applyEdit('a: [', { kind: 'set', path: ['a'], value: 1 })).toMatchObject({ ok: false });
    expect(applyEdit('a: [', { kind: 'text', text: 'a: [1]' })).toMatchObject({ ok: true, text: 'a: [1]' });
  });

  it('starts a document', () => {
    expect(applyEdit('', { kind: 'set', path: ['name'], value: 'a' })).toMatchObject({ ok: true });
  });

  it('changes the data as asked, and its inverse restores the text', () => {
    const paths = fc.constantFrom<(string | number)[][]>(
      ['name'], ['title'], ['cluster', 'hosts'], ['cluster', 'nic', 'mtuBytes'], ['cluster', 'network'], ['jobs', 0, 'ranks'], ['jobs', 0, 'workload', 'steps'], ['jobs', 0, 'paths'],
      ['sweep', 'axes'], ['sweep', 'axes', 'path'], ['sweep', 'axes', 'path', 0], ['sweep', 'axes', 'ranks'], ['sweep', 'axes', 'size'], ['sweep', 'also'], ['sweep', 'also', 0, 'hosts'], ['noise'],
      ['noise', 'compute'], ['events'], ['odd key', 'b'],
    );
    const value = fc.letrec<{ value: string | number | boolean | readonly unknown[] | object }>((tie) => ({
      value: fc.oneof({ maxDepth: 2 }, fc.string(), fc.integer(), fc.boolean(), fc.constantFrom('yes', 'null', '1 B .. 2 B x2', 'a: b', '- x', '# c', ' lead', 'two\nlines', ''), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.constantFrom('id', 'a b', 'c: d', ''), tie('value'), { maxKeys: 3 })),
    })).value;
    const edit = fc.oneof(
      fc.record({ kind: fc.constant('set'), path: paths, value }), fc.record({ kind: fc.constant('remove'), path: paths }),
      fc.record({ kind: fc.constant('insert'), path: paths, index: fc.nat(3), value }),
    ) as fc.Arbitrary<FieldEdit>;
    let done = 0;
    fc.assert(fc.property(fc.constantFrom(text, ...Object.values(sampleTexts)), fc.array(edit, { minLength: 1, maxLength: 4 }), (start, edits) => {
      let current = start;
      for (const step of edits) {
        const outcome = applyEdit(current, step);
        if (!outcome.ok) continue;
        done += 1;
        expect(parse(outcome.text) ?? {}).toEqual(editData(parse(current), step)?.data);
        expect(applyEdit(outcome.text, outcome.inverse)).toMatchObject({ ok: true, text: current });
        current = outcome.text;
      }
    }), { seed, numRuns: 300 });
    expect(done).toBeGreaterThan(300);
  });
});

describe('history', () => {
  it('goes back and forth, and forgets the future at a new step', () => {
    let history = startHistory('a: 1\n');
    for (const value of [2, 3]) history = recordEdit(history, { kind: 'set', path: ['a'], value }, `Set a to ${String(value)}`).history;
    expect(history.past.map(({ label }) => label)).toEqual(['Set a to 2', 'Set a to 3']);
    const back = undo(undo(undo(history)));
    expect(back.text).toBe('a: 1\n');
    expect(redo(redo(redo(back))).text).toBe('a: 3\n');
    const other = recordEdit(undo(history), { kind: 'set', path: ['a'], value: 9 }, 'Set a to 9').history;
    expect([other.text, other.future]).toEqual(['a: 9\n', []]);
    expect(JSON.parse(JSON.stringify(other))).toEqual(other);
  });

  it('joins steps in a row that belong together', () => {
    let history = startHistory('a');
    for (const typed of ['ab', 'abc', 'abcd']) history = recordEdit(history, { kind: 'text', text: typed }, 'Type', 'typing').history;
    history = recordEdit(history, { kind: 'text', text: 'abcde' }, 'Paste').history;
    expect(history.past.length).toBe(2);
    expect(undo(undo(history)).text).toBe('a');
    expect(redo(undo(undo(history))).text).toBe('abcd');
  });

  it('keeps what cannot be done and what changes nothing out', () => {
    const history = startHistory('a: 1\n');
    expect(recordEdit(history, { kind: 'remove', path: ['b'] }, 'Remove b')).toMatchObject({ history, outcome: { ok: false } });
    expect(recordEdit(history, { kind: 'set', path: ['a'], value: 1 }, 'Set a').history).toBe(history);
  });

  it('keeps the last steps only', () => {
    let history = startHistory('a: 0\n');
    for (let value = 1; value <= longestHistory + 10; value += 1) history = recordEdit(history, { kind: 'text', text: `a: ${String(value)}\n` }, 'Set').history;
    expect(history.past.length).toBe(longestHistory);
    for (let step = 0; step <= longestHistory; step += 1) history = undo(history);
    expect(history.text).toBe('a: 10\n');
  });
});
