import type { PlannedInput, RunInput, ShownInput, ShownRunInput } from '../contract/index.ts';

function shownRun({ places: _places, program: _program, manager: _manager, jobs, ...rest }: RunInput): ShownRunInput {
  return { ...rest, ...(jobs === undefined ? {} : { jobs: jobs.map(({ id, firstRank, ranks }) => ({ id, firstRank, ranks })) }) };
}

/** What a person looks at of an input: models, settings and seed, without programs and places. */
export function shownInput(input: PlannedInput): ShownInput {
  if (input.kernel === 'campaign') return { ...input, probes: input.probes.map((probe) => ({ input: shownRun(probe.input) })) };
  if (input.kernel === undefined) return shownRun(input);
  const { program: _program, ...rest } = input;
  return rest;
}
