import { describe, expect, it } from 'vitest';
import type { LeftOut } from '../contract/index.ts';
import { compareRuns } from './compare-runs.ts';
import { testRow } from './test-rows.ts';

const refused = (path: string, replicate: number): LeftOut => ({
  factors: { path, events: 'with', placement: 'inter', replicate }, path: 'events[0]', message: `${path} cannot move a VM.`, hint: 'Choose vrdma.',
});
const rows = ['vrdma', 'passthrough'].flatMap((path) => ['without', 'with'].flatMap((events) => (path === 'passthrough' && events === 'with' ? [] : [1, 2].map((replicate) =>
  testRow({ path, events, placement: 'inter', replicate }, { executionTime: { value: 100 + replicate, unit: 'ns' } })))));

describe('points that the plan left out', () => {
  const leftOut = [refused('passthrough', 1), refused('passthrough', 2), refused('native', 1)];
  const comparison = compareRuns(rows, { fingerprints: [], by: 'path' }, { leftOut });

  it('are named once, by what tells them apart, with the reason', () => {
    expect(comparison.leftOut).toEqual([
      { path: 'events[0]', message: 'passthrough cannot move a VM.', hint: 'Choose vrdma.', points: [{ path: 'passthrough', events: 'with' }] },
      { path: 'events[0]', message: 'native cannot move a VM.', hint: 'Choose vrdma.', points: [{ path: 'native', events: 'with' }] },
    ]);
  });

  it('are the reason of a hole in the table, and a caveat', () => {
    const reasons = comparison.cells.flatMap(({ entries }) => entries.filter(({ value }) => value === 'passthrough').map(({ verdict, reason }) => `${verdict}: ${reason}`));
    expect(reasons).toContain('not-comparable: The plan left passthrough out: passthrough cannot move a VM.');
    expect(comparison.caveats).toContain('2 points of the sweep are left out of the plan, as they cannot run; the list of them says why.');
  });

  it('are not spoken of where there are none, as in batches of earlier versions', () => {
    const without = compareRuns(rows, { fingerprints: [], by: 'path' });
    expect(without.leftOut).toBeUndefined();
    expect(without.caveats.join(' ')).not.toContain('left out of the plan');
  });
});
