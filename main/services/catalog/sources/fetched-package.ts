import type { PackageFiles } from '../archive/limits.ts';

/** A package in memory, with how it came. */
export interface FetchedPackage {
  readonly files: PackageFiles;
  /** What the user named, for people. */
  readonly source: string;
  /** Of the archive; 0 for a folder. */
  readonly packedBytes: number;
  /** Of the archive; absent for a folder. */
  readonly integrity?: string;
}
