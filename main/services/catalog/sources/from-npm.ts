import { createHash, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../../../core/contract/service-error.ts';
import { packageLimits } from '../archive/limits.ts';
import { integrityOf, readArchive } from '../archive/read-archive.ts';
import { messageOf } from '../read-package.ts';
import type { FetchedPackage } from './fetched-package.ts';
import { pickVersion } from './pick-version.ts';
import { registryOf } from './npm-registry.ts';

/** Longest wait for a registry, ms; largest answer about a package, bytes. */
const patienceMs = 30_000;
const largestPackumentBytes = 32 * 1024 * 1024;

export interface NpmSurroundings {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal | undefined;
  /** Where npm's settings are read; for tests. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** What a registry says of one version. */
interface Distribution {
  readonly tarball: string;
  readonly integrity?: string;
  readonly shasum?: string;
}

/**
 * Downloads a package, `name` or `name@version`, from the registry that npm would ask, and checks that it is what the
 * registry says. Nothing of it runs. Rejects with a ServiceError that says what is wrong and what to do.
 */
export async function fromNpm(named: string, { fetch, signal, environment = process.env }: NpmSurroundings): Promise<FetchedPackage> {
  const at = named.lastIndexOf('@');
  const [name, wanted] = at > 0 ? [named.slice(0, at), named.slice(at + 1)] : [named, 'latest'];
  const registry = await registryOf(name, environment);
  const patience = AbortSignal.timeout(patienceMs);
  const get = (url: URL, most: number, accept: string): Promise<Buffer> => download(fetch, url, most, accept, signal === undefined ? patience : AbortSignal.any([signal, patience]), signal, named);

  const packument: unknown = parse(await get(new URL(name.replace('/', '%2f'), registry), largestPackumentBytes, 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8'), registry);
  const version = pickVersion(packument, wanted);
  if (version === undefined) throw new ServiceError('NotFound', `${registry.host} has no version "${wanted}" of ${name}. Leave the version out to get the latest one.`);
  const { tarball, integrity, shasum } = distributionOf(packument, version, name);
  const url = new URL(tarball, registry);
  if (url.protocol !== 'https:' && url.protocol !== registry.protocol) throw new ServiceError('BadPackage', `${registry.host} sends ${name} over ${url.protocol}//, which anybody on the way can change.`);
  const bytes = await get(url, packageLimits.packedBytes, 'application/octet-stream');
  check(bytes, `${name}@${version}`, integrity, shasum);
  return { files: await readArchive(bytes), source: `${name}@${version}`, packedBytes: bytes.length, integrity: integrityOf(bytes) };
}

async function download(fetch: typeof globalThis.fetch, url: URL, most: number, accept: string, signal: AbortSignal, cancel: AbortSignal | undefined, named: string): Promise<Buffer> {
  try {
    const response = await fetch(url, { headers: { accept }, signal, redirect: 'follow', credentials: 'omit' });
    if (response.status === 404) throw new ServiceError('NotFound', `${url.host} knows no package "${named}". Check the name.`);
    if (!response.ok || response.body === null) throw new ServiceError('Unreachable', `${url.host} answered ${String(response.status)} for "${named}". Try again later, or install from a .tgz.`);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      size += piece.length;
      // Leaving the loop ends the download.
      if (size > most) throw new ServiceError('TooLarge', `${url.host} sends more than ${String(most)} bytes for "${named}", more than any path needs.`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    if (cancel?.aborted === true) throw new ServiceError('Cancelled', `The download of "${named}" was cancelled.`);
    if (signal.aborted) throw new ServiceError('Unreachable', `${url.host} gave no whole answer within ${String(patienceMs / 1000)} s. Try again later, or install from a .tgz.`);
    const cause = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
    throw new ServiceError('Unreachable', `${url.host} cannot be reached: ${cause}. Check the network and npm's setting "registry", or install from a .tgz.`);
  }
}

function parse(bytes: Buffer, registry: URL): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ServiceError('Unreachable', `${registry.host} did not answer as a registry does. Check npm's setting "registry".`);
  }
}

function distributionOf(packument: unknown, version: string, name: string): Distribution {
  const { dist } = (packument as { readonly versions: Readonly<Record<string, { readonly dist?: Partial<Record<keyof Distribution, unknown>> }>> }).versions[version] ?? {};
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const [tarball, integrity, shasum] = [text(dist?.tarball), text(dist?.integrity), text(dist?.shasum)];
  if (tarball === undefined || !URL.canParse(tarball)) throw new ServiceError('BadPackage', `The registry does not say where ${name}@${version} is.`);
  return { tarball, ...(integrity === undefined ? {} : { integrity }), ...(shasum === undefined ? {} : { shasum }) };
}

/** Holds what came against what the registry promised; without a promise nothing is installed. */
function check(bytes: Buffer, what: string, integrity: string | undefined, shasum: string | undefined): void {
  const promised = integrity?.split(/\s+/).find((each) => each.startsWith('sha512-'));
  const promise = promised !== undefined ? Buffer.from(promised.slice(7), 'base64') : shasum !== undefined ? Buffer.from(shasum, 'hex') : undefined;
  if (promise === undefined) throw new ServiceError('BadPackage', `The registry gives no hash of ${what}, so nothing says that the download is whole. Install it from a .tgz that you trust.`);
  const own = createHash(promised !== undefined ? 'sha512' : 'sha1').update(bytes).digest();
  if (own.length === promise.length && timingSafeEqual(own, promise)) return;
  throw new ServiceError('BadPackage', `The download of ${what} is not what the registry promised: its hash is ${own.toString('hex').slice(0, 16)}…, promised was ${promise.toString('hex').slice(0, 16)}…. Try again; if it stays so, tell the registry.`);
}
