import { defineStore } from 'pinia';
import { computed, shallowRef, triggerRef } from 'vue';
import type { BatchProgress } from '../../main/core/contract/index.ts';
import { useConnection } from './connection.ts';
import { follow } from './follow.ts';
import { problemOf } from './problem.ts';
import { useToasts } from './toasts.ts';

const ended = (progress: BatchProgress): boolean => ['done', 'cancelled', 'failed'].includes(progress.state);

/** Batches: the one that runs, those before it, and how far each is. */
export const useBatches = defineStore('batches', () => {
  const connection = useConnection();
  const toasts = useToasts();
  const known = shallowRef(new Map<string, BatchProgress>());
  const followed = new Set<string>();

  const all = computed(() => [...known.value.values()]);
  const active = computed(() => all.value.filter((batch) => !ended(batch)));
  const last = computed(() => all.value.filter(ended).at(-1));

  function keep(progress: BatchProgress): void {
    const before = known.value.get(progress.batch);
    known.value.set(progress.batch, progress);
    triggerRef(known);
    if (before !== undefined && !ended(before) && ended(progress)) announce(progress);
  }

  function announce(progress: BatchProgress): void {
    const made = progress.done + progress.reused;
    if (progress.state === 'done') {
      toasts.show({
        tone: 'note', text: `${progress.experiment}: ${made} of ${progress.total} runs are ready`,
        detail: progress.reused > 0 ? `${progress.reused} were known already` : undefined,
        action: { title: 'Compare', run: () => { location.hash = `#/compare/${encodeURIComponent(progress.experiment)}`; } },
      });
    } else if (progress.state === 'cancelled') {
      toasts.show({ tone: 'note', text: `${progress.experiment}: cancelled`, detail: `${made} finished runs are kept` });
    } else {
      const [first] = progress.failures;
      const [finding] = progress.findings ?? [];
      toasts.show({ tone: 'problem', text: progress.total === 0 ? `${progress.experiment} could not be planned` : `${progress.experiment}: ${progress.failed} of ${progress.total} runs failed`,
        detail: first?.failure === undefined ? finding?.message : `${first.failure.message} ${first.failure.hint}` });
    }
  }

  function watchBatch(batch: string): void {
    if (followed.has(batch)) return;
    followed.add(batch);
    void follow((services, signal) => services.batches.watch(batch, signal), keep, new AbortController().signal)
      .catch((error: unknown) => toasts.show({ tone: 'problem', text: 'The progress of the batch cannot be followed', detail: problemOf('', error).why }))
      .finally(() => followed.delete(batch));
  }

  /** Reads the list and follows what still runs; called after every connection. */
  async function load(): Promise<void> {
    let list: readonly BatchProgress[];
    try {
      list = await connection.call().batches.list();
    } catch (error) {
      // A connection that broke meanwhile has its banner.
      if (connection.status === 'open') toasts.show({ tone: 'problem', text: 'The batches could not be listed', detail: problemOf('', error).why });
      return;
    }
    // The list comes newest first; here the newest is last, as later ones are added.
    known.value = new Map([...list].reverse().map((progress) => [progress.batch, progress]));
    followed.clear();
    for (const progress of list) if (!ended(progress)) watchBatch(progress.batch);
  }

  /** Starts what the text describes and follows it. */
  async function start(text: string): Promise<string> {
    const batch = await connection.call().batches.start(text);
    watchBatch(batch);
    return batch;
  }

  async function cancel(batch: string): Promise<void> {
    await connection.call().batches.cancel(batch);
  }

  return { all, active, last, load, start, cancel };
});
