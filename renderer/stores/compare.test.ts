// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeRun } from '../testing/fake-runs.ts';
import { fakeHost } from '../testing/fake-services.ts';
import { connectStores } from '../testing/set-up.ts';
import { useCompare } from './compare.ts';
import { useRuns } from './runs.ts';

const seconds: Readonly<Record<string, number>> = { native: 1, 'xen-bridged': 2, 'sr-iov': 1.2 };
const rows = ['inter', 'hybrid'].flatMap((placement) => Object.keys(seconds).flatMap((path) =>
  [1, 2, 3].map((replicate) => fakeRun({ path, placement, replicate }, (seconds[path] ?? 0) * 1e9 + replicate * 1e6))));

beforeEach(async () => {
  vi.useFakeTimers();
  await connectStores(fakeHost({}, rows));
  await useRuns().load();
});
afterEach(() => { vi.useRealTimers(); });

test('a selection is compared by path; baseline, facets and axis change the request', async () => {
  const compare = useCompare();
  compare.takeSelection(rows.map((row) => row.fingerprint));
  await vi.advanceTimersByTimeAsync(500);
  expect(compare.comparison).toMatchObject({ by: 'path', baseline: 'native', metric: 'executionTime' });
  expect(compare.comparison?.cells).toHaveLength(2);
  compare.swapBaseline();
  compare.toggleValue('placement', 'hybrid');
  await vi.advanceTimersByTimeAsync(500);
  expect(compare.comparison?.baseline).toBe('xen-bridged');
  expect(compare.comparison?.cells.map((cell) => cell.entries.map((entry) => entry.verdict))).toEqual([['better', 'baseline', 'better']]);
  compare.toggleValue('placement', 'inter');
  expect(compare.included).toHaveLength(9);
  compare.toggleValue('placement', 'hybrid');
  compare.view.by = 'placement';
  await vi.advanceTimersByTimeAsync(500);
  expect(compare.comparison).toMatchObject({ by: 'placement', baseline: 'inter' });
});

test('a baseline that the runs do not have gives way to the first value', async () => {
  const compare = useCompare();
  compare.setBaseline('sr-iov');
  compare.takeSelection(rows.filter((row) => row.factors.path !== 'sr-iov').map((row) => row.fingerprint));
  await vi.advanceTimersByTimeAsync(500);
  expect(compare.comparison?.baseline).toBe('native');
});
