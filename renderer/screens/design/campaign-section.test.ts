// @vitest-environment jsdom
import { mount, type VueWrapper } from '@vue/test-utils';
import type { Pinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readFields } from '../../documents/edit-document.ts';
import { newExperimentText } from '../../documents/new-experiment.ts';
import { useDesign } from '../../stores/design.ts';
import { fakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import CampaignSection from './campaign-section.vue';

const text = newExperimentText('demo');
let section: VueWrapper;
let pinia: Pinia;

beforeEach(async () => {
  vi.useFakeTimers();
  pinia = await connectStores(fakeHost({ demo: text }));
  await useDesign(pinia).open('demo');
  await vi.advanceTimersByTimeAsync(500);
  section = mount(CampaignSection, { global: { plugins: [pinia] }, attachTo: document.body });
});
afterEach(() => {
  section.unmount();
  vi.useRealTimers();
});

const fields = (): unknown => readFields(useDesign(pinia).text);
const button = (name: string) => section.findAll('button').find((each) => each.text() === name);
const field = (label: string) => {
  const id = section.findAll('label').find((entry) => entry.text().startsWith(label))?.attributes('for') ?? '';
  return section.find<HTMLInputElement>(`[id="${id}"]`);
};

test('a campaign is added with a tenant for each job, and goes with its axes in one step', async () => {
  await button('Add a campaign')?.trigger('click');
  expect(fields()).toMatchObject({ campaign: { tenants: [{ id: 'tenant-1', job: 'application', arrivals: { kind: 'poisson', meanNs: '10 min', count: 10 } }], scheduler: { kind: 'fifo' } } });
  useDesign(pinia).edit('Add axis scheduler', ['sweep', 'axes', 'scheduler'], ['fifo', 'backfill']);
  await button('Remove the campaign')?.trigger('click');
  expect(useDesign(pinia).text).toBe(text);
  useDesign(pinia).undo();
  expect(fields()).toMatchObject({ campaign: {}, sweep: { axes: { scheduler: ['fifo', 'backfill'] } } });
});

test('tenants arrive at times or at random, grow and shrink, and are copied', async () => {
  await button('Add a campaign')?.trigger('click');
  await field('Arrivals').setValue('at');
  await field('Times').setValue('0 s, 10 min, 7200');
  await field('Priority').setValue('5');
  await button('Grow or shrink')?.trigger('click');
  await field('Once done').setValue('25 %');
  await button('Duplicate')?.trigger('click');
  expect(fields()).toMatchObject({ campaign: { tenants: [
    { id: 'tenant-1', arrivals: { kind: 'at', ns: ['0 s', '10 min', 7200] }, priority: 5, resizes: [{ atShare: '25 %', hosts: 1 }] }, { id: 'tenant-2', arrivals: { kind: 'at' }, priority: 5 },
  ] } });
  await button('Remove')?.trigger('click');
  expect(fields()).toMatchObject({ campaign: { tenants: [{ id: 'tenant-2' }] } });
});

test('a scheduler that is a word alone becomes a map when more is said of it', async () => {
  useDesign(pinia).edit('Add', ['campaign'], { tenants: [{ id: 'a', job: 'application', arrivals: { kind: 'at', ns: ['0 s'] } }], scheduler: 'gang' });
  await section.vm.$nextTick();
  await field('Slice').setValue('5 min');
  expect(fields()).toMatchObject({ campaign: { scheduler: { kind: 'gang', sliceNs: '5 min' } } });
  await field('Scheduler').setValue('priority');
  expect(fields()).toMatchObject({ campaign: { scheduler: { kind: 'priority', sliceNs: '5 min' } } });
});

test('failures and their predictor are switched on with values to change', async () => {
  await button('Add a campaign')?.trigger('click');
  await section.find('input[type=checkbox]').setValue(true);
  await section.findAll('input[type=checkbox]')[1]?.setValue(true);
  await field('MTBF').setValue('10 d');
  expect(fields()).toMatchObject({ campaign: { failures: { mtbfNs: '10 d', repairNs: '1 h', predictor: { recall: '70 %' } } } });
  await section.find('input[type=checkbox]').setValue(false);
  expect(fields()).not.toHaveProperty('campaign.failures');
});
