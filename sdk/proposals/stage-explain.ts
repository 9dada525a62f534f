import { placedStages } from '../check/visit.ts';
import type { Proposal } from './proposal.ts';

/**
 * `explain` of a stage. Unstable, because one text for all configurations may not do: it may become a list with a source for
 * each sentence.
 */
export const stageExplain: Proposal = {
  name: 'stage-explain',
  version: 1,
  summary: 'A stage says in its own words what happens there: the field explain, shown beside its title.',
  uses: (model) => placedStages(model).flatMap(({ stage, path }) => (stage.explain === undefined ? [] : [`${path}.explain`])),
};
