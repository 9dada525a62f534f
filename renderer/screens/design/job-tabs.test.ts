// @vitest-environment jsdom
import { mount, type VueWrapper } from '@vue/test-utils';
import type { Pinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readFields } from '../../documents/edit-document.ts';
import { newExperimentText } from '../../documents/new-experiment.ts';
import { useDesign } from '../../stores/design.ts';
import { fakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import DesignForm from './design-form.vue';
import PlacementSection from './placement-section.vue';

const text = newExperimentText('demo');
let form: VueWrapper;
let pinia: Pinia;

beforeEach(async () => {
  // jsdom has no dialogs that open.
  HTMLDialogElement.prototype.showModal = function open(this: HTMLDialogElement) { this.open = true; };
  vi.useFakeTimers();
  pinia = await connectStores(fakeHost({ demo: text }));
  await useDesign(pinia).open('demo');
  await vi.advanceTimersByTimeAsync(500);
  form = mount(DesignForm, { global: { plugins: [pinia] }, attachTo: document.body });
});
afterEach(() => {
  form.unmount();
  vi.useRealTimers();
});

const fields = (): unknown => readFields(useDesign(pinia).text);
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(500);
const tabs = (): readonly string[] => form.findAll('[role=tab]').map((tab) => tab.text());
const button = (name: RegExp) => form.findAll('button').find((each) => name.test(each.text()));
const field = (label: string) => {
  const id = form.findAll('label').find((entry) => entry.text().startsWith(label))?.attributes('for') ?? '';
  return form.find<HTMLInputElement>(`[id="${id}"]`);
};

test('a job alone has no tabs; one more has its own workload, hosts and start, and leaves the first as it was', async () => {
  expect(tabs()).toEqual([]);
  await button(/^Add a job/)?.trigger('click');
  await settle();
  expect(tabs()).toEqual(['A application', 'B job']);
  expect(useDesign(pinia).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  await field('Grid').setValue('32');
  await field('Hosts of the job').setValue('1');
  await field('Starts at').setValue('20 ms');
  await field('VMs per host').setValue('2');
  await settle();
  expect(fields()).toMatchObject({ jobs: [{ id: 'application', workload: { grid: 128 }, vms: { perHost: 2, vcpus: 2 } }, { id: 'job', hosts: [1], startNs: '20 ms', workload: { grid: 32 }, vms: { perHost: 2 } }] });
  expect(useDesign(pinia).text).toContain('# What is not written here has a default');
  await form.findAll('[role=tab]')[0]?.trigger('click');
  expect(field('Grid').element.value).toBe('128');
});

test('jobs are copied, renamed and removed by keyboard, each as one step', async () => {
  await button(/^Add a job/)?.trigger('click');
  await settle();
  const two = useDesign(pinia).text;
  await form.find('[role=tab][aria-selected=true]').trigger('keydown', { key: 'ArrowLeft' });
  expect(useDesign(pinia).job).toBe(0);
  await button(/^Duplicate/)?.trigger('click');
  await settle();
  expect(tabs()).toEqual(['A application', 'B job', 'C application-2']);
  await form.find('[role=tab][aria-selected=true]').trigger('keydown', { key: 'Delete' });
  await settle();
  expect([useDesign(pinia).text, useDesign(pinia).undoTitle]).toEqual([two, 'Remove job application-2']);
  useDesign(pinia).undo();
  expect(fields()).toMatchObject({ jobs: [{}, {}, { id: 'application-2' }] });
});

test('each job alone is compared with all together, under their names', async () => {
  await button(/^Add a job/)?.trigger('click');
  await settle();
  await form.find('.jobs input[type=checkbox]').setValue(true);
  expect(fields()).toMatchObject({ sweep: { axes: { jobs: ['application', 'job', 'all'] } } });
  await settle();
  await button(/^Rename/)?.trigger('click');
  const prompt = document.querySelector<HTMLInputElement>('#prompt-text');
  if (prompt === null) throw new Error('Nothing asks for the name.');
  prompt.value = 'batch';
  prompt.dispatchEvent(new Event('input'));
  await form.vm.$nextTick();
  prompt.form?.dispatchEvent(new Event('submit'));
  await settle();
  expect(fields()).toMatchObject({ jobs: [{}, { id: 'batch' }], sweep: { axes: { jobs: ['application', 'batch', 'all'] } } });
  expect(useDesign(pinia).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  await button(/^Remove$/)?.trigger('click');
  expect(fields()).not.toHaveProperty('sweep.axes.jobs');
});

test('the picture has the VMs of all jobs on their hosts, with their marks', async () => {
  await button(/^Add a job/)?.trigger('click');
  await field('Hosts of the job').setValue('1');
  await settle();
  const picture = mount(PlacementSection, { global: { plugins: [pinia] } });
  // Two VMs on each host of the first job, and one of the second on host 1.
  expect(picture.findAll('.mark').map((mark) => mark.text())).toEqual(['A', 'A', 'A', 'A', 'B']);
  expect(picture.findAll('.vm title').at(-1)?.text()).toBe('VM 4, host 1, job job');
  picture.unmount();
});
