import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LoggopsInput } from '../../core/contract/index.ts';
import { putInput } from '../store/objects.ts';
import { openWorkspace } from '../store/workspace.ts';
import { writeRun } from '../store/write-run.ts';
import { sampleOrigin, sampleResult, temporaryFolder } from '../testing/sample-run.ts';
import { show } from './show-task.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => { folder = await temporaryFolder(); });
afterEach(() => folder.remove());

const input: LoggopsInput = {
  format: 1, engine: 1, kernel: 'loggops', loggops: { L: 1, o: 1, g: 1, G: 1, O: 0, S: 1 }, ranks: 2, program: { layer: 'mpi', ranks: [] }, seed: 0, workloadKind: 'test',
};

/** What a screen gets of a made-up run of so many ranks, each of which computes for its number of ns. */
async function shownOf(count: number) {
  const layout = await openWorkspace(folder.path, 0);
  const inputSha256 = await putInput(layout, input, new Map());
  const [rank] = sampleResult(1).ranks;
  if (rank === undefined) throw new Error('The sample has no rank.');
  const ranks = Array.from({ length: count }, (_, at) => ({ ...rank, rank: at, computeNs: at, finishedNs: at }));
  const { fingerprint, resultSha256 } = await writeRun(layout, sampleOrigin(count, { inputSha256 }), { ...sampleResult(1), ranks }, { createdAt: '2026-01-01T00:00:00Z', wallSeconds: 1 }, (error) => { throw error; });
  return { ranks, shown: await show({ workspace: folder.path, fingerprint, resultSha256, inputSha256 }) };
}

test('few ranks are sent one by one', async () => {
  const { ranks, shown } = await shownOf(128);
  expect(shown.result.ranks).toEqual(ranks);
  expect(shown.rankSpread).toBeUndefined();
});

test('what is sent of very many ranks is as much as of some hundred, and says how they differ', async () => {
  const { ranks, shown } = await shownOf(20_000);
  expect(shown.result.ranks.length).toBeLessThanOrEqual(128);
  expect(shown.result.ranks.reduce((sum, { computeNs, ranks: of = 1 }) => sum + computeNs * of, 0)).toBeCloseTo(ranks.reduce((sum, { computeNs }) => sum + computeNs, 0), 3);
  expect(shown.rankSpread).toMatchObject({ ranks: 20_000, parts: [{ label: 'end', leastNs: 0, mostNs: 19_999, mostRank: 19_999 }, { label: 'compute', medianNs: 9999 }] });
  expect(JSON.stringify(shown).length).toBeLessThan(40_000);
});
