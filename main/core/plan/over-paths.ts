import type { PlannedInput, RunInput } from '../contract/index.ts';

/** The input of a run over data paths. Throws for one under a cost model, which has no paths, places or cluster. */
export function overPaths(input: PlannedInput): RunInput {
  if (input.kernel !== undefined) throw new Error(`The run is under the cost model ${input.kernel}, not over data paths.`);
  return input;
}
