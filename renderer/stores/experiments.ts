import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ExperimentRow } from '../../main/core/contract/index.ts';
import { useConnection } from './connection.ts';
import { problemOf, type Problem } from './problem.ts';

/** The experiments of the workspace and the samples. */
export const useExperiments = defineStore('experiments', () => {
  const connection = useConnection();
  const rows = shallowRef<readonly ExperimentRow[]>([]);
  const loaded = ref(false);
  const problem = ref<Problem>();

  async function load(): Promise<void> {
    try {
      rows.value = await connection.call().experiments.list();
      problem.value = undefined;
      loaded.value = true;
    } catch (error) {
      problem.value = problemOf('The experiments could not be listed', error);
    }
  }

  /** Writes a new document and answers the name it got. */
  async function create(name: string, text: string): Promise<string> {
    const saved = await connection.call().experiments.save(name, text);
    await load();
    return saved;
  }

  async function remove(name: string): Promise<void> {
    await connection.call().experiments.remove(name);
    await load();
  }

  return { rows, loaded, problem, load, create, remove };
});
