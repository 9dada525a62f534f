import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNameSet, fileNameProblem } from '../archive/file-names.ts';
import { badPackage, packageLimits } from '../archive/limits.ts';
import type { PackageFiles } from '../archive/limits.ts';

/**
 * The files of a package in a folder, without `node_modules`, hidden files and archives. Links are refused: what they
 * lead to may be anything. Rejects with a ServiceError that says what is wrong.
 */
export async function readFolder(folder: string): Promise<PackageFiles> {
  const files = new Map<string, Uint8Array>();
  const names = createNameSet();
  let total = 0;
  const visit = async (below: string): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true });
    for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
      if (entry.name === 'node_modules' || entry.name.startsWith('.') || entry.name.endsWith('.tgz')) continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const problem = fileNameProblem(path);
      if (problem !== undefined) throw badPackage(`The folder has a file whose path ${problem}: ${JSON.stringify(path.slice(0, 80))}. Rename it.`);
      if (entry.isDirectory()) {
        await visit(path);
        continue;
      }
      if (!entry.isFile()) throw badPackage(`${path} is no ordinary file. Put a copy in the place of a link.`);
      const clash = names.add(path);
      if (clash !== undefined) throw badPackage(`The folder cannot be copied everywhere: ${clash}.`);
      total += (await lstat(join(folder, path))).size;
      if (files.size >= packageLimits.files) throw badPackage(`The folder has more than ${String(packageLimits.files)} files. Name the folder of one plugin.`);
      if (total > packageLimits.unpackedBytes) throw badPackage(`The files have more than ${String(packageLimits.unpackedBytes)} bytes. Name the folder of one plugin.`);
      files.set(path, await readFile(join(folder, path)));
    }
  };
  await visit('');
  return new Map([...files].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
