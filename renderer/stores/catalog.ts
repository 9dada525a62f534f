import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { PathCard } from '../../main/core/contract/index.ts';
import { useConnection } from './connection.ts';
import { problemOf, type Problem } from './problem.ts';

/** The data paths that can be chosen. */
export const useCatalog = defineStore('catalog', () => {
  const connection = useConnection();
  const cards = shallowRef<readonly PathCard[]>([]);
  const problem = ref<Problem>();

  async function load(): Promise<void> {
    try {
      cards.value = await connection.call().catalog.list();
      problem.value = undefined;
    } catch (error) {
      problem.value = problemOf('The data paths could not be listed', error);
    }
  }

  return { cards, problem, load };
});
