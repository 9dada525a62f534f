// @vitest-environment jsdom
import { mount } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { testFailure, testMigration, testSnapshot } from '../../../main/core/charts/test-incidents.ts';
import type { Incident } from '../../../main/core/contract/index.ts';
import { fakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import RunIncidents from './run-incidents.vue';

async function show(incidents: readonly Incident[]) {
  const pinia = await connectStores(fakeHost({}));
  return mount(RunIncidents, { props: { incidents }, global: { plugins: [pinia], stubs: { SpecChart: { props: ['spec'], template: '<figure>{{ spec.title }}</figure>' } } } });
}
const text = (markup: string): string => markup.replaceAll('\u00a0', ' ').replaceAll(/\s+/g, ' ');

test('each of a few has a panel with outcome, figures and phases; a migration has its rounds', async () => {
  const section = await show([testMigration, testSnapshot, testFailure]);
  const panels = section.findAll('article').map((panel) => text(panel.text()));
  expect(panels).toHaveLength(3);
  expect(panels[0]).toContain('VM 3 from host 1 to host 2');
  expect(panels[0]).toMatch(/Downtime ?30\.0 ms/);
  expect(panels[0]).toContain('Rounds of VM 3');
  expect(panels[1]).not.toContain('Rounds of');
  expect(panels[2]).toMatch(/Lost work ?200 ms/);
  expect(section.findAll('article')[0]?.findAll('table[aria-label=Phases] tbody tr')).toHaveLength(testMigration.phases.length);
  // The stop is a sliver of the whole, so it is drawn once more alone.
  expect(section.findAll('article')[0]?.findAll('[role=img]')).toHaveLength(2);
});

test('of many the first that went wrong is shown, and another when it is chosen', async () => {
  const section = await show([testMigration, testSnapshot, { ...testMigration, vm: 7, outcome: 'abandoned', converged: false, note: 'It writes faster than the link.' }, testFailure]);
  expect(section.findAll('article')).toHaveLength(1);
  expect(text(section.find('article').text())).toContain('Left where it was: pre-copy did not converge. It writes faster than the link.');
  await section.findAll('tbody tr button')[1]?.trigger('click');
  expect(section.find('article').attributes('aria-label')).toBe('Snapshot of VMs 0 to 3');
});

test('an incident without phases and rounds is still told', async () => {
  const section = await show([{ ...testMigration, phases: [], rounds: [], outcome: 'failed', note: 'The target failed.' }]);
  expect(section.findAll('table')).toHaveLength(0);
  expect(text(section.text())).toContain('It failed. The target failed.');
});
