import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Path (with `/`, from the project's root) → text. */
export type SourceTree = ReadonlyMap<string, string>;

const folders = ['sdk', 'plugins', 'main', 'renderer', 'e2e', 'bench', 'tools'];
const skipped = new Set(['node_modules', 'out', 'results', 'test-results']);
const sources = /\.(ts|mts|cts|mjs|cjs|js|vue|css)$/;

/** Reads every source file below the project's folders. */
export async function readSourceTree(root: string): Promise<SourceTree> {
  const paths: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !skipped.has(entry.name)) await visit(path);
      else if (entry.isFile() && sources.test(entry.name)) paths.push(path);
    }
  };
  for (const folder of folders) await visit(folder);
  const texts = await Promise.all(paths.sort().map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const));
  return new Map(texts);
}
