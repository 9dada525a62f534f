import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { RunMark, RunRow } from '../../main/core/contract/index.ts';
import { plural } from '../documents/words.ts';
import { useConnection } from './connection.ts';
import { follow } from './follow.ts';
import { problemOf, type Problem } from './problem.ts';
import { useToasts } from './toasts.ts';

/** Every run of the workspace, kept fresh while runs arrive. */
export const useRuns = defineStore('runs', () => {
  const connection = useConnection();
  const toasts = useToasts();
  const rows = shallowRef<readonly RunRow[]>([]);
  const trashed = shallowRef<readonly RunRow[]>([]);
  const loaded = ref(false);
  const problem = ref<Problem>();
  const byFingerprint = computed(() => new Map(rows.value.map((row) => [row.fingerprint, row])));
  let reading = false;
  let readAgain = false;
  let watching: AbortController | undefined;

  /** Reads the list; while a read is under way later wishes become one more read after it. */
  async function load(): Promise<void> {
    if (reading) {
      readAgain = true;
      return;
    }
    reading = true;
    const begun = performance.now();
    try {
      rows.value = await connection.call().runs.list();
      loaded.value = true;
      problem.value = undefined;
    } catch (error) {
      problem.value = problemOf('The runs could not be listed', error);
    } finally {
      reading = false;
    }
    if (!readAgain) return;
    readAgain = false;
    // A long list is read less often, so that reading never takes more than a fifth of the time.
    setTimeout(() => void load(), Math.max(250, (performance.now() - begun) * 4));
  }

  /** Follows the list; called after every connection. */
  function watchList(): void {
    watching?.abort();
    watching = new AbortController();
    void load();
    void follow((services, signal) => services.runs.watch(signal), () => void load(), watching.signal)
      .catch((error: unknown) => { problem.value = problemOf('The list of runs cannot be followed', error); });
  }

  async function setMark(fingerprint: string, mark: RunMark): Promise<void> {
    const before = rows.value;
    rows.value = before.map((row) => (row.fingerprint === fingerprint ? { ...row, mark } : row));
    try {
      await connection.call().runs.mark(fingerprint, mark);
    } catch (error) {
      rows.value = before;
      toasts.show({ tone: 'problem', text: 'The mark was not kept', detail: problemOf('', error).why });
    }
  }

  async function restore(fingerprints: readonly string[]): Promise<void> {
    try {
      await connection.call().runs.restore(fingerprints);
      await Promise.all([load(), loadTrash()]);
    } catch (error) {
      toasts.show({ tone: 'problem', text: 'The runs were not restored', detail: problemOf('', error).why });
    }
  }

  /** Moves runs to the trash at once and offers to undo it. */
  async function trash(fingerprints: readonly string[]): Promise<void> {
    const gone = new Set(fingerprints);
    const before = rows.value;
    rows.value = before.filter((row) => !gone.has(row.fingerprint));
    try {
      await connection.call().runs.trash(fingerprints);
      // Somebody may be looking at the trash already: the rows left at once, the files only now.
      await loadTrash();
      toasts.show({ tone: 'note', text: `${plural(gone.size, 'run')} moved to the trash`, action: { title: 'Undo', run: () => void restore(fingerprints) } });
    } catch (error) {
      rows.value = before;
      toasts.show({ tone: 'problem', text: 'The runs were not moved to the trash', detail: problemOf('', error).why });
    }
  }

  let trashListings = 0;

  async function loadTrash(): Promise<void> {
    trashListings += 1;
    const listing = trashListings;
    try {
      const found = await connection.call().runs.listTrash();
      if (listing === trashListings) trashed.value = found;
    } catch (error) {
      problem.value = problemOf('The trash could not be listed', error);
    }
  }

  /** Deletes what is in the trash for good; answers the bytes freed. */
  async function emptyTrash(): Promise<number> {
    const { bytesFreed } = await connection.call().runs.emptyTrash();
    trashed.value = [];
    return bytesFreed;
  }

  return { rows, trashed, loaded, problem, byFingerprint, load, watchList, setMark, trash, restore, loadTrash, emptyTrash };
});
