import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkManifest } from '@doorbell/sdk';
import type { Manifest } from '@doorbell/sdk';
import type { Finding } from '../../core/contract/index.ts';
import { readArchive } from '../catalog/archive/read-archive.ts';
import { readFrom } from '../catalog/read-package.ts';
import { tryBundlePackage } from './bundle-package.ts';

/** Largest package.json and README of an author's folder, bytes. */
const largestTextBytes = 1024 * 1024;

/** A plugin that an author is at work on: its manifest is correct and its sources are one module. */
export interface AuthorPackage {
  readonly packageJson: Readonly<Record<string, unknown>>;
  readonly manifest: Manifest;
  readonly version: string;
  readonly readme: string;
  /** One ES module without imports. */
  readonly code: string;
}

/** A package as it was read, or why it cannot be worked with. `packageJson` and `readme` as far as they could be read. */
export type AuthorReading =
  | { readonly ok: true; readonly package: AuthorPackage }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads a folder with sources, or a `.tgz` as it stands. Nothing of it runs. Never rejects. */
export async function readAuthorPackage(where: string): Promise<AuthorReading> {
  const path = resolve(where);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return fail(where, 'There is no such file or folder.', 'Name the folder of a plugin, or the .tgz that `doorbell plugin pack` wrote.');
  try {
    if (found.isDirectory()) return await readFolder(path);
    return found.isFile() ? await readPacked(path) : fail(where, 'This is neither a file nor a folder.');
  } catch (error) {
    return fail(where, error instanceof Error ? error.message : String(error));
  }
}

async function readFolder(folder: string): Promise<AuthorReading> {
  const read = readFrom(folder);
  const textOf = async (path: string): Promise<string | undefined> => {
    const bytes = await read(path, largestTextBytes).catch(() => undefined);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
  };
  const text = await textOf('package.json');
  if (text === undefined) return fail('package.json', 'There is none in the folder.', 'Name the folder of a plugin; `doorbell plugin new` makes one.');
  return readParts(text, await textOf('README.md') ?? '', () => tryBundlePackage(folder));
}

async function readPacked(file: string): Promise<AuthorReading> {
  const files = await readArchive(await readFile(file));
  const textOf = (path: string): string | undefined => (files.has(path) ? Buffer.from(files.get(path) ?? []).toString('utf8') : undefined);
  const packageJson = textOf('package.json');
  if (packageJson === undefined) return fail('package.json', 'There is none in the archive.', 'Pack the plugin with `doorbell plugin pack`.');
  return readParts(packageJson, textOf('README.md') ?? '', (main) => {
    const code = textOf(main);
    return Promise.resolve(code === undefined
      ? { ok: false, findings: [{ severity: 'error', path: 'package.json: doorbell.main', message: `The archive has no ${main}.`, hint: 'Pack the plugin with `doorbell plugin pack`.' }] }
      : { ok: true, code });
  });
}

async function readParts(text: string, readme: string, codeOf: (main: string) => ReturnType<typeof tryBundlePackage>): Promise<AuthorReading> {
  let packageJson: unknown;
  try {
    packageJson = JSON.parse(text);
  } catch (error) {
    return fail('package.json', `It is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const findings = checkManifest(packageJson).map((finding): Finding => ({ ...finding, path: `package.json: ${finding.path}` }));
  if (findings.some(({ severity }) => severity === 'error')) return { ok: false, findings };
  const checked = packageJson as { readonly version: string; readonly doorbell: Manifest };
  const bundled = await codeOf(checked.doorbell.main);
  if (!bundled.ok) return bundled;
  return { ok: true, package: { packageJson: packageJson as Readonly<Record<string, unknown>>, manifest: checked.doorbell, version: checked.version, readme, code: bundled.code } };
}

function fail(path: string, message: string, hint?: string): AuthorReading {
  return { ok: false, findings: [{ severity: 'error', path, message, ...(hint === undefined ? {} : { hint }) }] };
}
