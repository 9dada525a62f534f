import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary, RunUse } from '../../core/contract/index.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { isBatchId, type Layout } from './layout.ts';

/** One line of a batch's `uses.ndjson`. */
export interface StoredUse extends RunUse {
  readonly fingerprint: string;
}

/** Keeps what a batch calls runs that belong to other experiments. Written again at the end of the batch, when all runs exist. */
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

/** Other names of runs, by fingerprint. Of one experiment the newest batch counts. */
export interface RunUses {
  /** Reads the batches that are new; answers whether there were uses among them. */
  refresh(): Promise<boolean>;
  of(fingerprint: string): readonly RunUse[];
  add(use: StoredUse): void;
}

/** No uses; the first refresh reads those of the workspace. */
export function createRunUses(layout: Layout): RunUses {
  const uses = new Map<string, Map<string, RunUse>>();
  const finished = new Set<string>();

  function add({ fingerprint, ...use }: StoredUse): void {
    const ofRun = uses.get(fingerprint) ?? new Map<string, RunUse>();
    const before = ofRun.get(use.experiment);
    if (before === undefined || before.batch <= use.batch) ofRun.set(use.experiment, use);
    uses.set(fingerprint, ofRun);
  }

  return {
    add,
    of: (fingerprint) => [...(uses.get(fingerprint)?.values() ?? [])],
    async refresh() {
      let found = false;
      for (const batch of (await readdir(layout.batches)).filter(isBatchId)) {
        if (finished.has(batch)) continue;
        const ended = await stat(join(layout.batch(batch), 'end.json')).then(() => true, () => false);
        for (const use of await readUses(layout, batch)) {
          add(use);
          found = true;
        }
        if (ended) finished.add(batch);
      }
      return found;
    },
  };
}

/** A summary in the words of one experiment: as it is where that is its own, else as the use says. */
export function inWordsOf(summary: RunSummary, experiment: string | undefined, uses: readonly RunUse[]): RunSummary {
  if (experiment === undefined || summary.experiment === experiment) return summary;
  const use = uses.find((candidate) => candidate.experiment === experiment);
  return use === undefined ? summary : { ...summary, experiment: use.experiment, title: use.title, factors: use.factors };
}
