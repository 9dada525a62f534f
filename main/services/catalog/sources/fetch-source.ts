import { readFile } from 'node:fs/promises';
import type { PluginSource } from '../../../core/contract/index.ts';
import type { Uploads } from '../../uploads.ts';
import { integrityOf, readArchive } from '../archive/read-archive.ts';
import type { BundlePackage } from '../read-package.ts';
import type { FetchedPackage } from './fetched-package.ts';
import { fromNpm } from './from-npm.ts';
import { fromPath } from './from-path.ts';

/** What fetching needs. */
export interface FetchSurroundings {
  readonly uploads: Uploads;
  readonly signal: AbortSignal | undefined;
  readonly bundle?: BundlePackage;
  readonly fetch?: typeof globalThis.fetch;
}

/** Brings what a user named into memory. Rejects with a ServiceError that says what is wrong and what to do. */
export async function fetchSource(source: PluginSource, { uploads, signal, bundle, fetch = globalThis.fetch }: FetchSurroundings): Promise<FetchedPackage> {
  if (source.kind === 'path') return fromPath(source.path, bundle);
  if (source.kind === 'npm') return fromNpm(source.name, { fetch, signal });
  await uploads.sizeOf(source.upload);
  const bytes = await readFile(uploads.path(source.upload));
  await uploads.discard(source.upload);
  return { files: await readArchive(bytes), source: source.fileName, packedBytes: bytes.length, integrity: integrityOf(bytes) };
}
