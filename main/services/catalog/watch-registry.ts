import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import type { CancelSignal } from '../../core/contract/index.ts';
import { createLatest } from '../runner/latest.ts';
import type { Registry } from './registry.ts';

/** How often the disk is looked at while somebody watches, ms: what watchers of the system miss, as on network drives. */
const lookMs = 1000;
/** After a first sign of change, until files are likely to be whole, ms. */
const settleMs = 80;

/** Tells of changes of the plugins, whoever made them. */
export interface RegistryWatch {
  /** Looks at once, after a change of one's own. */
  look(): Promise<void>;
  /** A growing number: the latest at once, then at each change. */
  watch(signal?: CancelSignal): AsyncIterable<number>;
  /** Something else than the registry changed, such as what is known of a plugin. */
  changed(): void;
  close(): void;
}

/** Watches while somebody listens. `folders` are where signs of a change may come from. */
export function watchRegistry(registry: Registry, folders: () => Promise<readonly string[]>): RegistryWatch {
  let version = 0;
  let seen: string | undefined;
  let listeners = 0;
  let timer: NodeJS.Timeout | undefined;
  let settling: NodeJS.Timeout | undefined;
  const watchers = new Map<string, FSWatcher>();
  const latest = createLatest(() => version);

  async function look(): Promise<void> {
    // Read once, so that the stamp covers every folder that the list names now.
    await registry.snapshot();
    const now = await registry.stamp();
    if (now === seen) return;
    const isFirst = seen === undefined;
    seen = now;
    if (isFirst) return;
    changed();
  }

  function soon(): void {
    settling ??= setTimeout(() => {
      settling = undefined;
      quietly(look());
    }, settleMs);
  }

  async function followFolders(): Promise<void> {
    const wanted = new Set(listeners === 0 ? [] : await folders());
    for (const [folder, watcher] of watchers) if (!wanted.has(folder)) end(folder, watcher);
    for (const folder of wanted) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { recursive: true, persistent: false }, soon);
        // Too many watches, or a folder that is gone: looking now and then remains.
        watcher.on('error', () => end(folder, watcher));
        watchers.set(folder, watcher);
      } catch {
        // As above.
      }
    }
  }

  function end(folder: string, watcher: FSWatcher): void {
    watcher.close();
    watchers.delete(folder);
  }

  function start(): void {
    listeners += 1;
    if (listeners > 1) return;
    const turn = (): void => quietly(look().then(followFolders));
    timer = setInterval(turn, lookMs);
    timer.unref();
    turn();
  }

  function stop(): void {
    listeners -= 1;
    if (listeners > 0) return;
    close();
  }

  function close(): void {
    clearInterval(timer);
    clearTimeout(settling);
    settling = undefined;
    for (const [folder, watcher] of watchers) end(folder, watcher);
  }

  function changed(): void {
    version += 1;
    latest.changed();
  }

  return {
    look,
    changed,
    async *watch(signal) {
      start();
      try {
        yield* latest.watch(signal);
      } finally {
        stop();
      }
    },
    close() {
      latest.end();
      close();
    },
  };
}

/** A folder that cannot be read now may be readable later. */
function quietly(work: Promise<void>): void {
  work.catch(() => undefined);
}
