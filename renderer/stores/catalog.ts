import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { compareValues } from '../../main/core/compare/index.ts';
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
      const list = await connection.call().catalog.list();
      cards.value = [...list].sort((a, b) => compareValues('path', a.id, b.id));
      problem.value = undefined;
    } catch (error) {
      problem.value = problemOf('The data paths could not be listed', error);
    }
  }

  return { cards, problem, load };
});
