// @vitest-environment jsdom
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loggopsCard } from '../../../main/core/plan/loggops-card.ts';
import type { PathCard, PlanPreview } from '../../../main/core/contract/index.ts';
import { readFields } from '../../documents/edit-document.ts';
import { useDesign } from '../../stores/design.ts';
import { fakeHost, type FakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import LoggopsForm from './loggops-form.vue';
import TraceFile from './trace-file.vue';

const text = 'name: demo\njobs: [{ workload: { kind: trace, file: old.goal } }]\nsweep:\n  axes:\n    path: [native, loggops]\n';
const { id, title, summary, config, presets } = loggopsCard;
const card: PathCard = { id, title, summary, config, presets, version: '1', sha256: '', state: 'enabled', kernel: true, origin: 'kernel', sdkRange: '' };
let host: FakeHost;
let pinia: Awaited<ReturnType<typeof connectStores>>;

beforeEach(async () => {
  vi.useFakeTimers();
  localStorage.clear();
  host = fakeHost({ demo: text });
  pinia = await connectStores(host);
  await useDesign(pinia).open('demo');
  await vi.advanceTimersByTimeAsync(500);
});
afterEach(() => { vi.useRealTimers(); });

/** Of this test's stores: an action that an earlier test's store still finishes makes those the active ones. */
const fields = (): unknown => readFields(useDesign(pinia).text);

test('the parameters of the LogGOPS model are written where the document chooses it, and go away with their last one', async () => {
  const form = mount(LoggopsForm, { props: { card, at: ['sweep', 'axes', 'path', 1] }, global: { plugins: [pinia] } });
  expect(form.findAll('label').map((label) => label.text())).toEqual(['Latency (L), ns', 'Overhead (o), ns', 'Gap (g), ns', 'Gap per byte (G), ns/B', 'Overhead per byte (O), ns/B', 'Eager limit (S), B']);
  expect(form.findAll('input').map((input) => input.attributes('placeholder'))).toEqual(['2500', '1500', '1000', '6', '0', '65535']);
  await form.findAll('input')[3]?.setValue('0.25');
  await form.findAll('input')[0]?.setValue('10 us');
  expect(fields()).toMatchObject({ sweep: { axes: { path: ['native', { id: 'loggops', config: { G: 0.25, L: '10 us' } }] } } });
  await form.findAll('input')[3]?.setValue('');
  await form.findAll('input')[0]?.setValue('');
  expect(fields()).toMatchObject({ sweep: { axes: { path: ['native', 'loggops'] } } });
  form.unmount();
});

test('a file that is chosen goes to the workspace and into the document', async () => {
  vi.useRealTimers();
  const form = mount(TraceFile, { global: { plugins: [pinia] } });
  const input = form.find<HTMLInputElement>('input[type=file]');
  Object.defineProperty(input.element, 'files', { value: [new File(['num_ranks 1\n'], 'new one.goal')] });
  await input.trigger('change');
  await vi.waitFor(() => expect(fields()).toMatchObject({ jobs: [{ workload: { kind: 'trace', format: 'goal', file: 'new-one.goal' } }] }));
  expect(host.traces.get('new-one.goal')).toBe('num_ranks 1\n');
  form.unmount();
});

test('a file that could not be sent is said, and the document stays', async () => {
  vi.useRealTimers();
  host.services.traces.append = () => Promise.reject(new Error('the disk is full'));
  const form = mount(TraceFile, { global: { plugins: [pinia] } });
  const input = form.find<HTMLInputElement>('input[type=file]');
  Object.defineProperty(input.element, 'files', { value: [new File(['x'], 'a.goal')] });
  await input.trigger('change');
  await vi.waitFor(() => expect(form.find('[role=alert]').exists()).toBe(true));
  await flushPromises();
  expect(form.find('[role=alert]').text()).toContain('the disk is full');
  expect(useDesign(pinia).text).toBe(text);
  form.unmount();
});

test('a parameter that cannot be read is said below its field', async () => {
  const form = mount(LoggopsForm, { props: { card, at: ['sweep', 'axes', 'path', 1] }, global: { plugins: [pinia] } });
  useDesign(pinia).preview = { findings: [{ severity: 'error', path: 'sweep.axes.path[1].config.L', message: '"abc" is not a number with a unit.', hint: 'Write a plain number.' }], count: 0, reused: 0, estimateSeconds: 0, axes: [], models: [] } as unknown as PlanPreview;
  await flushPromises();
  const field = form.find('input');
  expect(field.attributes('aria-invalid')).toBe('true');
  expect(form.find(`#${field.attributes('aria-describedby') ?? ''}`).text()).toContain('is not a number with a unit');
  form.unmount();
});
