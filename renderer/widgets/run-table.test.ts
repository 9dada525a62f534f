// @vitest-environment jsdom
import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { fakeRun } from '../testing/fake-runs.ts';
import { fakeHost } from '../testing/fake-services.ts';
import { connectStores } from '../testing/set-up.ts';
import { useRunList } from '../stores/run-list.ts';
import { useRuns } from '../stores/runs.ts';
import RunTable from './run-table.vue';

const rows = Array.from({ length: 10_000 }, (_, index) =>
  fakeRun({ path: index % 2 === 0 ? 'sr-iov' : 'xen-bridged', placement: 'inter', replicate: index }, 1e9 + index * 1e3));

async function mountTable() {
  const host = fakeHost({}, rows);
  const pinia = await connectStores(host);
  await useRuns().load();
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: RunTable }, { path: '/run/:fingerprint', name: 'run', component: RunTable }] });
  return { host, table: mount(RunTable, { global: { plugins: [pinia, router] } }) };
}

test('ten thousand runs put a few dozen rows into the page; sorting and columns follow what differs', async () => {
  const { table } = await mountTable();
  const headings = table.findAll('thead th').map((cell) => cell.text().replace(/[↑↓]/, ''));
  expect(table.find('table').attributes('aria-rowcount')).toBe('10001');
  expect(table.findAll('tbody tr[aria-rowindex]').length).toBeLessThan(80);
  expect(headings.slice(2, 6)).toEqual(['Experiment', 'Data path', 'Replicate', 'Execution time, s']);
  const byTime = table.findAll('thead button').find((button) => button.text().startsWith('Execution'));
  await byTime?.trigger('click');
  await byTime?.trigger('click');
  expect(table.find('th[aria-sort=descending]').text()).toContain('Execution time');
  expect(table.find('tbody tr[aria-rowindex="2"]').text()).toContain('9999');
});

test('selection extends with Shift, and runs in the trash come back', async () => {
  const { host, table } = await mountTable();
  const list = useRunList();
  const boxes = table.findAll('tbody input[type=checkbox]');
  await boxes[1]?.trigger('click');
  await boxes[4]?.trigger('click', { shiftKey: true });
  expect(list.selection).toHaveLength(4);
  const gone = list.selection;
  await useRuns().trash(gone);
  expect([useRuns().rows.length, host.trashed.size]).toEqual([9996, 4]);
  await useRuns().restore(gone);
  expect(useRuns().rows).toHaveLength(10_000);
});

test('the filter and the grouping narrow the lines', async () => {
  await mountTable();
  const list = useRunList();
  list.view.filter = 'path:sr-iov replicate:4';
  expect(list.lines).toHaveLength(1);
  list.view.filter = '';
  list.view.grouped = true;
  expect(list.lines[0]).toMatchObject({ kind: 'group', experiment: 'advection', count: 10_000 });
  list.toggleGroup('advection');
  expect(list.lines).toHaveLength(1);
});
