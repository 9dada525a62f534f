import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary, RunUse } from '../../core/contract/index.ts';
import { canonicalJson } from '../../core/plan/index.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { isBatchId, type Layout } from './layout.ts';

/** One line of a batch's `uses.ndjson`. */
export interface StoredUse extends RunUse {
  readonly fingerprint: string;
}

/** A point of a plan: what it calls the run. */
interface Point {
  readonly fingerprint: string;
  readonly factors: RunSummary['factors'];
}

/**
 * The words of a plan for those runs that are recorded in other words: simulated for another experiment, before an axis
 * was added, or once for several points of this plan. Such runs get a line for each of their points.
 */
export function usesOfPlan(
  experiment: { readonly name: string; readonly title: string },
  batch: string,
  points: readonly Point[],
  summaries: ReadonlyMap<string, RunSummary>,
): readonly StoredUse[] {
  const renamed = new Set<string>();
  for (const { fingerprint, factors } of points) {
    const summary = summaries.get(fingerprint);
    if (summary !== undefined && (summary.experiment !== experiment.name || canonicalJson(summary.factors) !== canonicalJson(factors))) renamed.add(fingerprint);
  }
  return points.filter(({ fingerprint }) => renamed.has(fingerprint)).map(({ fingerprint, factors }) => ({ fingerprint, experiment: experiment.name, title: experiment.title, factors, batch }));
}

/** Keeps the uses of a batch. Written again at its end, when all runs exist. */
export async function writeUses(layout: Layout, batch: string, uses: readonly StoredUse[]): Promise<void> {
  if (uses.length === 0) return;
  await writeFileAtomic(join(layout.batch(batch), 'uses.ndjson'), `${uses.map((use) => JSON.stringify(use)).join('\n')}\n`);
}

async function readUses(layout: Layout, batch: string): Promise<readonly StoredUse[]> {
  const text = await readFile(join(layout.batch(batch), 'uses.ndjson'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as StoredUse];
    } catch {
      return [];
    }
  });
}

/** Other words for runs, by fingerprint. Of one experiment the newest batch counts. */
export interface RunUses {
  /** Reads the batches that are new; answers whether there were uses among them. */
  refresh(): Promise<boolean>;
  of(fingerprint: string): readonly RunUse[];
  /** Takes over all uses of one batch. */
  add(uses: readonly StoredUse[]): void;
}

/** No uses; the first refresh reads those of the workspace. */
export function createRunUses(layout: Layout): RunUses {
  const known = new Map<string, readonly RunUse[]>();
  const finished = new Set<string>();

  function addRun(fingerprint: string, fresh: readonly RunUse[]): void {
    const before = known.get(fingerprint) ?? [];
    const { experiment, batch } = fresh[0] ?? { experiment: '', batch: '' };
    const same = before.filter((use) => use.experiment === experiment);
    if (same.some((use) => use.batch > batch)) return;
    known.set(fingerprint, [...before.filter((use) => use.experiment !== experiment), ...fresh]);
  }

  function add(uses: readonly StoredUse[]): void {
    const byRun = new Map<string, RunUse[]>();
    for (const { fingerprint, ...use } of uses) {
      const ofRun = byRun.get(fingerprint);
      if (ofRun === undefined) byRun.set(fingerprint, [use]);
      else ofRun.push(use);
    }
    for (const [fingerprint, ofRun] of byRun) addRun(fingerprint, ofRun);
  }

  return {
    add,
    of: (fingerprint) => known.get(fingerprint) ?? [],
    async refresh() {
      let found = false;
      for (const batch of (await readdir(layout.batches)).filter(isBatchId).sort()) {
        if (finished.has(batch)) continue;
        const ended = await stat(join(layout.batch(batch), 'end.json')).then(() => true, () => false);
        if (!ended) continue;
        const uses = await readUses(layout, batch);
        add(uses);
        found ||= uses.length > 0;
        finished.add(batch);
      }
      return found;
    },
  };
}

/** A run in the words of one experiment, once for each of its points; as it is recorded where that experiment has no other words. */
export function inWordsOf(summary: RunSummary, experiment: string, uses: readonly RunUse[]): readonly RunSummary[] {
  const own = uses.filter((use) => use.experiment === experiment);
  if (own.length === 0) return [summary];
  return own.map(({ title, factors }) => ({ ...summary, experiment, title, factors }));
}
