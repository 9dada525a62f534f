import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../core/compare/index.ts';
import { testRow } from '../../core/compare/test-rows.ts';
import { emptyMark, type BatchProgress, type Comparison, type RunRow, type Services } from '../../core/contract/index.ts';
import { parseExperiment } from '../../core/experiment/index.ts';
import { pingPongText } from '../../services/testing/source-services.ts';
import { checkChoices } from './check-choices.ts';
import { comparisonTable } from './comparison-table.ts';
import { describeFinding } from './describe-finding.ts';
import { createProgressLine, describeProgress } from './progress-line.ts';
import { readDocument, setInDocument } from './read-document.ts';
import { textTable } from './text-table.ts';

describe('describeFinding', () => {
  test('says file, place, severity, field, fault and fix on one line', () => {
    const finding = { severity: 'error', path: 'jobs[0].ranks', message: 'This must be\na number', hint: 'Give one', line: 12, column: 3 } as const;
    expect(describeFinding(finding, 'a.yaml')).toBe('a.yaml:12:3: error: jobs[0].ranks: This must be a number. Give one.');
    expect(describeFinding({ severity: 'warning', path: '', message: 'Odd.' }, 'a.yaml')).toBe('a.yaml: warning: Odd.');
  });
});

describe('textTable', () => {
  test('lines up words to the left and numbers to the right', () => {
    const table = textTable([{ title: 'path', align: 'left' }, { title: 'ns', align: 'right' }], [['native', '7'], ['x', '1000']]);
    expect(table).toBe('path      ns\n──────  ────\nnative     7\nx       1000\n');
  });

  test('goes on in the next line where a column has a width', () => {
    const table = textTable([{ title: 'a', align: 'left', width: 9 }, { title: 'b', align: 'left' }], [['one two three', 'x'], ['four', 'y']]);
    expect(table).toBe('a        b\n───────  ─\none two  x\nthree\nfour     y\n');
  });
});

describe('progress', () => {
  const progress: BatchProgress = { batch: 'b', experiment: 'e', state: 'running', total: 10, done: 2, reused: 3, failed: 1, running: 2, secondsLeft: 90, elapsedSeconds: 1, failures: [] };

  test('is one readable line', () => {
    expect(describeProgress(progress)).toBe('6 of 10 runs, 3 reused, 1 failed, about 1 min 30 s left');
    expect(describeProgress({ ...progress, state: 'done', elapsedSeconds: 3700 })).toBe('6 of 10 runs, 3 reused, 1 failed, done after 1 h 1 min');
    expect(describeProgress({ ...progress, state: 'planning' })).toBe('Planning …');
  });

  test('is written over on a terminal and never wider than it', () => {
    const written: string[] = [];
    const line = createProgressLine({ isTTY: true, columns: 30, write: (text) => written.push(text) });
    line.show(progress);
    line.show({ ...progress, state: 'done' });
    expect(written[0]).toBe('\r\u001b[K6 of 10 runs, 3 reused, 1 fai');
    expect(written[1]?.endsWith('\n')).toBe(true);
  });

  test('comes now and then elsewhere, and at the end', () => {
    const written: string[] = [];
    const line = createProgressLine({ write: (text) => written.push(text) });
    for (let tenth = 0; tenth < 250; tenth += 1) line.show({ ...progress, elapsedSeconds: tenth / 10 });
    line.show({ ...progress, state: 'done', elapsedSeconds: 25 });
    expect(written).toHaveLength(4);
    expect(written.every((text) => text.endsWith('\n') && !text.includes('\u001b'))).toBe(true);
  });
});

describe('setInDocument', () => {
  const document = { label: 'a.yaml', text: pingPongText({ sizes: [1, 2], replicates: 3 }) };

  test('replaces axes, replicates and seed', () => {
    const { experiment } = parseExperiment(setInDocument(document, ['size=16,32', 'replicates=1', 'seed=9', 'layer=raw,mpi']).text);
    expect(experiment).toMatchObject({ replicates: 1, seed: 9, sweep: { axes: { size: [16, 32], layer: ['raw', 'mpi'] } } });
  });

  test('refuses what is no axis, and leaves broken text to those who check it', () => {
    expect(() => setInDocument(document, ['colour=red'])).toThrow(/--set colour=red: error: Give NAME=VALUE/);
    expect(() => setInDocument(document, ['size'])).toThrow(/--set size/);
    const broken = { label: 'b.yaml', text: 'a: [' };
    expect(setInDocument(broken, ['size=1'])).toBe(broken);
    expect(setInDocument(document, [])).toBe(document);
  });
});

describe('readDocument', () => {
  const services = {
    experiments: {
      list: () => Promise.resolve([{ name: 'sample' }]),
      read: (name: string) => (name === 'sample' ? Promise.resolve({ text: 'name: sample' }) : Promise.reject(new Error('none'))),
    },
  } as unknown as Services;

  test('takes a file, else an experiment of that name, else says what there is', async () => {
    expect((await readDocument('package.json', services)).text).toContain('"doorbell"');
    expect(await readDocument('sample', services)).toEqual({ label: 'sample', text: 'name: sample' });
    await expect(readDocument('nothing.yaml', services)).rejects.toThrow('nothing.yaml: error: There is no such file, and no experiment of that name. Give a YAML file, or one of: sample.');
    await expect(readDocument('main', services)).rejects.toThrow(/main: error: The file cannot be read/);
  });
});

