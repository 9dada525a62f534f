import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary, Services } from '../core/contract/index.ts';
import { ServiceError } from '../core/contract/service-error.ts';
import { minimumMs } from './runner/latest.ts';
import { runTask, type WorkerPool } from './runner/worker-pool.ts';
import { readInput } from './store/objects.ts';
import { readResult, readSummary } from './store/read-run.ts';
import type { Store } from './store/store.ts';
import { show } from './tasks/show-task.ts';
import { toAbortSignal } from './to-abort-signal.ts';

/** How often the disk is looked at for runs of other processes while somebody watches, ms. */
const lookMs = 2000;

/** Bytes of a result above which a worker reads it: longer would be felt in other windows. */
const largestReadHere = 1024 * 1024;

/** The run list: reading, marking, trash. */
export function createRunsService(store: Store, tasks: WorkerPool): Services['runs'] {
  /** Overlapping watchers share one timer. */
  let watchers = 0;
  let timer: NodeJS.Timeout | undefined;

  function startLooking(): void {
    watchers += 1;
    timer ??= setInterval(() => void store.refresh().catch(() => undefined), lookMs);
    timer.unref();
  }

  function stopLooking(): void {
    watchers -= 1;
    if (watchers > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  async function summaryOf(fingerprint: string): Promise<RunSummary> {
    const read = await readSummary(store.layout.run(fingerprint), fingerprint);
    if (read === undefined) throw new ServiceError('NotFound', `The run ${fingerprint.slice(0, 12)} is not in this workspace. It may be in the trash; run its experiment again to get it back.`);
    if (!read.ok) throw new ServiceError('Damaged', `${read.finding.message} ${read.finding.hint ?? ''}`, [read.finding]);
    return read.summary;
  }

  return {
    async list() {
      await store.refresh();
      return store.rows();
    },
    async *watch(signal) {
      let wake = (): void => undefined;
      const stop = (): void => wake();
      const forget = store.onChange(() => wake());
      signal?.addEventListener('abort', stop);
      startLooking();
      try {
        for (let seen = -1; signal?.aborted !== true;) {
          if (seen !== store.version) {
            seen = store.version;
            yield seen;
            await new Promise<void>((resolve) => setTimeout(resolve, minimumMs));
          } else await new Promise<void>((resolve) => { wake = resolve; });
        }
      } finally {
        stopLooking();
        forget();
        signal?.removeEventListener('abort', stop);
      }
    },
    async read(fingerprint) {
      const summary = await summaryOf(fingerprint);
      const [result, input] = await Promise.all([readResult(store.layout, fingerprint, summary.resultSha256), readInput(store.layout, summary.inputSha256)]);
      return { row: store.row(summary), result, input };
    },
    async show(fingerprint, signal) {
      const summary = await summaryOf(fingerprint);
      const { resultSha256, inputSha256 } = summary;
      const asked = { workspace: store.layout.root, fingerprint, resultSha256, inputSha256 };
      // What is read in a moment need not wait for a plan that is being made.
      const bytes = await stat(join(store.layout.run(fingerprint), 'result.json')).then(({ size }) => size, () => 0);
      const shown = bytes < largestReadHere ? await show(asked) : await runTask(tasks, 'show', asked, toAbortSignal(signal));
      return { row: store.row(summary), ...shown };
    },
    mark: (fingerprint, mark) => store.mark(fingerprint, mark),
    trash: (fingerprints) => store.trash(fingerprints),
    listTrash: () => store.trashed(),
    restore: (fingerprints) => store.restore(fingerprints),
    async emptyTrash() {
      return { bytesFreed: await store.emptyTrash() };
    },
  };
}
