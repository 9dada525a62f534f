import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { ServiceError } from '../../../core/contract/service-error.ts';
import { isMissing } from '../../store/atomic-write.ts';
import { badPackage, packageLimits } from '../archive/limits.ts';
import { integrityOf, readArchive } from '../archive/read-archive.ts';
import { readMap } from '../read-map.ts';
import { hasImports, hasSource, messageOf } from '../read-package.ts';
import type { BundlePackage } from '../read-package.ts';
import type { FetchedPackage } from './fetched-package.ts';
import { readFolder } from './read-folder.ts';

/** Reads a `.tgz` or the folder of a package on this machine. A folder whose module is no bundle is bundled, where the host can. */
export async function fromPath(path: string, bundle: BundlePackage | undefined): Promise<FetchedPackage> {
  if (!isAbsolute(path)) throw new ServiceError('BadInput', `"${path}" is no absolute path. Write the whole path of the .tgz or folder.`);
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await fromFolder(path, bundle);
    if (!found.isFile()) throw badPackage(`${path} is neither a file nor a folder.`);
    if (found.size > packageLimits.packedBytes) throw badPackage(`${path} has ${String(found.size)} bytes; a plugin has at most ${String(packageLimits.packedBytes)}.`);
    const bytes = await readFile(path);
    return { files: await readArchive(bytes), source: path, packedBytes: bytes.length, integrity: integrityOf(bytes) };
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    if (isMissing(error)) throw new ServiceError('NotFound', `There is no ${path} on the machine that Doorbell runs on. Check the path.`);
    throw new ServiceError('BadInput', `${path} cannot be read: ${messageOf(error)}.`);
  }
}

async function fromFolder(folder: string, bundle: BundlePackage | undefined): Promise<FetchedPackage> {
  const files = await readFolder(folder);
  const fetched: FetchedPackage = { files, source: folder, packedBytes: 0 };
  if (bundle === undefined) return fetched;
  const main = mainOf(files);
  const code = main === undefined ? undefined : files.get(main);
  const isBundled = code !== undefined && !hasImports(Buffer.from(code).toString('utf8'));
  if (main === undefined || (isBundled && !(await hasSource(readMap(files), main)))) return fetched;
  try {
    return { ...fetched, files: new Map([...files, [main, Buffer.from(await bundle(folder))]]) };
  } catch (error) {
    throw badPackage(`The sources in ${folder} cannot be bundled: ${messageOf(error)}`);
  }
}

/** The module that a package names, if it can be read at all. */
function mainOf(files: FetchedPackage['files']): string | undefined {
  try {
    const parsed = JSON.parse(Buffer.from(files.get('package.json') ?? []).toString('utf8')) as { readonly doorbell?: { readonly main?: unknown } };
    const main = parsed.doorbell?.main;
    return typeof main === 'string' ? main : undefined;
  } catch {
    return undefined;
  }
}
