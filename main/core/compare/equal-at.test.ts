import { describe, expect, it } from 'vitest';
import { compareRuns } from './index.ts';
import { testRow } from './test-rows.ts';

/** Three replicates of each recovery at each MTBF (hours); `noise` is the half-width of what the proactive ones vary by, in ns of some 1000. */
function rows(times: Readonly<Record<number, readonly [reactive: number, proactive: number]>>, noise: number, extra: Readonly<Record<string, string>> = {}) {
  return Object.entries(times).flatMap(([hours, pair]) => (['reactive', 'proactive'] as const).flatMap((recovery, at) => [0, 1, 2].map((replicate) =>
    testRow({ path: 'vrdma', mtbf: Number(hours) * 3600e9, recovery, replicate: replicate + 1, ...extra }, { timeToSolution: { value: (pair[at] ?? 0) + (at === 1 ? (replicate - 1) * noise : 0), unit: 'ns' } }))));
}

const answerOf = (list: ReturnType<typeof rows>): string => compareRuns(list, { fingerprints: [], by: 'recovery' }).answer.replaceAll('\u00a0', ' ');

describe('the failure rate at which two recoveries are equal', () => {
  it('lies between points, linearly in the rate', () => {
    // Speed-up − 1 is −0.1 at 1 per 2 h and 0.1 at 1 per 6 h: equal at a third per hour.
    const answer = answerOf(rows({ 2: [900, 1000], 6: [1100, 1000] }, 1));
    expect(answer).toContain('Reactive recovery and proactive recovery are equal at an MTBF of about 3 h per host; reactive recovery is better where hosts fail more often, proactive recovery where they fail less often.');
  });

  it('is not told where one of the two is only better by chance, or nowhere', () => {
    expect(answerOf(rows({ 2: [1001, 1000], 6: [1100, 1000] }, 30))).not.toContain('equal at');
    expect(answerOf(rows({ 2: [999, 1000], 6: [1100, 1000] }, 30))).not.toContain('equal at');
    expect(answerOf(rows({ 2: [1200, 1000], 6: [1100, 1000] }, 1))).not.toContain('equal at');
  });

  it('is told for each combination of the other factors', () => {
    const both = [...rows({ 2: [900, 1000], 6: [1100, 1000] }, 1, { scheduler: 'fifo' }), ...rows({ 2: [1200, 1000], 6: [1100, 1000] }, 1, { scheduler: 'gang' })];
    expect(answerOf(both)).toContain('With FIFO: reactive recovery and proactive recovery are equal at an MTBF of about 3 h per host;');
  });
});
