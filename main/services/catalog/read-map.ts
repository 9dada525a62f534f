import type { PackageFiles } from './archive/limits.ts';
import type { ReadPackageFile } from './read-package.ts';

/** Reads the files of a package in memory. */
export function readMap(files: PackageFiles): ReadPackageFile {
  return (path, most) => {
    const bytes = files.get(path);
    if (bytes !== undefined && bytes.length > most) return Promise.reject(new Error(`${path} has ${String(bytes.length)} bytes; at most ${String(most)} are read.`));
    return Promise.resolve(bytes);
  };
}
