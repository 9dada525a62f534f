import type { RunInput } from '../contract/index.ts';

/** Most repetitions of a short job beside a long one: beyond them it is there for a part of the time only, which is taken into account. */
const mostRepeats = 1000;

/** How often jobs beside each other do their programs, so that all of them end at about the same time as the longest. */
export function repeatsBeside(aloneNs: readonly number[]): readonly number[] {
  const longest = Math.max(...aloneNs);
  return aloneNs.map((ns) => (ns > 0 ? Math.max(1, Math.min(mostRepeats, Math.round(longest / ns))) : 1));
}

/** A run of several jobs whose programs are done so often, one after the other without a pause. */
export function repeatJobs(input: RunInput, repeats: readonly number[]): RunInput {
  const { jobs = [], program } = input;
  const ranks = [...program.ranks];
  jobs.forEach(({ firstRank, ranks: count }, job) => {
    if (repeats[job] === 1) return;
    for (let rank = firstRank; rank < firstRank + count; rank++) ranks[rank] = [{ op: 'loop', count: repeats[job], body: ranks[rank] }];
  });
  return { ...input, program: { ...program, ranks } };
}
