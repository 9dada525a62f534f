import { randomBytes } from 'node:crypto';
import { isAbsolute, relative } from 'node:path';
import { checkPathModel, configDefaults } from '@doorbell/sdk';
import type { PathModel } from '@doorbell/sdk';
import { loggopsId } from '../core/contract/index.ts';
import type { CancelSignal, PathCard, PluginReview, PluginSource, Services } from '../core/contract/index.ts';
import { ServiceError } from '../core/contract/service-error.ts';
import type { Catalog } from './catalog.ts';
import { packageLimits } from './catalog/archive/limits.ts';
import type { PackageFiles } from './catalog/archive/limits.ts';
import { createCardFacts, referencePlatform } from './catalog/card-facts.ts';
import { changeLockFile } from './catalog/change-lock-file.ts';
import { createPluginDetail } from './catalog/plugin-detail.ts';
import { installPackage, removeFolder } from './catalog/install-package.ts';
import { kernelCard } from './catalog/kernel-card.ts';
import type { LockEntry } from './catalog/lock-file.ts';
import { parseModel } from './catalog/parse-model.ts';
import { readFrom, readPackage } from './catalog/read-package.ts';
import type { BundlePackage, InstalledPlugin } from './catalog/read-package.ts';
import { reservedIds, reviewPackage } from './catalog/review-package.ts';
import { createSandboxClient } from './catalog/sandbox-client.ts';
import { fetchSource } from './catalog/sources/fetch-source.ts';
import { watchRegistry } from './catalog/watch-registry.ts';
import type { Logger } from './log.ts';
import type { Layout } from './store/layout.ts';
import { toAbortSignal } from './to-abort-signal.ts';
import { createUploads } from './uploads.ts';
import type { SpawnWorker } from './worker-process.ts';

export interface PluginsOptions {
  readonly catalog: Catalog;
  readonly layout: Layout;
  readonly spawnWorker: SpawnWorker;
  readonly log: Logger;
  readonly bundle?: BundlePackage;
  /** Asks a registry; for tests. */
  readonly fetch?: typeof globalThis.fetch;
  now(): number;
}

/** The service, and how to end what it started. */
export interface PluginsService {
  readonly service: Services['catalog'];
  /** Ends the sandbox for what is only looked at. Resolves as {@link Catalog.close} does. */
  close(): Promise<number>;
}

/** Reviews kept for installation; each holds a package in memory. */
const mostReviews = 8;

