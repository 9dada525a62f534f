import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult } from '../../core/contract/index.ts';
import { isMissing } from './atomic-write.ts';
import type { Layout } from './layout.ts';
import { hashText } from './objects.ts';
import { parseSummary, type ReadSummary } from './run-summary.ts';

/** Reads the summary of the run in `folder`; undefined where there is no such run. */
export async function readSummary(folder: string, fingerprint: string): Promise<ReadSummary | undefined> {
  const path = join(folder, 'run.json');
  try {
    return parseSummary(await readFile(path, 'utf8'), fingerprint, path);
  } catch (error) {
    if (isMissing(error)) {
      // The folder itself may be gone (trashed by somebody), or only this file of it (damaged).
      const damaged = await readFile(join(folder, 'result.json')).then(() => true, () => false);
      if (!damaged) return undefined;
    }
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, finding: { severity: 'warning', path, message: `The summary of a run cannot be read: ${message}.`, hint: 'Delete the folder of this run and run its experiment again; the result will be the same.' } };
  }
}

/** Reads a result and checks it against the hash in its summary. Rejects when missing, damaged or of a newer format. */
export async function readResult(layout: Layout, fingerprint: string, resultSha256: string): Promise<RunResult> {
  const path = join(layout.run(fingerprint), 'result.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Error(`The run ${fingerprint} is not in this workspace. It may have been put into the trash.`, { cause: error });
  }
  if (hashText(text) !== resultSha256) throw new Error(`${path} is damaged: it does not match the hash in run.json. Delete the folder of this run and run its experiment again.`);
  const result = JSON.parse(text) as RunResult;
  if (result.format !== 1) throw new Error(`${path} has format ${String(result.format)}, this version of Doorbell reads format 1. Update Doorbell.`);
  return result;
}
