// @vitest-environment jsdom
import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { compareRuns } from '../../../main/core/compare/index.ts';
import { comparisonTsv } from '../../documents/comparison-table.ts';
import { fakeRun } from '../../testing/fake-runs.ts';
import { fakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import ComparisonTable from './comparison-table.vue';

const rows = [1, 2, 3].flatMap((replicate) => [
  fakeRun({ path: 'xen-bridged', placement: 'inter', replicate }, 2e9),
  fakeRun({ path: 'sr-iov', placement: 'inter', replicate }, 1e9 + replicate * 1e6),
  fakeRun({ path: 'xen-bridged', placement: 'intra-block', replicate }, 1e9),
]);
const comparison = compareRuns(rows, { fingerprints: [], by: 'path', baseline: 'xen-bridged' });

test('word, sign and interval agree; no spread is said, not invented; a hole says why', async () => {
  const pinia = await connectStores(fakeHost({}));
  const table = mount(ComparisonTable, { props: { comparison, onlyDiffering: true }, global: { plugins: [pinia] } });
  const [inter, intra] = table.findAll('tbody tr').map((row) => row.text().replace(/\s+/g, ' '));
  expect(inter).toContain('▲ better');
  expect(inter).toContain('deterministic');
  expect(inter).toMatch(/1\.002 ± 0\.00\d/);
  expect(intra).toContain('not comparable');
  expect(table.text()).toContain('◆');
  await table.find('thead button').trigger('click');
  expect(table.emitted('baseline')).toEqual([['sr-iov']]);
});

test('the table is copied with full numbers', () => {
  const [head, inter] = comparisonTsv(comparison).split('\n');
  expect(head?.split('\t').slice(0, 2)).toEqual(['Placement', 'xen-bridged (s)']);
  expect(inter?.split('\t').slice(0, 2)).toEqual(['inter', '2']);
  expect(inter?.split('\t').at(-1)).toBe('better');
});
