import type { Finding, RunSummary } from '../../core/contract/index.ts';
import type { Layout } from './layout.ts';
import { readSummary } from './read-run.ts';
import { listReread, listRunIds, listSegments, readSegment } from './segments.ts';

/** Above this many runs in no segment, reading them one by one is slower than it need be. */
export const looseLimit = 1000;

/** All runs of a workspace in memory. Other processes' runs are noticed at each refresh. */
export interface RunIndex {
  /**
   * Looks at the disk for what changed; answers whether anything did. Calls that overlap share one look, but never one
   * that began before the call.
   */
  refresh(): Promise<boolean>;
  /** Summaries by fingerprint, as of the last refresh and addition. */
  readonly summaries: ReadonlyMap<string, RunSummary>;
  /** What could not be read. */
  readonly findings: readonly Finding[];
  /** Runs in no segment. */
  readonly loose: number;
  /** Grows with every change. */
  readonly version: number;
  add(summary: RunSummary): void;
  remove(fingerprint: string): void;
  /** All runs are in segments now. */
  compacted(): void;
  /** Calls back after each change until the answered function is called. */
  onChange(listener: () => void): () => void;
}

/** Files read at once; more only adds memory. */
const parallelReads = 32;

/** An empty index; the first refresh fills it. */
export function createRunIndex(layout: Layout): RunIndex {
  const summaries = new Map<string, RunSummary>();
  /** Damaged runs are reported once and not read again until their folder goes away. */
  const broken = new Map<string, Finding>();
  const seenSegments = new Set<string>();
  const listeners = new Set<() => void>();
  let loose = 0;
  let version = 0;
  let running: Promise<boolean> | undefined;
  let next: Promise<boolean> | undefined;

  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }

  async function readLoose(fingerprints: readonly string[]): Promise<void> {
    const queue = [...fingerprints];
    const read = async (): Promise<void> => {
      for (let fingerprint = queue.pop(); fingerprint !== undefined; fingerprint = queue.pop()) {
        const found = await readSummary(layout.run(fingerprint), fingerprint);
        if (found === undefined) continue;
        if (found.ok) summaries.set(fingerprint, found.summary);
        else broken.set(fingerprint, found.finding);
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallelReads, queue.length) }, read));
  }

  async function look(): Promise<boolean> {
    // Runs that are added while the folder is read must not be taken for removed ones.
    const before = [...summaries.keys()];
    const ids = new Set(await listRunIds(layout));
    let differs = false;
    for (const fingerprint of before) if (!ids.has(fingerprint)) differs = summaries.delete(fingerprint);
    for (const fingerprint of broken.keys()) if (!ids.has(fingerprint)) differs = broken.delete(fingerprint);
    const unknown = [...ids].filter((fingerprint) => !summaries.has(fingerprint) && !broken.has(fingerprint));
    if (unknown.length === 0) return differs;
    const missing = new Set(unknown);
    const reread = await listReread(layout);
    for (const name of await listSegments(layout)) {
      if (seenSegments.has(name)) continue;
      seenSegments.add(name);
      for (const summary of await readSegment(layout, name)) {
        if (!missing.has(summary.fingerprint) || reread.has(summary.fingerprint)) continue;
        missing.delete(summary.fingerprint);
        summaries.set(summary.fingerprint, summary);
      }
    }
    await readLoose([...missing]);
    loose += missing.size;
    return true;
  }

  function start(): Promise<boolean> {
    const own = look().then((differs) => {
      if (differs) changed();
      return differs;
    }).finally(() => {
      if (running === own) running = undefined;
    });
    return own;
  }

  return {
    summaries,
    get findings() {
      return [...broken.values()];
    },
    get loose() {
      return loose;
    },
    get version() {
      return version;
    },
    refresh() {
      if (running === undefined) {
        running = start();
        return running;
      }
      next ??= running.catch(() => false).then(() => {
        next = undefined;
        running = start();
        return running;
      });
      return next;
    },
    add(summary) {
      if (!summaries.has(summary.fingerprint)) loose += 1;
      summaries.set(summary.fingerprint, summary);
      changed();
    },
    remove(fingerprint) {
      if (summaries.delete(fingerprint)) changed();
    },
    compacted() {
      loose = 0;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