describe('checkChoices', () => {
  const row = (path: string, size: number): RunRow => ({ ...testRow({ path, size, replicate: 1 }, { goodput: { value: 1, unit: 'B/s' } }), mark: emptyMark });
  const rows = [row('native', 1), row('sr-iov', 16)];

  test('takes what the runs have', () => {
    expect(() => { checkChoices(rows, {}); }).not.toThrow();
    expect(() => { checkChoices(rows, { by: 'path', baseline: 'sr-iov', metric: 'goodput' }); }).not.toThrow();
    expect(() => { checkChoices(rows, { baseline: 'native' }); }).not.toThrow();
    expect(() => { checkChoices(rows, { by: 'size', baseline: '16' }); }).not.toThrow();
  });

  test('says what there is instead of comparing by nothing', () => {
    expect(() => { checkChoices(rows, { by: 'colour' }); }).toThrow('--by colour: error: These runs have no colour. Use one of path, size.');
    expect(() => { checkChoices(rows, { baseline: 'nativ' }); }).toThrow('--baseline nativ: error: No run has this path. Use one of native, sr-iov.');
    expect(() => { checkChoices(rows, { by: 'size', baseline: '2' }); }).toThrow('--baseline 2: error: No run has this size. Use one of 1, 16.');
    expect(() => { checkChoices(rows, { metric: 'speed' }); }).toThrow('--metric speed: error: These runs have no such metric. Use one of goodput.');
  });
});

describe('comparisonTable', () => {
  test('says beside the numbers what each path can do, and what events cost it', () => {
    const rows = [1, 2].flatMap((replicate) => ['without', 'with'].map((events) => testRow({ path: 'vrdma', events, replicate }, {
      executionTime: { value: (events === 'with' ? 1.1e9 : 1e9) + replicate * 1e6, unit: 'ns' }, ...(events === 'with' ? { downtime: { value: 3e7, unit: 'ns' as const } } : {}),
    })));
    const comparison: Comparison = {
      ...compareRuns([...rows, testRow({ path: 'passthrough', events: 'without', replicate: 1 }, { executionTime: { value: 9e8, unit: 'ns' } })], { fingerprints: [], by: 'path' }),
      abilities: [{ path: 'vrdma', osBypass: true, hypervisorBypass: true, zeroCopy: true, liveMigration: 'transparent', snapshot: 'supported' }],
    };
    const lines = comparisonTable(comparison).replaceAll('\u00a0', ' ').split('\n');
    expect(lines.find((line) => line.includes('OS bypass'))).toMatch(/migration +snapshot +OS bypass +zero copy$/);
    expect(lines.find((line) => line.startsWith('with ') && line.includes('vrdma'))).toMatch(/transparent +yes +yes +yes$/);
    const at = lines.indexOf('What does it cost to be able to move?');
    expect(lines.slice(at).find((line) => line.startsWith('vrdma'))).toMatch(/^vrdma +1\.00 s.* +1\.10 s.* +100 ms +30\.0 ms/);
    expect(lines.slice(at).join(' ')).toContain('passthrough: There is no run with events.');
  });

  const estimate = (mean: number, half?: number) => ({ mean, samples: [mean, mean], spread: half === undefined ? 'none' as const : 'replicates' as const, ...(half === undefined ? {} : { low: mean - half, high: mean + half }) });
  const comparison = {
    format: 1, experiment: { name: 'e', title: 'Streams', question: '?' }, by: 'path', baseline: 'native', metric: 'goodput', unit: 'B/s', higherIsBetter: true, practicalThreshold: 0.02,
    values: ['native', 'sr-iov', 'odd'], equal: {}, differing: ['path', 'tool'], answer: 'Choose sr-iov.', caveats: ['A caveat.'],
    cells: [{ factors: { tool: 'iperf' }, entries: [
      { value: 'native', estimate: estimate(1.2e9), verdict: 'baseline', reason: '', fingerprints: [] },
      { value: 'sr-iov', estimate: estimate(8e8, 1e7), speedUp: estimate(0.667), verdict: 'worse', reason: '', fingerprints: [] },
      { value: 'odd', verdict: 'not-comparable', reason: '', fingerprints: [] },
    ] }],
  } as unknown as Comparison;

  test('has one line per value and cell with unit, interval and verdict, and the answer', () => {
    expect(comparisonTable(comparison).split('\n').map((line) => line.trimEnd())).toEqual([
      'Streams',
      '',
      'tool   path    Goodput (MB/s)  runs  against native',
      '─────  ──────  ──────────────  ────  ──────────────',
      'iperf  native            1200     2  baseline',
      'iperf  sr-iov       800.0 ±10     2  0.667×, worse',
      'iperf  odd     not comparable     0  not comparable',
      '',
      'Choose sr-iov.',
      '  note: A caveat.',
      '',
    ]);
  });
});
