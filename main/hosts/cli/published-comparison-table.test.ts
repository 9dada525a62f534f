import { expect, it } from 'vitest';
import type { ComparisonRow } from '../../core/calibrate/index.ts';
import { publishedComparisonTable } from './published-comparison-table.ts';

const row: ComparisonRow = { id: 'one', title: 'A share', conditions: '', use: 'held out', published: 20, unit: '%', simulated: 20.2, deviation: 0.01, verdict: 'holds' };

it('shows shares, times, factors and ranges with their errors', () => {
  const text = publishedComparisonTable([
    row, { ...row, id: 'two', unit: 'ns', published: 1000, simulated: 1500, deviation: 0.5, verdict: 'missed', note: 'A reason.' },
    { ...row, id: 'three', unit: '1', published: 1.3, publishedTo: 1.6, simulated: 1.4, deviation: 0 },
    { ...row, id: 'four', unit: 'ns', published: 10_000, publishedTo: Number.MAX_VALUE, simulated: 9000, deviation: -0.1, verdict: 'missed', note: 'A reason.' },
    { ...row, id: 'six', difference: { of: 'time', way: 'more' }, simulated: 16.7, deviation: -0.0275, verdict: 'holds' },
    { ...row, id: 'five', verdict: 'cannot run', problem: 'No path.', simulated: undefined, deviation: undefined },
  ] as readonly ComparisonRow[]);
  expect(text).toMatch(/one +A share +20\.0 % +20\.2 % +\+1\.0 % +held out +holds/);
  expect(text).toMatch(/two .*1\.50.µs +\+50 % +held out +MISSED/);
  expect(text).toMatch(/three +A share +1\.30 to 1\.60 +1\.40 +held out +holds/);
  expect(text).toMatch(/four +A share +at least 10\.0.µs +9\.00.µs +−10 %/);
  expect(text).toMatch(/six +A share +20\.0 % +16\.7 % +−2\.8 % of the time +held out +holds/);
  expect(text).toContain('  two, four: A reason.\n  five: No path.\n');
  expect(publishedComparisonTable([row])).not.toContain('why');
});
