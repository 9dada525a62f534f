// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';
import { fakeCard, fakeCatalog, fakeReview, type FakeCatalog } from '../testing/fake-catalog.ts';
import { fakeHost } from '../testing/fake-services.ts';
import { connectStores } from '../testing/set-up.ts';
import { pieceBytes } from '../documents/send-pieces.ts';
import { useCatalog } from './catalog.ts';
import { usePlugins } from './plugins.ts';
import { useToasts } from './toasts.ts';

let catalog: FakeCatalog;

async function connect(fake: FakeCatalog): Promise<void> {
  catalog = fake;
  const host = fakeHost({});
  await connectStores({ ...host, services: { ...host.services, catalog: fake.service } });
  await useCatalog().load();
}

beforeEach(() => connect(fakeCatalog([fakeCard('native', { origin: 'built-in' }), fakeCard('lane')])));

const file = (bytes: number, name = 'fresh.tgz'): File => new File([new Uint8Array(bytes)], name);
/** A promise that is kept when told. */
function gate(): { readonly wait: Promise<void>; open(): void } {
  let open = (): void => undefined;
  return { wait: new Promise<void>((resolve) => { open = resolve; }), open: () => open() };
}

test('a file is sent in pieces, reviewed and installed', async () => {
  const plugins = usePlugins();
  const parts: number[] = [];
  plugins.$subscribe(() => {
    const part = plugins.fetching?.part;
    if (part !== undefined && part !== parts.at(-1)) parts.push(part);
  }, { flush: 'sync' });
  await plugins.lookAtFile(file(2 * pieceBytes + pieceBytes / 2));
  expect(parts).toEqual([0.4, 0.8, 1]);
  expect(catalog.uploads.get('upload-1')).toHaveLength(2.5 * pieceBytes);
  expect(plugins.fetching).toBeUndefined();
  expect(plugins.review?.card.id).toBe('fresh');
  expect(useCatalog().cards.map(({ id }) => id)).not.toContain('fresh');
  expect(await plugins.install()).toBe('fresh');
  expect(plugins.review).toBeUndefined();
  expect(useCatalog().cards.map(({ id }) => id)).toContain('fresh');
  expect(useToasts().toasts.at(-1)?.text).toContain('FRESH 1.0.0 is installed');
});

test('what is cancelled while it is sent is never reviewed', async () => {
  const plugins = usePlugins();
  const { wait, open } = gate();
  catalog.hold = wait;
  const looking = plugins.lookAtFile(file(2 * pieceBytes));
  expect(plugins.fetching?.what).toBe('fresh.tgz');
  plugins.cancel();
  expect(plugins.fetching).toBeUndefined();
  open();
  await looking;
  expect(catalog.asked).toEqual([]);
  expect(plugins).toMatchObject({ review: undefined, reviewProblem: undefined });
});

test('a review that arrives after it was cancelled is discarded, and the next one stands', async () => {
  const plugins = usePlugins();
  const { wait, open } = gate();
  catalog.hold = wait;
  const first = plugins.lookAt({ kind: 'npm', name: 'slow' });
  await Promise.resolve();
  const second = plugins.lookAt({ kind: 'path', path: 'quick.tgz' });
  open();
  await Promise.all([first, second]);
  expect(catalog.asked).toContain('discard token of slow');
  expect(plugins.review?.card.id).toBe('quick');
  await plugins.discard();
  expect(plugins.review).toBeUndefined();
  expect(catalog.asked.at(-1)).toBe('discard token of quick');
  expect(useCatalog().cards).toHaveLength(2);
});

test('what cannot be reviewed or installed says why, and a review stays', async () => {
  const plugins = usePlugins();
  catalog.broken = 'The entry "../x" leads out of the package.';
  await plugins.lookAt({ kind: 'path', path: 'bad.tgz' });
  expect(plugins).toMatchObject({ review: undefined, fetching: undefined, reviewProblem: { what: 'bad.tgz cannot be installed', why: 'The entry "../x" leads out of the package.' } });
  catalog.broken = undefined;
  await plugins.lookAt({ kind: 'path', path: 'good.tgz' });
  expect(plugins.reviewProblem).toBeUndefined();
  catalog.broken = 'The disk is full.';
  expect(await plugins.install()).toBeUndefined();
  expect(plugins.review?.card.id).toBe('good');
  expect(useToasts().toasts.at(-1)).toMatchObject({ tone: 'problem', text: 'GOOD was not installed', detail: 'The disk is full.' });
});

test('disabling can be undone, removing answers whether it is gone', async () => {
  const plugins = usePlugins();
  const state = (): string | undefined => useCatalog().cards.find(({ id }) => id === 'lane')?.state;
  await plugins.disable('lane');
  expect(state()).toBe('disabled');
  useToasts().toasts.at(-1)?.action?.run();
  await expect.poll(state).toBe('enabled');
  catalog.broken = 'The workspace cannot be written.';
  expect(await plugins.remove('lane')).toBe(false);
  expect(state()).toBe('enabled');
  catalog.broken = undefined;
  expect(await plugins.remove('lane')).toBe(true);
  expect(state()).toBeUndefined();
});

test('a plugin that is gone is said to be, and an answer for another one is dropped', async () => {
  const plugins = usePlugins();
  await plugins.open('gone');
  expect(plugins.detailProblem).toMatchObject({ what: '"gone" cannot be shown', why: 'There is no plugin "gone".' });
  await Promise.all([plugins.open('native'), plugins.open('lane')]);
  expect(plugins).toMatchObject({ detail: { card: { id: 'lane' } }, detailProblem: undefined });
  await plugins.open(undefined);
  expect(plugins.detail).toBeUndefined();
});

test('a folder is loaded without a review', async () => {
  await connect(fakeCatalog([], () => fakeReview('never')));
  expect(await usePlugins().loadUnpacked('/home/me/mine')).toBe('mine');
  expect(useCatalog().cards).toMatchObject([{ id: 'mine', origin: 'unpacked' }]);
  catalog.broken = '/home/me/x is no plugin.';
  expect(await usePlugins().loadUnpacked('/home/me/x')).toBeUndefined();
  expect(usePlugins().reviewProblem).toMatchObject({ what: '/home/me/x cannot be loaded', why: '/home/me/x is no plugin.' });
  usePlugins().cancel();
  expect(usePlugins().reviewProblem).toBeUndefined();
});

test('what cannot be an npm package is said before anything is asked', async () => {
  const plugins = usePlugins();
  await plugins.lookAt({ kind: 'npm', name: 'No Such Name' });
  expect(plugins.reviewProblem?.what).toContain('“No Such Name” is not the name of an npm package');
  expect(plugins.review).toBeUndefined();
  expect(plugins.fetching).toBeUndefined();
});
