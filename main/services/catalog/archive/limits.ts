import { ServiceError } from '../../../core/contract/service-error.ts';

/** Bounds of a plugin's package: a path is one module with a README, not a program. */
export const packageLimits = {
  /** Of the archive. */
  packedBytes: 8 * 1024 * 1024,
  /** Of all files together. */
  unpackedBytes: 32 * 1024 * 1024,
  files: 500,
  /** Of a file's path inside the package, characters. */
  nameLength: 200,
  /** Folders above a file. */
  depth: 10,
} as const;

/** The files of a package by path with slashes, in order of paths. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** Why a package is refused as a whole. */
export function badPackage(message: string): ServiceError {
  return new ServiceError('BadPackage', message);
}
