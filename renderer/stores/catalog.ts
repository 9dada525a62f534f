import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { compareValues } from '../../main/core/compare/index.ts';
import type { PathCard } from '../../main/core/contract/index.ts';
import { useConnection } from './connection.ts';
import { follow } from './follow.ts';
import { problemOf, type Problem } from './problem.ts';

/** The data paths that can be chosen. */
export const useCatalog = defineStore('catalog', () => {
  const connection = useConnection();
  const cards = shallowRef<readonly PathCard[]>([]);
  const problem = ref<Problem>();
  /** Changes whenever a plugin did. */
  const generation = ref(0);

  async function load(): Promise<void> {
    try {
      const list = await connection.call().catalog.list();
      cards.value = [...list].sort((a, b) => compareValues('path', a.id, b.id));
      problem.value = undefined;
    } catch (error) {
      problem.value = problemOf('The data paths could not be listed', error);
    }
  }

  let watching: AbortController | undefined;

  /** Follows the list; called after every connection. */
  function watchList(): void {
    watching?.abort();
    watching = new AbortController();
    void load();
    void follow((services, signal) => services.catalog.watch(signal), (version) => {
      generation.value = version;
      void load();
    }, watching.signal).catch((error: unknown) => { problem.value = problemOf('The data paths cannot be followed', error); });
  }

  return { cards, problem, generation, load, watchList };
});
