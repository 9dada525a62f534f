// @vitest-environment jsdom
import { mount, type VueWrapper } from '@vue/test-utils';
import type { Pinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readFields } from '../../documents/edit-document.ts';
import { newExperimentText } from '../../documents/new-experiment.ts';
import { useDesign } from '../../stores/design.ts';
import { useRuns } from '../../stores/runs.ts';
import { fakeRun } from '../../testing/fake-runs.ts';
import { fakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import EventsSection from './events-section.vue';

const text = newExperimentText('demo');
let section: VueWrapper;
let pinia: Pinia;

beforeEach(async () => {
  vi.useFakeTimers();
  pinia = await connectStores(fakeHost({ demo: text }));
  await useDesign(pinia).open('demo');
  await vi.advanceTimersByTimeAsync(500);
  section = mount(EventsSection, { global: { plugins: [pinia] }, attachTo: document.body });
});
afterEach(() => {
  section.unmount();
  vi.useRealTimers();
});

const fields = (): unknown => readFields(useDesign(pinia).text);
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(500);
const button = (name: string) => section.findAll('button').find((each) => each.text() === name);
const markers = () => section.findAll('[role=slider]');
const field = (label: string) => {
  const id = section.findAll('label').find((entry) => entry.text().startsWith(label))?.attributes('for') ?? '';
  return section.find(`[id="${id}"]`);
};

test('a migration is added, moved by keyboard as one step, edited to exact values with units, and taken back', async () => {
  expect(section.text()).toContain('VMs stay where they are');
  await button('Migrate a VM')?.trigger('click');
  await settle();
  // The bar is as long as what the busiest rank computes and a quarter: 128³ / 8 cells of the default 8 ns, 16 steps.
  expect(section.text()).toContain('The busiest rank computes for');
  const added = fields() as { readonly events: readonly { readonly atNs: string }[] };
  expect(added).toMatchObject({ events: [{ kind: 'migrate', vm: 0, to: 1 }] });
  const before = useDesign(pinia).text;
  await markers()[0]?.trigger('keydown', { key: 'ArrowRight' });
  await markers()[0]?.trigger('keydown', { key: 'ArrowRight', shiftKey: true });
  expect(useDesign(pinia).text).toBe(before);
  await markers()[0]?.trigger('keyup');
  expect(useDesign(pinia).text).not.toBe(before);
  expect(useDesign(pinia).undoTitle).toMatch(/^VM 0 moves to host 1: move to /);
  useDesign(pinia).undo();
  expect(useDesign(pinia).text).toBe(before);

  await field('At').setValue('2.5 s');
  await field('VM').setValue('3');
  await field('To').setValue('0');
  await settle();
  expect(fields()).toMatchObject({ events: [{ kind: 'migrate', atNs: '2.5 s', vm: 3, to: 0 }] });
  expect(markers()[0]?.attributes()).toMatchObject({ 'aria-label': 'VM 3 moves to host 0', 'aria-valuetext': '2.50\u00a0s' });
  expect(section.text()).toContain('The bar ends a quarter behind the latest event.');

  await markers()[0]?.trigger('keydown', { key: 'Delete' });
  expect(fields()).not.toHaveProperty('events');
  useDesign(pinia).undo();
  expect(fields()).toMatchObject({ events: [{ vm: 3 }] });
});

test('a wrong VM is said on the marker, with an icon and for a screen reader, and in the form', async () => {
  await button('Migrate a VM')?.trigger('click');
  useDesign(pinia).edit('Change VM', ['events', 0, 'vm'], 9);
  await settle();
  const [marker] = markers();
  expect(marker?.classes()).toContain('error');
  expect(marker?.attributes('aria-valuetext')).toContain('error: There is no VM 9.');
  expect(section.find('.event .findings').text()).toContain('There is no VM 9. VMs count');
});

test('snapshots and a failure have their own fields; a run has one failure', async () => {
  await button('Snapshot')?.trigger('click');
  await button('Host fails')?.trigger('click');
  await settle();
  expect(button('Host fails')?.attributes('disabled')).toBeDefined();
  await field('Foreseen').setValue('1 ms');
  await markers()[0]?.trigger('focus');
  await field('VMs').setValue('0, 2-3');
  await settle();
  expect(fields()).toMatchObject({ events: [{ kind: 'snapshot', vms: [0, 2, 3] }, { kind: 'host-failure', host: 1, warningNs: '1 ms' }] });
  expect(useDesign(pinia).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('with and without is an axis of the sweep, and goes with the last event', async () => {
  const box = section.find<HTMLInputElement>('input[type=checkbox]');
  expect(box.element.disabled).toBe(true);
  await button('Migrate a VM')?.trigger('click');
  await box.setValue(true);
  expect(fields()).toMatchObject({ sweep: { axes: { events: ['without', 'with'] } } });
  await settle();
  await section.find('.event header button').trigger('click');
  expect(fields()).not.toHaveProperty('sweep.axes.events');
  await settle();
  expect(useDesign(pinia).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('the bar is as long as the last batch took, and says what would come too late', async () => {
  useRuns(pinia).rows = [{ ...fakeRun({ path: 'native' }, 4e9), experiment: 'demo' }, { ...fakeRun({ path: 'sr-iov' }, 3e9), experiment: 'demo' }];
  await button('Migrate a VM')?.trigger('click');
  await settle();
  expect(section.text()).toContain('The longest run of the last batch took 4.00\u00a0s.');
  expect(fields()).toMatchObject({ events: [{ atNs: '2 s' }] });
  await field('At').setValue('6 s');
  await settle();
  expect(section.text()).toContain('1 event lies behind its end');
});

test('policies show their defaults, are written with units, and go back to them', async () => {
  expect(field('Downtime limit').attributes('placeholder')).toBe('300\u00a0ms');
  await field('Snapshots every').setValue('10 s');
  await field('Without convergence').setValue('throttle');
  await settle();
  expect(fields()).toMatchObject({ manager: { snapshot: { everyNs: '10 s' }, migration: { onNonConvergence: 'throttle' } } });
  expect(section.text()).toContain('every 10.0\u00a0s');
  await section.findAll('.policies input[type=checkbox]')[0]?.setValue(true);
  await field('Spare host').setValue('1');
  await field('Spare host').setValue('');
  await settle();
  expect(fields()).toMatchObject({ manager: { balance: { everyNs: '1 s' }, recovery: {} } });
  await button('Reset all policies')?.trigger('click');
  expect(useDesign(pinia).text).toBe(text);
});

test('memory of a job’s VMs is written to the job', async () => {
  await field('Touched').setValue('512 MiB');
  await settle();
  expect(fields()).toMatchObject({ jobs: [{ vms: { perHost: 2, vcpus: 2, memory: { touchedBytes: '512 MiB' } } }] });
});
