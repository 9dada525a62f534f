import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { emptyMark, type RunMark } from '../../core/contract/index.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { isHash, type Layout } from './layout.ts';

const runMark = z.object({
  starred: z.boolean(),
  tags: z.array(z.string().max(100)).max(100),
  note: z.string().max(100_000),
}) satisfies z.ZodType<RunMark>;

/** Stars, tags and notes of all runs, as files that other processes write too. */
export interface Marks {
  /** Looks at the disk for what changed; answers whether anything did. */
  refresh(): Promise<boolean>;
  of(fingerprint: string): RunMark;
  set(fingerprint: string, mark: RunMark): Promise<void>;
}

/** The marks of a workspace; the first refresh reads them. */
export function createMarks(layout: Layout): Marks {
  const known = new Map<string, { readonly stamp: string; readonly mark: RunMark }>();

  async function readMark(fingerprint: string): Promise<boolean> {
    const path = layout.mark(fingerprint);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return known.delete(fingerprint);
    const stamp = `${String(found.mtimeMs)}/${String(found.size)}`;
    if (known.get(fingerprint)?.stamp === stamp) return false;
    // A damaged mark counts as none; the next change of it writes the file anew.
    const text = await readFile(path, 'utf8').catch(() => '');
    const parsed = runMark.safeParse(parseJson(text));
    known.set(fingerprint, { stamp, mark: parsed.success ? parsed.data : emptyMark });
    return true;
  }

  return {
    async refresh() {
      const names = await readdir(layout.marks).catch(() => []);
      const onDisk = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).filter(isHash);
      const changes = await Promise.all([...new Set([...known.keys(), ...onDisk])].map(readMark));
      return changes.includes(true);
    },
    of: (fingerprint) => known.get(fingerprint)?.mark ?? emptyMark,
    async set(fingerprint, mark) {
      const path = layout.mark(fingerprint);
      const checked = runMark.parse(mark);
      if (!checked.starred && checked.tags.length === 0 && checked.note === '') await rm(path, { force: true });
      else await writeFileAtomic(path, `${JSON.stringify(checked)}\n`);
      await readMark(fingerprint);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Removes the mark of a run that is gone for good. */
export async function removeMark(layout: Layout, fingerprint: string): Promise<void> {
  await rm(layout.mark(fingerprint), { force: true });
}
