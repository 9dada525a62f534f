import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartTable } from '../charts/index.ts';
import { compareRuns } from '../compare/index.ts';
import { testRow } from '../compare/test-rows.ts';
import { escapeText } from './html.ts';
import { renderReport } from './index.ts';
import { comparisonCharts, resultCharts } from './sections/evidence.ts';
import { testInput, testModel } from './test-input.ts';

const seed = 20100605;
console.info(`render-report.test: fast-check seed ${seed}`);
const textOf = (markup: string): string => markup.replace(/<style>[^]*?<\/style>/g, '').replace(/<[^>]*>/g, ' ').replaceAll('\u00a0', ' ').replace(/\s+/g, ' ');

describe('renderReport', () => {
  const markup = renderReport(testInput());
  const text = textOf(markup);

  it('leads from the question over answer and evidence to what would change it', () => {
    const order = ['Which path should the code use?', 'Answer', 'Choose xen-bridged where less than 19', 'Speed beside what each path can do', 'Evidence', 'Figure 1.', 'Where the time goes',
      'What would change the answer', 'Set-up', 'Parameters and their origins', 'Limits', 'Appendix'];
    const places = order.map((words) => text.indexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((left, right) => left - right));
  });

  it('flips its sentence when the data flip', () => {
    const flipped = textOf(renderReport(testInput(true)));
    expect(text).toContain('Choose xen-bridged where less than 19 % of operations cross hosts, else sr-iov');
    expect(flipped).toContain('Choose xen-bridged where more than 26 % of operations cross hosts, else sr-iov');
    expect(text).toContain('xen-bridged wins below 19 % of operations crossing hosts, sr-iov above');
    expect(flipped).toContain('sr-iov wins below 26 % of operations crossing hosts, xen-bridged above');
  });

  it('names origins, and what is extrapolated', () => {
    expect(text).toContain('netback.perByteNs 0.998 ns/B fitted nanos.t2.bridged.total Fits Table 2.');
    expect(text).toContain('Extrapolated: no published measurement supports the parameters of sr-iov.');
    expect(text).toContain('Path sr-iov sr-iov extrapolated');
    expect(text).not.toContain('Path xen-bridged xen-bridged extrapolated');
    expect(text).toContain('1 of 3 parameters are judged');
  });

  it('tells capabilities beside the speed', () => {
    expect(text).toMatch(/sr-iov 6 0\.\d+ to 0\.\d+ unsupported unsupported no yes no extrapolated/);
    expect(text).toMatch(/xen-bridged 6 0\.\d+ to 0\.\d+ transparent supported no no no/);
  });

  it('tells of paths that are combined what each of them can do, in the colour of the one between hosts', () => {
    const { rows, models } = testInput();
    const both = rows.map((row) => (row.factors['path'] === 'sr-iov' ? { ...row, factors: { ...row.factors, path: 'sr-iov + xen-bridged' } } : row));
    const comparison = compareRuns(both, { fingerprints: [], by: 'path' }, { models });
    const combined = renderReport(testInput(false, { rows: both, comparison }));
    expect(textOf(combined)).toMatch(/sr-iov \+ xen-bridged 6 0\.\d+ to 0\.\d+ unsupported unsupported no no no sr-iov extrapolated xen-bridged/);
    expect(comparison.caveats.join(' ')).toContain('no published measurement supports the parameters of sr-iov.');
    expect(comparisonCharts(comparison).flatMap(({ series }) => series.filter(({ label }) => label === 'sr-iov + xen-bridged').map(({ style }) => style))).toContain('sr-iov');
  });

  it('describes the set-up and says what the sweep replaces', () => {
    expect(text).toContain('2, each 8 cores at 2 GHz; back to back, 10.0 ns of cable');
    expect(text).toContain('16, placement swept');
    expect(text).toContain('the path of the run (swept)');
  });

  it('is one file that fetches nothing and runs nothing', () => {
    expect(markup.indexOf('Content-Security-Policy')).toBeLessThan(markup.indexOf('<style>'));
    expect(markup).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(markup).not.toMatch(/<(script|link|img|iframe|object|embed|base|form|a)\b/i);
    expect(markup).not.toMatch(/https?:|@import|@font-face/);
    expect(markup.match(/url\([^)]*\)/g)?.every((url) => url.startsWith('url(#'))).toBe(true);
    expect(markup.match(/\s(src|href|on[a-z]+|style)=/gi)).toBeNull();
  });

  it('is the same for the same input, and dates itself from its input alone', () => {
    expect(renderReport(testInput())).toBe(markup);
    expect(text).toContain('2026-01-31 09:05 UTC');
  });

  it('has colours for both themes, light in print', () => {
    expect(markup).toMatch(/:root\{color-scheme:light dark;[^}]*--k0:#8A8A8A/);
    expect(markup).toMatch(/@media screen and \(prefers-color-scheme:dark\)\{:root\{[^}]*--k0:#808080/);
    expect(markup).toContain('@media print');
  });

  it('gives unique ids, and every picture a title and a description', () => {
    const ids = [...markup.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const pictures = markup.match(/<svg /g)?.length ?? 0;
    expect(pictures).toBeGreaterThanOrEqual(4);
    expect(markup.match(/<svg [^>]*role="img" aria-labelledby="[^"]+"[^>]*><title id="[^"]+">[^<]+<\/title><desc id="[^"]+">[^<]+<\/desc>/g)).toHaveLength(pictures);
  });
});

describe('figures', () => {
  it('draw exactly the points of their table twins', () => {
    const input = testInput();
    const specs = [...comparisonCharts(input.comparison), ...resultCharts(input.results ?? [])];
    const figures = renderReport(input).match(/<figure id=[^]*?<\/figure>/g) ?? [];
    expect(figures).toHaveLength(specs.length);
    specs.forEach((spec, at) => {
      const drawn = [...(figures[at] ?? '').matchAll(/data-series="(\d+)" data-x="([^"]+)" data-y="([^"]+)"(?: data-low="([^"]+)" data-high="([^"]+)")?/g)]
        .map(([, series, x, y, low, high]) => [series, x, y, low, high].map((part) => (part === undefined ? undefined : Number(part))));
      const tabled = chartTable(spec).rows.flatMap((row) => row.cells.flatMap((point, column) => (point === undefined ? [] : [[column, point.x, point.y, point.low, point.high]])));
      const sort = (points: readonly (readonly (number | undefined)[])[]): readonly string[] => points.map((point) => JSON.stringify(point)).sort();
      expect(sort(drawn)).toEqual(sort(tabled));
      expect(drawn.length).toBeGreaterThan(0);
    });
  });

  it('place bars and marks where the numbers say', () => {
    const figure = renderReport(testInput()).match(/<figure id=[^]*?<\/figure>/)?.[0] ?? '';
    const bars = [...figure.matchAll(/data-y="([^"]+)"[^>]*><rect [^>]*width="([^"]+)"/g)].map((match) => Number(match[2]) / Number(match[1]));
    expect(bars).toHaveLength(36);
    for (const scale of bars) expect(scale).toBeCloseTo(bars[0] ?? NaN, 3);
  });

  it('split what would be taller than a page', () => {
    const rows = Array.from({ length: 40 }, (_, index) => ['xen-bridged', 'sr-iov'].map((path) => testRow({ path, case: index }, { executionTime: { value: index + 1, unit: 'ns' } }))).flat();
    const comparison = compareRuns(rows, { fingerprints: [], by: 'path' });
    const specs = comparisonCharts(comparison);
    expect(specs.map((spec) => spec.x.categories?.length)).toEqual([14, 14, 12]);
    expect(specs.flatMap((spec) => spec.series[0]?.points.map((point) => point.y) ?? [])).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });
});

describe('thin input', () => {
  it.each([['no rows', []], ['one row', [testRow({ path: 'native' }, { executionTime: { value: 1, unit: 'ns' as const } })]], ['a row without metrics', [testRow({}, {})]]])('renders %s', (_, rows) => {
    const comparison = compareRuns(rows, { fingerprints: [], by: 'path' });
    const markup = renderReport({ comparison, rows, models: [], createdAt: 'then', version: '0' });
    expect(markup).toContain('</html>');
    expect(textOf(markup)).not.toMatch(/NaN|Infinity|undefined|not a number/);
  });
});

describe('escaping', () => {
  const hostile = fc.oneof(
    fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='x", '</style><script>', '</svg><b>', '&lt;', '--><!--', '</title>', ']]>', '\u202eevil', '\u0000', 'a\ud800b', '${x}', '{{x}}', 'javascript:x', '}*{x:url(http://x)}'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const tag = /^<(?:\/[a-z0-9]+|!doctype html|[a-zA-Z0-9]+(?: [a-zA-Z][a-zA-Z0-9-]*(?:="[^"<>]*")?)*\/?)>$/;
  const forbidden = /^<\/?(script|img|iframe|object|embed|link|base|form|a)\b|\s(on[a-z]+|src|href|style)=/i;

  it('keeps words of users from becoming markup', () => {
    fc.assert(fc.property(fc.array(hostile, { minLength: 8, maxLength: 8 }), (words) => {
      const [title = '', path = '', placement = '', note = '', stage = '', text = '', question = '', unit = ''] = words;
      const base = testInput();
      const rows = base.rows.map((row) => ({
        ...row, title, experiment: title, plugins: row.plugins.map((plugin) => ({ ...plugin, version: note })), machine: note,
        factors: { ...row.factors, path: row.factors['path'] === 'sr-iov' ? `x${path}` : row.factors['path'] ?? '', placement: `${placement}${row.factors['placement']}`, [`f${stage}`]: unit },
      }));
      const models = [testModel(`x${path}`, [{ parameter: stage, value: 1, unit, kind: 'judgement', record: text, note }])];
      const comparison = compareRuns(rows, { fingerprints: [], by: 'path' }, { experiment: { name: title, title, question }, models });
      const results = (base.results ?? []).map(({ result }) => ({ label: title, result: { ...result, stages: result.stages.map((one) => ({ ...one, title: stage, path })), resources: result.resources.map((one) => ({ ...one, title: note, instance: text })) } }));
      const markup = renderReport({ ...base, comparison, rows, models, results, experimentText: text, createdAt: title, version: unit });
      const body = markup.replace(/<style>[^<]*<\/style>/, '');
      const tags = body.match(/<[^>]*>/g) ?? [];
      for (const one of tags) if (!tag.test(one) || forbidden.test(one.replace(/="[^"]*"/g, '=""'))) throw new Error(`Suspicious tag: ${one}`);
      expect(body.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
      expect(markup.match(/<style>/g)).toHaveLength(1);
      // The style sheet is made of constants: users' words never reach it.
      for (const word of words) if (word.length > 6) expect(/<style>([^<]*)<\/style>/.exec(markup)?.[1]?.includes(word)).toBe(false);
    }), { seed, numRuns: 60 });
  });

  it('gives text back to those who read it, without hidden characters', () => {
    expect(escapeText(`<a href="x">&'`)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;');
    expect(escapeText('a\u202eb\u0000c\ud800d\n')).toBe('a\ufffdb\ufffdc\ufffdd\n');
    expect(escapeText('µ 1×1×N 漢 🚪')).toBe('µ 1×1×N 漢 🚪');
  });
});
