import type { PathCard, PluginReview, PluginSource, Services } from '../../main/core/contract/index.ts';

/** Plugins in memory, for component tests. */
export interface FakeCatalog {
  readonly service: Services['catalog'];
  cards: readonly PathCard[];
  /** Asked for one after the other: reviews, installations and the rest, as `what id`. */
  readonly asked: string[];
  readonly uploads: Map<string, string>;
  /** Holds the answers to `append` and `review` back until it resolves. */
  hold: Promise<void> | undefined;
  /** Makes every change fail with this message until it is undefined again. */
  broken: string | undefined;
}

export function fakeCard(id: string, changes: Partial<PathCard> = {}): PathCard {
  return {
    id, title: id.toUpperCase(), summary: `About ${id}.`, version: '1.0.0', sha256: 'ab'.repeat(32), config: { type: 'object', additionalProperties: false, properties: {} },
    presets: [], state: 'enabled', origin: 'installed', sdkRange: '^1.2.0', ...changes,
  };
}

export function fakeReview(id: string, changes: Partial<PluginReview> = {}): PluginReview {
  return {
    token: `token of ${id}`, source: `${id}.tgz`, card: fakeCard(id), readme: '', findings: [], installable: true, measurements: [],
    files: [{ path: 'index.js', bytes: 2048 }], packedBytes: 1024, unpackedBytes: 2048, scripts: [], ...changes,
  };
}

const named = (source: PluginSource): string => (source.kind === 'upload' ? source.fileName : source.kind === 'path' ? source.path : source.name);

/** Starts with these paths; what is reviewed is called as its file, and an upload ends up in `uploads`. */
export function fakeCatalog(cards: readonly PathCard[] = [], reviewOf: (id: string) => PluginReview = (id) => fakeReview(id)): FakeCatalog {
  const change = (what: string, id: string, next: () => readonly PathCard[]): Promise<void> => {
    fake.asked.push(`${what} ${id}`);
    if (fake.broken !== undefined) return Promise.reject(new Error(fake.broken));
    fake.cards = next();
    return Promise.resolve();
  };
  const state = (id: string, changes: Partial<PathCard>) => (): readonly PathCard[] => fake.cards.map((card) => (card.id === id ? { ...card, ...changes } : card));
  const reviews = new Map<string, PluginReview>();
  const fake: FakeCatalog = {
    cards, asked: [], uploads: new Map(), hold: undefined, broken: undefined,
    service: {
      list: () => Promise.resolve(fake.cards),
      async* watch() { yield await Promise.resolve(0); },
      async detail(id) {
        const card = fake.cards.find((each) => each.id === id);
        if (card === undefined) throw new Error(`There is no plugin "${id}".`);
        await Promise.resolve();
        return { card, readme: `# ${card.title}\n\nA path for tests.`, findings: [], files: [], measurements: [], source: `${id}.tgz` };
      },
      begin() {
        fake.uploads.set('upload-1', '');
        return Promise.resolve('upload-1');
      },
      async append(upload, offset, piece) {
        await fake.hold;
        fake.uploads.set(upload, (fake.uploads.get(upload) ?? '').slice(0, offset) + atob(piece));
        return fake.uploads.get(upload)?.length ?? 0;
      },
      async review(source) {
        fake.asked.push(`review ${named(source)}`);
        await fake.hold;
        if (fake.broken !== undefined) throw new Error(fake.broken);
        const made = reviewOf(named(source).replace(/\.tgz$/, ''));
        reviews.set(made.token, made);
        return made;
      },
      async install(token) {
        const made = reviews.get(token);
        if (made === undefined) throw new Error('This review is not known any more.');
        const { card } = made;
        await change('install', card.id, () => [...fake.cards.filter(({ id }) => id !== card.id), card]);
        return card.id;
      },
      discard(token) {
        fake.asked.push(`discard ${token}`);
        reviews.delete(token);
        return Promise.resolve();
      },
      async loadUnpacked(folder) {
        const id = folder.split('/').at(-1) ?? '';
        await change('load', id, () => [...fake.cards, fakeCard(id, { origin: 'unpacked' })]);
        return id;
      },
      enable: (id) => change('enable', id, state(id, { state: 'enabled', reason: undefined } as Partial<PathCard>)),
      disable: (id) => change('disable', id, state(id, { state: 'disabled', reason: 'Disabled by you. Enable it to use it again.' })),
      remove: (id) => change('remove', id, () => fake.cards.filter((card) => card.id !== id)),
    },
  };
  return fake;
}
