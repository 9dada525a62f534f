import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { badPackage, packageLimits } from './limits.ts';
import type { PackageFiles } from './limits.ts';
import { readTar } from './read-tar.ts';

const inflate = promisify(gunzip);

/** Headers and padding of the largest package that is taken. */
const overheadBytes = 4 * 1024 * 1024;

/** `sha512-…` of some bytes, as npm writes it. */
export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/**
 * The files of a `.tgz` as npm makes them. Inflating stops as soon as more comes out than a package may have. Rejects with
 * a ServiceError that says what is wrong.
 */
export async function readArchive(bytes: Uint8Array): Promise<PackageFiles> {
  if (bytes.length > packageLimits.packedBytes) throw badPackage(`The archive has ${String(bytes.length)} bytes; a plugin has at most ${String(packageLimits.packedBytes)}.`);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw badPackage('This is no .tgz archive: it does not begin as gzip does. Pack the plugin with "doorbell plugin pack" or "npm pack".');
  let tar: Uint8Array;
  try {
    tar = await inflate(bytes, { maxOutputLength: packageLimits.unpackedBytes + overheadBytes });
  } catch (error) {
    if (error instanceof RangeError) throw badPackage(`The archive unpacks to more than ${String(packageLimits.unpackedBytes)} bytes, more than any path needs.`);
    throw badPackage(`The archive cannot be unpacked: ${error instanceof Error ? error.message : String(error)}. Download or pack it again.`);
  }
  return readTar(tar);
}
