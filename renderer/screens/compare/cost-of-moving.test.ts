// @vitest-environment jsdom
import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { compareRuns } from '../../../main/core/compare/index.ts';
import type { PathAbilities } from '../../../main/core/contract/index.ts';
import { fakeRun } from '../../testing/fake-runs.ts';
import { fakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import AbilityTable from './ability-table.vue';
import CostOfMoving from './cost-of-moving.vue';

const happened = { downtime: { value: 3e7, unit: 'ns' as const }, migrationTime: { value: 7e8, unit: 'ns' as const }, migrations: { value: 1, unit: '1' as const }, heldSegments: { value: 12, unit: '1' as const }, lostTries: { value: 2, unit: '1' as const } };
const rows = [1, 2, 3].flatMap((replicate) => {
  const moved = fakeRun({ path: 'vrdma', events: 'with', replicate }, 1.1e9 + replicate * 1e6);
  return [fakeRun({ path: 'vrdma', events: 'without', replicate }, 1e9 + replicate * 1e6), { ...moved, metrics: { ...moved.metrics, ...happened } }, fakeRun({ path: 'passthrough', events: 'without', replicate }, 9e8)];
});
const can: PathAbilities = { path: 'vrdma', osBypass: true, hypervisorBypass: true, zeroCopy: true, liveMigration: 'transparent', snapshot: 'supported' };
const comparison = compareRuns(rows, { fingerprints: [], by: 'path', baseline: 'passthrough' });
const text = (markup: string): string => markup.replaceAll('\u00a0', ' ').replaceAll(/\s+/g, ' ');

test('a path that moved has times, difference and downtime; one that did not has its reason', async () => {
  const pinia = await connectStores(fakeHost({}));
  if (comparison.moving === undefined) throw new Error('nothing to show');
  const view = mount(CostOfMoving, { props: { moving: comparison.moving }, global: { plugins: [pinia] } });
  const [vrdma, passthrough] = view.findAll('tbody tr').map((row) => text(row.text()));
  expect(vrdma).toMatch(/vrdma.*1002 ± 2.*1102 ± 2.*\+100 ms.*\(\+10 %\).*30\.0 ms.*700 ms \(1\).*12, 2/);
  expect(passthrough).toContain('There is no run with events.');
  expect(passthrough).toContain('900.0');
  await view.find('tbody button').trigger('click');
  expect(view.emitted('open')).toEqual([[rows[1]?.fingerprint]]);
});

test('capabilities stand beside the speed-up, and say why not', async () => {
  const pinia = await connectStores(fakeHost({}));
  const abilities: readonly PathAbilities[] = [can, { ...can, path: 'passthrough', liveMigration: 'unsupported', snapshot: 'unsupported', reason: 'passthrough gives the whole device to the VM' }];
  const table = mount(AbilityTable, { props: { comparison, abilities }, global: { plugins: [pinia] } });
  const [vrdma, passthrough] = table.findAll('tbody tr');
  expect(text(vrdma?.text() ?? '')).toMatch(/vrdma×0\.\d+(.*)?transparentyesyesyesyes/);
  expect(text(passthrough?.text() ?? '')).toMatch(/passthroughbaseline ◆nono/);
  expect(passthrough?.find('td.worse').attributes('title')).toContain('the whole device');
});
