import { describe, expect, it } from 'vitest';
import { testResult } from '../charts/test-result.ts';
import type { RunResult } from '../contract/index.ts';
import { renderReport } from './index.ts';
import { testInput } from './test-input.ts';

const timed: RunResult = {
  ...testResult, timelineCoverage: { ranks: [0, 1], windowNs: 0, every: 1 },
  activity: { binNs: 512, ranks: [{ rank: 0, ns: [400, 12, 100, 0, 100, 188, 100, 100] }, { rank: 1, ns: [500, 0, 12, 0, 0, 100, 238, 50] }] },
};
const report = (results: readonly { readonly label: string; readonly result: RunResult }[]): string => renderReport(testInput(false, { results }));
const textOf = (markup: string): string => markup.replace(/<style>[^]*?<\/style>/g, '').replace(/<[^>]*>/g, ' ').replaceAll('\u00a0', ' ').replace(/\s+/g, ' ');

describe('pictures of runs in a report', () => {
  it('show who sent to whom once for all runs where it is the same, and each timeline', () => {
    const text = textOf(report([{ label: 'native', result: timed }, { label: 'sr-iov', result: timed }]));
    expect(text).toContain('native, sr-iov: who sent to whom. Most: 1.07 KiB from rank 0 to rank 1');
    expect(text).toContain('native: timeline. Time: compute 53 %');
    expect(text).toContain('sr-iov: timeline.');
    expect(text).toContain('Time of each rank from 0 to 1.000000 µs');
    const apart = textOf(report([{ label: 'native', result: timed }, { label: 'sr-iov', result: { ...timed, traffic: [[1, 0, 1, 9]] } }]));
    expect(apart).toContain('native: who sent to whom.');
    expect(apart).toContain('sr-iov: who sent to whom.');
  });

  it('number figures without a gap, and name each picture', () => {
    const markup = report([{ label: 'a', result: timed }]);
    const numbers = [...markup.matchAll(/<b>Figure (\d+)\.<\/b>/g)].map((match) => Number(match[1]));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    for (const [, id = ''] of markup.matchAll(/<svg [^>]*aria-labelledby="([^" ]+)/g)) expect(markup).toContain(`<title id="${id}">`);
    expect(markup).not.toContain('NaN');
  });

  it('are left out where an old result has none, and where nobody sent anything', () => {
    const text = textOf(report([{ label: 'old', result: { ...testResult, traffic: [] } }]));
    expect(text).not.toContain('who sent to whom');
    expect(text).not.toContain('Over time');
  });

  it('stay small however many ranks there are', () => {
    const count = 65_536;
    const ranks = Array.from({ length: count }, (_, rank) => ({ rank, finishedNs: 1e6, computeNs: 1e6, overheadNs: 0, waitingNs: 0, stolenNs: 0, stolenFromComputeNs: 0, startNs: 0 }));
    const groups = Array.from({ length: 256 }, (_, at) => at);
    const large: RunResult = {
      ...timed, ranks, ranksPerGroup: 256, traffic: groups.flatMap((from) => groups.map((to) => [from, to, 1, 1 + ((from * 31 + to * 17) % 97)] as const)),
      activity: { binNs: 1e6 / 256, ranks: Array.from({ length: 32 }, (_, at) => ({ rank: at * 2048, ns: Array.from({ length: 1024 }, (__, i) => (i % 4 === 0 ? 2000 : i % 4 === 2 ? 1000 : 0)) })) },
      timelineCoverage: { ranks: [0], windowNs: 0, every: 1 },
    };
    const one = report([{ label: 'large', result: large }]).length - report([]).length;
    expect(one).toBeLessThan(400_000);
  });
});
