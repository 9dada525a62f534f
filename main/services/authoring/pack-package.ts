import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packTarball } from '../catalog/write-tar.ts';
import type { AuthorPackage } from './author-package.ts';

/** A plugin as one file that npm and Doorbell install. */
export interface PackedPackage {
  /** `<name>-<version>.tgz`, scope and name joined as npm does. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** `sha512-…`, as npm writes it. */
  readonly integrity: string;
  /** By path inside the package, sorted. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly unpackedBytes: number;
}

/** Fields of package.json that mean nothing to who installs a bundle: its dependencies are inside, its scripts never run. */
const leftOut = ['scripts', 'dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies', 'files', 'private', 'workspaces'];

/** package.json, README, licence and the bundled module. The same sources give the same bytes. */
export async function packPackage(folder: string, { packageJson, manifest, version, readme, code }: AuthorPackage): Promise<PackedPackage> {
  const kept = Object.fromEntries(Object.entries(packageJson).filter(([field]) => !leftOut.includes(field)));
  const files = new Map<string, string>([['package.json', `${JSON.stringify(kept, undefined, 2)}\n`], [manifest.main, code]]);
  if (readme !== '') files.set('README.md', readme);
  for (const name of (await readdir(folder)).filter((each) => /^(?:licen[cs]e|notice|changelog)(?:\.(?:md|txt))?$/i.test(each))) {
    files.set(name, await readFile(join(folder, name), 'utf8'));
  }
  const bytes = packTarball(files);
  const sizes = [...files].map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) })).toSorted((left, right) => (left.path < right.path ? -1 : 1));
  const name = typeof packageJson.name === 'string' ? packageJson.name : `doorbell-path-${manifest.id}`;
  return {
    fileName: `${name.replace(/^@/, '').replaceAll('/', '-')}-${version}.tgz`, bytes,
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    files: sizes, unpackedBytes: sizes.reduce((sum, each) => sum + each.bytes, 0),
  };
}
