import type { RunMark, RunRow, RunSummary } from '../../core/contract/index.ts';
import type { Layout } from './layout.ts';
import { createMarks, type Marks } from './marks.ts';
import { createRunIndex, type RunIndex } from './run-index.ts';
import { emptyTrash, listTrashed, restoreRun, trashRun } from './trash.ts';
import { createRunUses, inWordsOf, type RunUses } from './uses.ts';

/** The runs of a workspace with all that belongs to them. */
export interface Store {
  readonly layout: Layout;
  readonly index: RunIndex;
  readonly uses: RunUses;
  /** Looks at the disk for what other processes did; answers whether anything changed. */
  refresh(): Promise<boolean>;
  /** Newest first, as of the last refresh. */
  rows(): readonly RunRow[];
  row(summary: RunSummary): RunRow;
  mark(fingerprint: string, mark: RunMark): Promise<void>;
  trash(fingerprints: readonly string[]): Promise<void>;
  trashed(): Promise<readonly RunRow[]>;
  restore(fingerprints: readonly string[]): Promise<void>;
  /** Bytes freed. */
  emptyTrash(): Promise<number>;
  /** Grows with every change of what {@link Store.rows} answers. */
  readonly version: number;
  onChange(listener: () => void): () => void;
}

function byAge(left: RunSummary, right: RunSummary): number {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1;
  return left.fingerprint < right.fingerprint ? -1 : 1;
}

/** The store of an open workspace, not read yet: refresh it first. */
export function createStore(layout: Layout): Store {
  const index = createRunIndex(layout);
  const uses = createRunUses(layout);
  const marks: Marks = createMarks(layout);
  const listeners = new Set<() => void>();
  let version = 0;

  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }
  index.onChange(changed);

  function row(summary: RunSummary): RunRow {
    const words = uses.of(summary.fingerprint);
    const also = words.filter(({ experiment }) => experiment !== summary.experiment);
    const [own = summary] = inWordsOf(summary, summary.experiment, words);
    return { ...own, mark: marks.of(summary.fingerprint), ...(also.length === 0 ? {} : { also }) };
  }

  return {
    layout, index, uses, row,
    async refresh() {
      const [runs, marked, used] = await Promise.all([index.refresh(), marks.refresh(), uses.refresh()]);
      // The index speaks for itself.
      if (marked || used) changed();
      return runs || marked || used;
    },
    rows: () => [...index.summaries.values()].sort(byAge).map(row),
    async mark(fingerprint, mark) {
      await marks.set(fingerprint, mark);
      changed();
    },
    async trash(fingerprints) {
      for (const fingerprint of fingerprints) {
        await trashRun(layout, fingerprint);
        index.remove(fingerprint);
      }
    },
    trashed: async () => [...(await listTrashed(layout))].sort(byAge).map(row),
    async restore(fingerprints) {
      for (const fingerprint of fingerprints) await restoreRun(layout, fingerprint);
      await index.refresh();
    },
    emptyTrash: async () => {
      const bytes = await emptyTrash(layout);
      await marks.refresh();
      return bytes;
    },
    get version() {
      return version;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
