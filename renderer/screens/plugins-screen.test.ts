// @vitest-environment jsdom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { useCatalog } from '../stores/catalog.ts';
import { usePlugins } from '../stores/plugins.ts';
import { fakeCard, fakeCatalog, fakeReview, type FakeCatalog } from '../testing/fake-catalog.ts';
import { fakeHost } from '../testing/fake-services.ts';
import { connectStores } from '../testing/set-up.ts';
import PluginsScreen from './plugins-screen.vue';

let screen: VueWrapper;
let router: Router;

// jsdom knows dialogs, but not how to open them.
HTMLDialogElement.prototype.showModal = function showModal(): void { this.open = true; };

afterEach(() => screen.unmount());

async function show(catalog: FakeCatalog, at = '/plugins'): Promise<void> {
  const host = fakeHost({});
  const pinia = await connectStores({ ...host, services: { ...host.services, catalog: catalog.service } });
  await useCatalog().load();
  router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/plugins/:id?', name: 'plugins', component: PluginsScreen }] });
  await router.push(at);
  screen = mount(PluginsScreen, { global: { plugins: [pinia, router], stubs: { teleport: true } }, attachTo: document.body });
  await flushPromises();
}

const button = (name: string) => {
  const found = screen.findAll('button').find((each) => each.text() === name);
  if (found === undefined) throw new Error(`There is no button ${name}: ${screen.findAll('button').map((each) => each.text()).join(', ')}`);
  return found;
};
const rows = (): readonly string[] => screen.findAll('.list .row').map((row) => row.text().replaceAll(/\s+/g, ' '));

test('the list has name, state, origin, version, range and hash, and is filtered', async () => {
  await show(fakeCatalog([
    fakeCard('native', { origin: 'built-in' }), fakeCard('lane', { origin: 'unpacked', state: 'broken', reason: 'Its module does not parse.' }),
    fakeCard('old', { state: 'incompatible', sdkRange: '^9.0.0', reason: 'It needs SDK 9.' }),
  ]));
  expect(rows()).toEqual(expect.arrayContaining(['NATIVE1.0.0 · SDK ^1.2.0abababab', 'LANEfolderbroken1.0.0 · SDK ^1.2.0abababab', 'OLDinstalledincompatible1.0.0 · SDK ^9.0.0abababab']));
  expect(screen.text()).toContain('3 data paths, 2 of them not in use');
  await screen.find('input[type=search]').setValue('broken');
  expect(rows()).toHaveLength(1);
  await screen.find('input[type=search]').setValue('nothing of the kind');
  expect(screen.text()).toContain('No plugin matches.');
});

test('a broken plugin says why, a built-in one cannot be removed', async () => {
  const catalog = fakeCatalog([fakeCard('native', { origin: 'built-in' }), fakeCard('lane', { state: 'broken', reason: 'Its module does not parse.' })]);
  await show(catalog, '/plugins/lane');
  expect(screen.find('[role=status]').text()).toBe('Broken. Its module does not parse.');
  expect(button('Remove').exists()).toBe(true);
  await router.push('/plugins/native');
  await flushPromises();
  expect(screen.find('article').attributes('aria-label')).toBe('NATIVE');
  expect(() => button('Remove')).toThrow('There is no button');
});

test('disable, enable and remove act on what is shown', async () => {
  const catalog = fakeCatalog([fakeCard('lane')]);
  await show(catalog, '/plugins/lane');
  await button('Disable').trigger('click');
  await flushPromises();
  expect(screen.text()).toContain('Disabled by you. Enable it to use it again.');
  await button('Enable').trigger('click');
  await flushPromises();
  expect(screen.text()).not.toContain('Disabled by you');
  await button('Remove').trigger('click');
  await button('Keep it').trigger('click');
  expect(catalog.asked).toEqual(['disable lane', 'enable lane']);
  await button('Remove').trigger('click');
  await button('Remove it').trigger('click');
  await flushPromises();
  expect(catalog.asked).toEqual(['disable lane', 'enable lane', 'remove lane']);
  expect(router.currentRoute.value.path).toBe('/plugins');
  expect(rows()).toEqual([]);
});

test('a review shows what there is and what its package claims; installing leads to it', async () => {
  const catalog = fakeCatalog([], (id) => fakeReview(id, {
    integrity: 'sha512-abc', scripts: ['postinstall'], findings: [{ severity: 'warning', path: 'README.md', message: 'It has no heading Sources.' }],
    measurements: [{ id: 'm', record: 'T1.lane', citation: 'A paper, 2012.', preset: 'old', quantity: 'bandwidth', layer: 'raw', messageBytes: 1_048_576, value: 1.2e9, use: 'held-out' }],
  }));
  await show(catalog);
  await usePlugins().lookAt({ kind: 'path', path: 'lane.tgz' });
  await flushPromises();
  const text = screen.find('article').text().replaceAll('\u00a0', ' ');
  for (const part of ['Review: LANE', 'sha512-abc', 'postinstall', 'It has no heading Sources.', 'T1.lane', '1.20 GB/s', '1 KiB packed, 2 KiB unpacked']) expect(text).toContain(part);
  await button('Install').trigger('click');
  await flushPromises();
  expect(router.currentRoute.value.path).toBe('/plugins/lane');
  expect(rows()).toHaveLength(1);
});

test('a review with errors cannot be installed, only discarded', async () => {
  await show(fakeCatalog([], (id) => fakeReview(id, { installable: false, findings: [{ severity: 'error', path: 'doorbell.id', message: 'The id belongs to another.' }] })));
  await usePlugins().lookAt({ kind: 'path', path: 'lane.tgz' });
  await flushPromises();
  const [install] = screen.find('article').findAll('button').filter((each) => each.text() === 'Install');
  expect(install?.attributes('disabled')).toBeDefined();
  expect(screen.find('[role=alert]').text()).toContain('1 error');
  await button('Discard').trigger('click');
  await flushPromises();
  expect(screen.find('article').exists()).toBe(false);
});
