// @vitest-environment jsdom
import { flushPromises, mount, type DOMWrapper, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConfigSchema, Preset } from '@doorbell/sdk';
import type { PathCard, PlanPreview } from '../../../main/core/contract/index.ts';
import { testModel } from '../../../main/core/plan/testing/test-models.ts';
import { readFields } from '../../documents/edit-document.ts';
import { useCatalog } from '../../stores/catalog.ts';
import { useDesign } from '../../stores/design.ts';
import { fakeHost } from '../../testing/fake-services.ts';
import { connectStores } from '../../testing/set-up.ts';
import PathCards from './path-cards.vue';

const text = 'name: demo\ncluster: { hosts: 2 }\njobs:\n  - vms: { perHost: 2 }\n    workload: { kind: advection }\nsweep:\n  axes:\n    path: [xen-bridged, sr-iov] # both\n';
const config: ConfigSchema = {
  type: 'object', additionalProperties: false,
  properties: {
    copyNs: { type: 'number', title: 'Copy', description: 'One copy.', default: 300, unit: 'ns', minimum: 0, maximum: 1e6, origin: { parameter: 'copy.perUnitNs', kind: 'judgement', note: 'A guess.' } },
    queues: { type: 'integer', title: 'Queues', description: 'Queues of a function.', default: 1, minimum: 1 },
    flavour: { type: 'string', title: 'Flavour', description: 'Which kind.', default: 'tcp', enum: ['tcp', 'raw'] },
    pinned: { type: 'boolean', title: 'Pinned', description: 'On a core of its own.', default: false },
  },
};
const presets: readonly Preset[] = [{
  id: 'old', title: 'Old NIC', config: { copyNs: 500 }, citation: 'A paper, 2010.', era: 'historical', extrapolated: 'Nobody measured its copy.',
  testbed: { host: { cores: 4, coreHz: 2e9 }, nic: { model: 'x', linkBitsPerSecond: 1e10, mtuBytes: 1500, gsoBytes: 65_536, functions: 4, offloads: [] }, network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 } },
}];
const card = (id: string, changes: Partial<PathCard> = {}): PathCard => ({ id, title: id.toUpperCase(), summary: `About ${id}.`, version: '1.0.0', sha256: '', config, presets, state: 'enabled', origin: 'built-in', sdkRange: '^1.0.0', ...changes });
let screen: VueWrapper;
let pinia: Awaited<ReturnType<typeof connectStores>>;

beforeEach(async () => {
  vi.useFakeTimers();
  const host = fakeHost({ demo: text });
  host.services.catalog.list = () => Promise.resolve([card('xen-bridged'), card('sr-iov'), card('inter-vm-shm', { relations: ['same-host'] }), card('vrdma', { state: 'incompatible', reason: 'It wants SDK ^2.0.0, this is 1.2.0.' })]);
  pinia = await connectStores(host);
  await useCatalog(pinia).load();
  await useDesign(pinia).open('demo');
  await vi.advanceTimersByTimeAsync(500);
  screen = mount(PathCards, { global: { plugins: [pinia] } });
});
afterEach(() => {
  screen.unmount();
  vi.useRealTimers();
});

const button = (name: string): DOMWrapper<Element> => screen.findAll('button').find((entry) => entry.text() === name || entry.attributes('aria-label') === name) ?? screen.find(`[none="${name}"]`);
const control = (label: string): DOMWrapper<Element> => {
  const found = screen.findAll('label').find((entry) => entry.text().startsWith(label));
  return found?.attributes('for') === undefined ? found?.find('select, input') ?? screen.find('none') : screen.find(`[id="${found.attributes('for') ?? ''}"]`);
};
/** With plain spaces. */
const plain = (): string => screen.text().replaceAll(/\s/g, ' ');
const paths = (): unknown => (readFields(useDesign(pinia).text) as { sweep: { axes: { path: unknown } } }).sweep.axes.path;

test('a path that cannot be used says why, and cannot be chosen', () => {
  const boxes = screen.findAll('input[type=checkbox]');
  expect(boxes.map((box) => [(box.element as HTMLInputElement).checked, (box.element as HTMLInputElement).disabled])).toEqual([[true, false], [true, false], [false, true], [false, false]]);
  expect(screen.text()).toContain('It wants SDK ^2.0.0');
});

test('options are made from the schema; what is changed is written, shown, and taken back', async () => {
  await button('Open SR-IOV').trigger('click');
  expect(screen.text()).toContain('All 4 options are at their defaults.');
  await screen.find('input[type=search]').setValue('cop');
  expect(screen.text()).toContain('Copy, ns');
  expect(plain()).toContain('0 to 1 000 000 ns. Default 300, judgement: A guess.');
  await control('Copy').setValue('250');
  await button('Show all').trigger('click');
  await screen.find('input[type=search]').setValue('');
  expect(screen.findAll('.option').map((entry) => entry.find('label').text())).toEqual(['Copy, ns', 'Queues', 'Flavour', 'Pinned']);
  await control('Flavour').setValue('raw');
  await control('Pinned').setValue('true');
  expect(paths()).toEqual(['xen-bridged', { id: 'sr-iov', config: { copyNs: 250, flavour: 'raw', pinned: true } }]);
  expect(useDesign(pinia).text).toContain('# both');
  await button('Changed only').trigger('click');
  expect(screen.findAll('.option')).toHaveLength(3);
  await button('Reset Flavour').trigger('click');
  await button('Reset Pinned').trigger('click');
  await control('Copy').setValue('');
  expect(useDesign(pinia).text).toBe(text);
  useDesign(pinia).undo();
  expect(useDesign(pinia).redoTitle).toBe('Reset copy of sr-iov');
});

