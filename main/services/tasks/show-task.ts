import { mostRankBars, resourceSums, shownRanks, spreadOfRanks } from '../../core/charts/index.ts';
import { shownInput } from '../../core/plan/index.ts';
import { layoutOf } from '../store/layout.ts';
import { readInput } from '../store/objects.ts';
import { readResult } from '../store/read-run.ts';
import type { WorkerTasks } from '../worker-protocol.ts';

/** Reads a run and sums up what grows with the cluster: of 65,536 ranks the files have 70 MB. */
export async function show({ workspace, fingerprint, resultSha256, inputSha256 }: WorkerTasks['show']['argument']): Promise<WorkerTasks['show']['answer']> {
  const layout = layoutOf(workspace);
  const [{ resources, ranks, ...result }, input] = await Promise.all([readResult(layout, fingerprint, resultSha256), readInput(layout, inputSha256)]);
  const borders = input.kernel === undefined ? (input.jobs ?? []).map(({ firstRank }) => firstRank) : [];
  const many = ranks.length > mostRankBars;
  return {
    result: { ...result, ranks: many ? shownRanks(ranks, borders) : ranks }, resources: resourceSums(resources), input: shownInput(input),
    ...(many ? { rankSpread: spreadOfRanks(ranks) } : {}),
  };
}
