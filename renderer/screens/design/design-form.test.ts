// @vitest-environment jsdom
import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newExperimentText } from '../../documents/new-experiment.ts';
import { useDesign } from '../../stores/design.ts';
import { fakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import DesignForm from './design-form.vue';

const text = newExperimentText('demo');
let form: VueWrapper;

beforeEach(async () => {
  vi.useFakeTimers();
  const pinia = await connectStores(fakeHost({ demo: text }));
  await useDesign().open('demo');
  await vi.advanceTimersByTimeAsync(500);
  form = mount(DesignForm, { global: { plugins: [pinia] } });
});
afterEach(() => {
  form.unmount();
  vi.useRealTimers();
});

const labels = (): readonly string[] => form.findAll('label').map((label) => label.text());
const field = (label: string) => {
  const id = form.findAll('label').find((entry) => entry.text().startsWith(label))?.attributes('for') ?? '';
  return form.find(`[id="${id}"]`);
};

test('another workload brings its own fields and leaves the others of the text; one step undoes it', async () => {
  await field('Workload').setValue('stencil-3d');
  expect(useDesign().text).toContain('workload: { kind: stencil-3d }');
  expect(useDesign().text).not.toContain('steps: 16');
  expect(useDesign().text).toContain('# What is not written here has a default');
  await vi.advanceTimersByTimeAsync(500);
  expect(labels()).toEqual(expect.arrayContaining(['Grid, cells', 'Decomposition', 'Periodic', 'Operations per cell', 'Memory bandwidth, of a core']));
  // Defaults are shown where nothing is written.
  expect(field('Grid').attributes('placeholder')).toBe('256x256x256');
  useDesign().undo();
  expect(useDesign().text).toBe(text);
});

test('axes and ranks that the new workload does not have go with the old one, and come back with undo', async () => {
  useDesign().edit('Add axis distribution', ['sweep', 'axes', 'distribution'], ['1x1xN']);
  const before = useDesign().text;
  await field('Workload').setValue('ping-pong');
  await vi.advanceTimersByTimeAsync(500);
  expect(useDesign().findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(useDesign().text).not.toMatch(/distribution|ranks: 8/);
  expect(useDesign().text).toContain('path: [native, xen-bridged, sr-iov]');
  expect(field('Repetitions').attributes('placeholder')).toBe('100');
  useDesign().undo();
  expect(useDesign().text).toBe(before);
});

test('a switch writes true or false, and a wrong value is explained beside its field', async () => {
  await field('Workload').setValue('stencil-2d');
  await field('Overlap').setValue('true');
  expect(useDesign().text).toMatch(/overlap: true/);
  await field('Decomposition').setValue('4x2x2');
  await vi.advanceTimersByTimeAsync(500);
  expect(form.find('.note.danger').text()).toBe('"4x2x2" is not a decomposition in 2 dimensions. Write it as 4x2, or auto.');
});

test('the sweep names the fields it sets', async () => {
  await field('Workload').setValue('osu');
  useDesign().edit('Add axis size', ['sweep', 'axes', 'size'], ['1 B .. 1 KiB x2']);
  await vi.advanceTimersByTimeAsync(500);
  expect(form.text()).toContain('The sweep sets it');
});
