import { defineStore } from 'pinia';
import { shallowRef, triggerRef } from 'vue';
import { defaultAxis } from '../../main/core/compare/index.ts';
import { runsOfExperiment } from '../documents/select-runs.ts';
import { useConnection } from './connection.ts';
import { useRuns } from './runs.ts';

interface Answer {
  /** Which runs it was made of. */
  readonly key: string;
  readonly text: string;
  /** The path that is recommended, where paths are what is compared. */
  readonly recommendation?: string | number;
}

/** What is known so far about each experiment, one sentence each. */
export const useAnswers = defineStore('answers', () => {
  const connection = useConnection();
  const runs = useRuns();
  const answers = shallowRef(new Map<string, Answer>());

  /** Asks once per experiment and set of runs. An experiment that cannot be compared stays without an answer. */
  async function ask(experiment: string, changedAt = ''): Promise<void> {
    const all = runsOfExperiment(runs.rows, experiment);
    const key = `${changedAt} ${all.length} ${all.reduce((newest, run) => (run.row.createdAt > newest ? run.row.createdAt : newest), '')}`;
    if (all.length === 0 || answers.value.get(experiment)?.key === key) return;
    try {
      const { text } = await connection.call().experiments.read(experiment);
      const { fingerprints } = await connection.call().experiments.preview(text);
      const exact = fingerprints === undefined ? [] : runsOfExperiment(runs.rows, experiment, fingerprints);
      const own = exact.length > 0 ? exact : all;
      const comparison = await connection.call().compare.compute({ fingerprints: own.map((run) => run.fingerprint), experiment, by: defaultAxis(own.map((run) => ({ ...run.row, factors: run.factors }))) });
      answers.value.set(experiment, { key, text: comparison.answer, ...(comparison.by === 'path' ? { recommendation: comparison.recommendation } : {}) });
      triggerRef(answers);
    } catch {
      // Home shows the experiment without an answer; Compare says what is wrong.
    }
  }

  return { answers, ask };
});
