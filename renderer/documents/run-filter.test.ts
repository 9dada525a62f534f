import { expect, test } from 'vitest';
import { fakeRun } from '../testing/fake-runs.ts';
import { filterRuns, parseFilter } from './run-filter.ts';

const rows = [
  fakeRun({ path: 'sr-iov', placement: 'inter', size: 65_536 }, 1.5e9),
  fakeRun({ path: 'xen-bridged', placement: 'inter', size: 1024 }, 2.5e9),
  fakeRun({ path: 'xen-bridged', placement: 'intra-block', size: 1024 }, 0.5e9, { starred: true, tags: ['final'], note: '' }),
];
const found = (text: string): readonly number[] => filterRuns(rows, parseFilter(text)).map((row) => rows.indexOf(row));

test('terms narrow the list by factor, metric with unit, tag, star and word', () => {
  expect([
    found('path:sr-iov'), found('path:xen placement:inter'), found('-path:sr-iov'), found('executionTime<2s'),
    found('executionTime>600ms'), found('size:64KiB'), found('tag:final'), found('star'), found('bridged'), found('nothing-like-it'), found(''),
  ]).toEqual([[0], [1], [1, 2], [0, 2], [0, 1], [0], [2], [2], [1, 2], [], [0, 1, 2]]);
});

test('a value that is just the word is meant, not those that contain it', () => {
  const eventful = ['without', 'with'].map((events) => fakeRun({ path: events === 'with' ? 'sr-iov (bonded)' : 'sr-iov', events }, 1e9));
  const shown = (text: string): readonly unknown[] => filterRuns(eventful, parseFilter(text)).map((row) => row.factors['events']);
  expect([shown('events:with'), shown('-events:with'), shown('events:wi'), shown('path:sr-iov')]).toEqual([['with'], ['without'], ['without', 'with'], ['without', 'with']]);
});
