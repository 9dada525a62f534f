import { expect, test } from 'vitest';
import { quantityUnits } from '../../core/contract/index.ts';
import { testRow } from '../../core/compare/test-rows.ts';
import { parseSummary } from './run-summary.ts';

test('a summary may have metrics of every unit that results have', () => {
  const metrics = Object.fromEntries(quantityUnits.map((unit) => [`in ${unit}`, { value: 1, unit }]));
  const summary = testRow({ path: 'native' }, metrics, { fingerprint: 'ab'.repeat(32) });
  expect(parseSummary(JSON.stringify(summary), 'ab'.repeat(32), 'run.json')).toEqual({ ok: true, summary });
});
