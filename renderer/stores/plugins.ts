import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { packageNamePattern, type PluginDetail, type PluginReview, type PluginSource, type Services } from '../../main/core/contract/index.ts';
import { sendPieces } from '../documents/send-pieces.ts';
import { useCatalog } from './catalog.ts';
import { useConnection } from './connection.ts';
import { isCancelled, problemOf, type Problem } from './problem.ts';
import { useToasts } from './toasts.ts';

/** What is being fetched for a review: a name for people, and the part of an upload that is there, 0 to 1. */
export interface Fetching {
  readonly what: string;
  readonly part?: number;
}

/** One plugin looked at, and one on its way in. */
export const usePlugins = defineStore('plugins', () => {
  const connection = useConnection();
  const catalog = useCatalog();
  const toasts = useToasts();
  const detail = shallowRef<PluginDetail>();
  const detailProblem = ref<Problem>();
  const review = shallowRef<PluginReview>();
  const fetching = ref<Fetching>();
  const reviewProblem = ref<Problem>();
  let wanted: string | undefined;
  let running: AbortController | undefined;

  /** Reads one plugin; what was read of another meanwhile is dropped. */
  async function open(id: string | undefined): Promise<void> {
    if (wanted !== id) detail.value = undefined;
    wanted = id;
    detailProblem.value = undefined;
    if (id === undefined) return;
    const kernel = catalog.cards.find((card) => card.id === id && card.kernel === true);
    if (kernel !== undefined) {
      detail.value = { card: kernel, readme: '', findings: [], files: [], measurements: [] };
      return;
    }
    try {
      const found = await connection.call().catalog.detail(id);
      if (wanted === id) detail.value = found;
    } catch (error) {
      if (wanted !== id) return;
      detail.value = undefined;
      detailProblem.value = problemOf(`"${id}" cannot be shown`, error);
    }
  }

  /** Does what changes a plugin, then reads the list anew. */
  async function act(failed: string, change: (services: Services) => Promise<unknown>): Promise<boolean> {
    try {
      await change(connection.call());
      await catalog.load();
      return true;
    } catch (error) {
      const { why, next } = problemOf('', error);
      toasts.show({ tone: 'problem', text: failed, detail: [why, next ?? ''].join(' ').trim() });
      return false;
    }
  }

  async function enable(id: string): Promise<void> {
    await act(`${id} was not enabled`, (services) => services.catalog.enable(id));
  }

  async function disable(id: string): Promise<void> {
    if (!await act(`${id} was not disabled`, (services) => services.catalog.disable(id))) return;
    toasts.show({ tone: 'note', text: `${id} is disabled; no new run can use it`, action: { title: 'Undo', run: () => void enable(id) } });
  }

  /** Answers whether it is gone. */
  async function remove(id: string): Promise<boolean> {
    const gone = await act(`${id} was not removed`, (services) => services.catalog.remove(id));
    if (gone) toasts.show({ tone: 'note', text: `${id} was removed; its runs stay` });
    return gone;
  }

  async function loadUnpacked(folder: string): Promise<string | undefined> {
    reviewProblem.value = undefined;
    try {
      const id = await connection.call().catalog.loadUnpacked(folder);
      await catalog.load();
      return id;
    } catch (error) {
      // Said where the folder is named, so that it can be mended there.
      reviewProblem.value = problemOf(`${folder} cannot be loaded`, error);
      return undefined;
    }
  }

  /** Fetches a plugin and looks at it; `upload` sends the file first where there is one. */
  async function look(what: string, sourceOf: (services: Services, signal: AbortSignal) => Promise<PluginSource | undefined>): Promise<void> {
    running?.abort();
    const own = new AbortController();
    running = own;
    reviewProblem.value = undefined;
    fetching.value = { what };
    try {
      const services = connection.call();
      const source = await sourceOf(services, own.signal);
      if (source === undefined || own.signal.aborted) return;
      fetching.value = { what };
      const made = await services.catalog.review(source, own.signal);
      if (own.signal.aborted) await services.catalog.discard(made.token);
      else review.value = made;
    } catch (error) {
      if (!isCancelled(error) && !own.signal.aborted) reviewProblem.value = problemOf(`${what} cannot be installed`, error);
    } finally {
      if (running === own) fetching.value = undefined;
    }
  }

  async function lookAtFile(file: File): Promise<void> {
    await look(file.name, async (services, signal) => {
      const upload = await services.catalog.begin();
      const whole = await sendPieces((offset, piece) => services.catalog.append(upload, offset, piece), file, (part) => {
        if (!signal.aborted) fetching.value = { what: file.name, part };
        return !signal.aborted;
      });
      return whole ? { kind: 'upload', upload, fileName: file.name } : undefined;
    });
  }

  async function lookAt(source: Extract<PluginSource, { readonly kind: 'path' | 'npm' }>): Promise<void> {
    if (source.kind === 'npm' && !packageNamePattern.test(source.name)) {
      reviewProblem.value = { what: `“${source.name}” is not the name of an npm package`, why: 'Names are lower-case, such as doorbell-path-example, @lab/path-example or doorbell-path-example@1.2.0.', next: 'Correct the name, or choose File for an archive.' };
      return;
    }
    await look(source.kind === 'path' ? source.path : source.name, () => Promise.resolve(source));
  }

  function cancel(): void {
    running?.abort();
    fetching.value = undefined;
    reviewProblem.value = undefined;
  }

  /** Installs what was reviewed; answers its id, or undefined when it failed. */
  async function install(): Promise<string | undefined> {
    const { value } = review;
    if (value === undefined) return undefined;
    let id: string | undefined;
    const done = await act(`${value.card.title} was not installed`, async (services) => { id = await services.catalog.install(value.token); });
    if (!done) return undefined;
    review.value = undefined;
    toasts.show({ tone: 'note', text: `${value.card.title} ${value.card.version} is installed; it can be chosen in Design` });
    return id;
  }

  async function discard(): Promise<void> {
    const { value } = review;
    review.value = undefined;
    reviewProblem.value = undefined;
    // Forgotten anyway when the lab ends.
    if (value !== undefined) await connection.call().catalog.discard(value.token).catch(() => undefined);
  }

  return { detail, detailProblem, review, fetching, reviewProblem, open, enable, disable, remove, loadUnpacked, lookAtFile, lookAt, cancel, install, discard };
});