/** The catalogue as the lab sees it: what there is, and how more is installed. */
export function createPluginsService({ catalog, layout, spawnWorker, log, bundle, fetch, now }: PluginsOptions): PluginsService {
  const { registry } = catalog;
  const uploads = createUploads(layout.plugins, packageLimits.packedBytes, 'No path needs so much; leave out what is no part of it.');
  const factsOf = createCardFacts(layout, catalog.sandbox);
  // Of its own, so that a plugin that is only looked at keeps no plan waiting.
  const examiner = createSandboxClient(spawnWorker);
  const reviews = new Map<string, { readonly review: PluginReview; readonly files: PackageFiles }>();
  const watching = watchRegistry(registry, async () => [layout.plugins, ...(await registry.snapshot()).plugins.flatMap(({ card, folder }) => (card.origin === 'unpacked' ? [folder] : []))]);

  const detail = createPluginDetail(layout, examiner, {
    async quick({ manifest, card, code }) {
      const answer = await catalog.sandbox.describe({ plugin: card.id, code, config: JSON.stringify(configDefaults(manifest.config)), platform: JSON.stringify(referencePlatform) });
      const model = answer.type === 'described' ? parseModel(answer.model) : undefined;
      return checkPathModel(model).some(({ severity }) => severity === 'error') ? undefined : model as PathModel;
    },
    onExamined: () => watching.changed(),
  });

  async function cardOf(plugin: InstalledPlugin): Promise<PathCard> {
    const answer = await factsOf(plugin);
    if (answer === undefined) return plugin.card;
    if ('facts' in answer) return { ...plugin.card, ...answer.facts };
    return answer.lasting ? { ...plugin.card, state: 'broken', reason: answer.reason } : plugin.card;
  }

  async function find(id: string): Promise<InstalledPlugin> {
    const { plugins } = await registry.snapshot();
    const plugin = plugins.find((each) => each.card.id === id);
    if (plugin !== undefined) return plugin;
    if (id === loggopsId) throw new ServiceError('ReadOnly', `"${id}" is a part of the engine, not a plugin.`);
    throw new ServiceError('NotFound', `There is no plugin "${id}". Installed are ${plugins.map((each) => each.card.id).join(', ')}.`);
  }

  async function change(what: string, id: string, update: (entries: readonly LockEntry[]) => readonly LockEntry[]): Promise<void> {
    await changeLockFile(layout, update);
    log.info({ plugin: id }, what);
    await watching.look();
  }

  async function switchTo(id: string, state: 'enabled' | 'disabled'): Promise<void> {
    const { card: { origin } } = await find(id);
    await change(`A plugin was ${state}.`, id, (entries) => {
      if (origin !== 'built-in') return entries.map((entry) => (entry.id === id && (entry.origin === 'installed' || entry.origin === 'unpacked') ? { ...entry, state } : entry));
      const others = entries.filter((entry) => !(entry.origin === 'built-in' && entry.id === id));
      return state === 'enabled' ? others : [...others, { origin: 'built-in', id, state }];
    });
  }

  async function review(source: PluginSource, signal?: CancelSignal): Promise<PluginReview> {
    const fetched = await fetchSource(source, { uploads, signal: toAbortSignal(signal), ...(bundle === undefined ? {} : { bundle }), ...(fetch === undefined ? {} : { fetch }) });
    const reviewed = await reviewPackage(fetched, (await registry.snapshot()).plugins, examiner, signal);
    if (signal?.aborted === true) throw new ServiceError('Cancelled', 'The review was cancelled.');
    const token = randomBytes(16).toString('hex');
    const made: PluginReview = { token, ...reviewed.review };
    reviews.set(token, { review: made, files: fetched.files });
    const [oldest] = reviews.keys();
    if (reviews.size > mostReviews && oldest !== undefined) reviews.delete(oldest);
    log.info({ source: made.source, plugin: made.card.id, version: made.card.version, installable: made.installable, integrity: made.integrity }, 'A plugin was reviewed.');
    return made;
  }

  async function install(token: string): Promise<string> {
    const kept = reviews.get(token);
    if (kept === undefined) throw new ServiceError('NotFound', 'This review is not known any more. Review the plugin again.');
    const { review: { card, source, integrity, installable, findings }, files } = kept;
    if (!installable) throw new ServiceError('BadPackage', `"${card.id}" cannot be installed: ${findings[0]?.message ?? ''}`, findings);
    await installPackage(layout, files, {
      id: card.id, version: card.version, source, sha256: card.sha256, installedAt: new Date(now()).toISOString(), ...(integrity === undefined ? {} : { integrity }),
    });
    reviews.delete(token);
    log.info({ plugin: card.id, version: card.version, source, sha256: card.sha256 }, 'A plugin was installed.');
    await watching.look();
    return card.id;
  }

  async function loadUnpacked(folder: string): Promise<string> {
    if (!isAbsolute(folder)) throw new ServiceError('BadInput', `"${folder}" is no absolute path. Write the whole path of the plugin's folder.`);
    const plugin = await readPackage(readFrom(folder), { folder, id: '', origin: 'unpacked', ...(bundle === undefined ? {} : { bundle }) });
    const { id, version } = plugin.card;
    if (id === '') throw new ServiceError('BadPackage', plugin.card.reason ?? `${folder} is no plugin.`);
    const clash = (await registry.snapshot()).plugins.find((each) => each.card.id === id);
    if (clash?.card.origin === 'built-in' || reservedIds.includes(id)) {
      throw new ServiceError('NameTaken', `The id "${id}" belongs to a path that ships with Doorbell. Give the plugin in ${folder} another id.`);
    }
    const entry: LockEntry = { origin: 'unpacked', id, version, source: folder, state: 'enabled', installedAt: new Date(now()).toISOString(), folder };
    await change('A folder was loaded.', id, (entries) => [...entries.filter((each) => each.id !== id || each.origin === 'installed'), entry]);
    return id;
  }

  async function remove(id: string): Promise<void> {
    const { card, folder } = await find(id);
    if (card.origin === 'built-in') throw new ServiceError('ReadOnly', `"${id}" ships with Doorbell and cannot be removed. Disable it instead.`);
    let gone: readonly string[] = [];
    await change('A plugin was removed.', id, (entries) => {
      const own = entries.filter((entry) => entry.id === id && entry.origin === card.origin);
      const others = entries.filter((entry) => !own.includes(entry) && !(entry.origin === 'removed' && entry.id === id));
      gone = own.flatMap((entry) => (entry.origin === 'installed' ? [entry.folder] : []));
      const [first] = own;
      if (first === undefined || !('version' in first) || others.some((entry) => entry.id === id)) return others;
      return [...others, { origin: 'removed', id, version: first.version, source: first.source, removedAt: new Date(now()).toISOString() }];
    });
    // A folder that the list does not name is removed by its own name.
    const orphan = relative(layout.plugins, folder);
    for (const name of gone.length > 0 ? gone : card.origin === 'installed' && /^[^./\\][^/\\]*$/.test(orphan) ? [orphan] : []) await removeFolder(layout, name);
    await watching.look();
  }

  return {
    service: {
      list: async () => [...await Promise.all((await registry.snapshot()).plugins.map(cardOf)), kernelCard],
      watch: (signal) => watching.watch(signal),
      detail: async (id) => {
        const plugin = await find(id);
        return detail(plugin, await cardOf(plugin), (await registry.snapshot()).reading.lock);
      },
      begin: uploads.begin,
      append: uploads.append,
      review,
      install,
      discard: async (token) => {
        reviews.delete(token);
        await uploads.discard(token);
      },
      loadUnpacked,
      enable: (id) => switchTo(id, 'enabled'),
      disable: (id) => switchTo(id, 'disabled'),
      remove,
    },
    close() {
      watching.close();
      reviews.clear();
      return examiner.close();
    },
  };
}
