import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../core/contract/index.ts';
import type { Layout } from '../store/layout.ts';
import { readLockFile } from './lock-file.ts';
import type { LockEntryOf, LockReading } from './lock-file.ts';
import { readFrom, readPackage, unknownCard, unusable } from './read-package.ts';
import type { BundlePackage, InstalledPlugin } from './read-package.ts';
import { readPlugins } from './read-plugins.ts';
import { stampOfFolders, stampOfPackage } from './stamps.ts';

/** Every plugin there is, at one moment. */
export interface Snapshot {
  /** Built-in ones first, each in order of ids. Ids are unique. */
  readonly plugins: readonly InstalledPlugin[];
  readonly reading: LockReading;
  /** About the list itself: damage of the lock file, folders that nobody knows. */
  readonly findings: readonly Finding[];
}

export interface RegistryOptions {
  /** Built-in data paths, one folder per plugin. */
  readonly pluginsDirectory: string;
  /** Absent: only built-in ones, all enabled. */
  readonly layout?: Layout;
  /** For an author's folder whose `main` does not exist. */
  readonly bundle?: BundlePackage;
}

/** The plugins of one workspace, read again whenever something of them changed on disk, whoever changed it. */
export interface Registry {
  snapshot(): Promise<Snapshot>;
  /** A text that differs when something changed. Reads no file's content. */
  stamp(): Promise<string>;
}

const nothing: LockReading = { state: 'missing', lock: { format: 1, revision: 0, plugins: [] }, findings: [] };

export function createRegistry({ pluginsDirectory, layout, bundle }: RegistryOptions): Registry {
  let known: { readonly stamp: string; readonly snapshot: Promise<Snapshot> } | undefined;
  /** Folders that the last reading named, whose files are looked at to see whether they changed. */
  let unpacked: readonly string[] = [];

  async function stamp(): Promise<string> {
    const folders = [pluginsDirectory, ...(layout === undefined ? [] : [layout.plugins])];
    const parts = await Promise.all([
      layout === undefined ? '' : stampOfPackage(layout.pluginsLock),
      ...folders.map(stampOfFolders),
      ...unpacked.map(stampOfPackage),
    ]);
    return [...unpacked, ...parts].join('\n');
  }

  async function read(reading: LockReading): Promise<Snapshot> {
    const builtIn = await readPlugins(pluginsDirectory);
    const ownIds = new Set(builtIn.map((plugin) => plugin.card.id));
    const { plugins: entries } = reading.lock;
    const findings: Finding[] = [...reading.findings];
    const others = new Map<string, InstalledPlugin>();
    for (const entry of entries) {
      // An author's folder hides the installed plugin of the same id as long as it is loaded.
      if (entry.origin === 'installed' && !others.has(entry.id)) others.set(entry.id, await readInstalled(entry));
      if (entry.origin === 'unpacked') others.set(entry.id, await readUnpacked(entry));
    }
    for (const orphan of layout === undefined || reading.state === 'good' ? [] : await foldersBelow(layout.plugins)) {
      const plugin = await readOrphan(join((layout as Layout).plugins, orphan), orphan, reading);
      if (!others.has(plugin.card.id) && !ownIds.has(plugin.card.id)) others.set(plugin.card.id, plugin);
      if (reading.state === 'missing') {
        findings.push({ severity: 'warning', path: (layout as Layout).pluginsLock, message: `The list of installed plugins is missing, but ${orphan} lies in ${(layout as Layout).plugins}.`, hint: 'Restore the list from a copy, or install the plugin again.' });
      }
    }
    const clashing = [...others.values()].map((plugin) => (ownIds.has(plugin.card.id)
      ? unusable({ ...plugin.card, id: `${plugin.card.id}-${plugin.card.origin}` }, plugin.folder, `Its id "${plugin.card.id}" belongs to a path that ships with Doorbell. Remove this one; its author must give it another id.`)
      : plugin));
    const switchedOff = new Set(entries.flatMap((entry) => (entry.origin !== 'removed' && entry.state === 'disabled' ? [`${entry.origin === 'built-in'} ${entry.id}`] : [])));
    const withState = (plugin: InstalledPlugin): InstalledPlugin => (plugin.state === 'enabled' && switchedOff.has(`${plugin.card.origin === 'built-in'} ${plugin.card.id}`) ? disabled(plugin) : plugin);
    return { plugins: [...builtIn, ...clashing.toSorted((left, right) => (left.card.id < right.card.id ? -1 : 1))].map(withState), reading, findings };
  }

  async function readInstalled(entry: LockEntryOf<'installed'>): Promise<InstalledPlugin> {
    const folder = join((layout as Layout).plugins, entry.folder);
    const plugin = await readPackage(readFrom(folder), { folder, id: entry.id, origin: 'installed' });
    const { id, version, sha256 } = plugin.card;
    if (plugin.state !== 'enabled') return { ...plugin, card: { ...plugin.card, id: entry.id, version: version === '' ? entry.version : version } };
    if (id === entry.id && version === entry.version && sha256 === entry.sha256) return plugin;
    return unusable({ ...plugin.card, id: entry.id }, folder, `Its files are not those that were installed: they changed on disk. Remove it and install it again from ${entry.source}.`);
  }

  async function readUnpacked(entry: LockEntryOf<'unpacked'>): Promise<InstalledPlugin> {
    const { folder } = entry;
    const plugin = await readPackage(readFrom(folder), { folder, id: entry.id, origin: 'unpacked', ...(bundle === undefined ? {} : { bundle }) });
    if (plugin.state === 'broken' || plugin.card.id === entry.id) return { ...plugin, card: { ...plugin.card, id: entry.id } };
    return unusable({ ...plugin.card, id: entry.id }, entry.folder, `The folder now has a path called "${plugin.card.id}". Remove this one and load the folder again.`);
  }

  return {
    stamp,
    async snapshot() {
      // Taken before anything is read: what changes meanwhile is seen the next time.
      const before = await stamp();
      if (known?.stamp === before) return known.snapshot;
      const reading = layout === undefined ? nothing : await readLockFile(layout.pluginsLock);
      unpacked = reading.lock.plugins.flatMap((entry) => (entry.origin === 'unpacked' ? [entry.folder] : []));
      const made = { stamp: before, snapshot: read(reading) };
      known = made;
      // What could not be read once may be readable later.
      made.snapshot.catch(() => { if (known === made) known = undefined; });
      return made.snapshot;
    },
  };
}

async function readOrphan(folder: string, name: string, { state }: LockReading): Promise<InstalledPlugin> {
  const plugin = await readPackage(readFrom(folder), { folder, id: name, origin: 'installed' });
  const why = { missing: 'is missing', damaged: 'is damaged', newer: 'was written by a newer version', good: 'does not name it' }[state];
  return unusable(plugin.card.id === '' ? unknownCard(name, 'installed') : plugin.card, folder, `The list of installed plugins ${why}, so nothing says that these are the files that were installed. Install it again, or remove it.`);
}

function disabled(plugin: InstalledPlugin & { readonly state: 'enabled' | 'disabled' }): InstalledPlugin {
  return { ...plugin, state: 'disabled', card: { ...plugin.card, state: 'disabled', reason: 'It was disabled by the user. Enable it to use it.' } };
}

/** Names of the folders in which plugins are, without what is being written. */
export async function foldersBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name).toSorted();
}