test('a finding about an option stands below it', async () => {
  await button('Open SR-IOV').trigger('click');
  await button('Show all').trigger('click');
  useDesign(pinia).preview = { findings: [{ severity: 'error', path: 'sweep.axes.path[1].config.queues', message: '0 is too small.', hint: 'Use at least 1.' }], count: 0, reused: 0, estimateSeconds: 0, axes: [], models: [testModel('sr-iov')] } as unknown as PlanPreview;
  await flushPromises();
  expect(control('Queues').attributes('aria-invalid')).toBe('true');
  expect(screen.find(`#${control('Queues').attributes('aria-describedby') ?? ''}`).text()).toBe('0 is too small. Use at least 1.');
});

test('what is typed stays while an answer of the host draws the form anew', async () => {
  await button('Open SR-IOV').trigger('click');
  await button('Show all').trigger('click');
  const field = control('Copy').element as HTMLInputElement;
  field.value = '12';
  field.dispatchEvent(new Event('input'));
  useDesign(pinia).preview = { findings: [{ severity: 'warning', path: 'sweep.axes.path[1].config.queues', message: 'New.', hint: '' }], count: 0, reused: 0, estimateSeconds: 0, axes: [], models: [] } as unknown as PlanPreview;
  await flushPromises();
  expect(screen.text()).toContain('New.');
  expect(field.value).toBe('12');
  field.dispatchEvent(new Event('change'));
  expect(paths()).toEqual(['xen-bridged', { id: 'sr-iov', config: { copyNs: 12 } }]);
});

test('a preset is taken with its testbed, as one step that can be undone', async () => {
  await button('Open SR-IOV').trigger('click');
  await control('Preset').setValue('old');
  expect(paths()).toEqual(['xen-bridged', { id: 'sr-iov', preset: 'old' }]);
  await flushPromises();
  expect(screen.text()).toContain('A paper, 2010.');
  expect(screen.text()).toContain('Extrapolated: Nobody measured its copy.');
  expect(plain()).toContain('Testbed: x, 10 Gbit/s, MTU 1500 B, 4 cores at 2.0 GHz.');
  await screen.find('input[type=search]').setValue('copy');
  expect(control('Copy').attributes('placeholder')).toBe('500');
  const before = useDesign(pinia).text;
  await button('Use this hardware').trigger('click');
  expect(readFields(useDesign(pinia).text)).toMatchObject({ cluster: { hosts: 2, host: { cores: 4 }, nic: { model: 'x', mtuBytes: '1500 B' } } });
  useDesign(pinia).undo();
  expect(useDesign(pinia).text).toBe(before);
});

test('a second variant of a path stands beside the first, and a tick takes both away', async () => {
  await button('Open SR-IOV').trigger('click');
  await screen.find('select.variant').setValue('old');
  expect(paths()).toEqual(['xen-bridged', 'sr-iov', { id: 'sr-iov', preset: 'old' }]);
  await screen.findAll('input[type=checkbox]')[1]?.setValue(false);
  expect(paths()).toEqual(['xen-bridged']);
});

test('rules and exceptions are made for a value of the sweep, and combined paths become one', async () => {
  await button('Pairs of VMs').trigger('click');
  expect(screen.findAll('td')).toHaveLength(16);
  await screen.find('select[id=rules-of]').setValue(1);
  await control('Same host').setValue('inter-vm-shm');
  expect(paths()).toEqual(['xen-bridged', { sameHost: 'inter-vm-shm', otherHost: 'sr-iov' }]);
  await vi.advanceTimersByTimeAsync(500);
  expect(screen.findAll('tbody tr')[0]?.findAll('td').map((cell) => cell.text())).toEqual(['·shared memory of MPI', 'inter-vm-shm', 'sr-iov', 'sr-iov']);
  await screen.find('[aria-label="Second VM"]').setValue(3);
  await screen.find('[aria-label="Path of the exception"]').setValue('xen-bridged');
  await screen.find('form[aria-label="Add an exception"]').trigger('submit');
  await vi.advanceTimersByTimeAsync(500);
  expect(screen.findAll('tbody tr')[3]?.findAll('td').map((cell) => cell.text())).toEqual(['xen-bridged', 'sr-iov', 'inter-vm-shm', '·shared memory of MPI']);
  await button('Remove the exception of VMs 0 and 3').trigger('click');
  await screen.find('form[aria-label="Combine paths"]').trigger('submit');
  expect(paths()).toEqual(['xen-bridged', { sameHost: 'inter-vm-shm', otherHost: 'sr-iov' }, { sameHost: 'inter-vm-shm', otherHost: 'sr-iov' }]);
});
