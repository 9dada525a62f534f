import type { Services } from '../core/contract/index.ts';
import type { SpawnWorker } from './worker-process.ts';

/** What a host must say to get its services. All paths are absolute. */
export interface ServicesOptions {
  /** Folder of the workspace; made when it does not exist. */
  readonly workspace: string;
  readonly host: 'web' | 'electron' | 'cli';
  readonly spawnWorker: SpawnWorker;
  /** Experiments that ship with Doorbell, read-only. */
  readonly samplesDirectory: string;
  /** Built-in data paths, one folder per plugin. */
  readonly pluginsDirectory: string;
  /** Version of Doorbell. */
  readonly version: string;
  /** Engine workers at once. Default: one per core but one, at least two. */
  readonly workers?: number;
  /** Whether batches that a dead process left behind go on. Default true. */
  readonly resume?: boolean;
}

/** The services of one process, and how to end them. */
export interface RunningServices {
  readonly services: Services;
  /** Batches that still run, for a host that asks before it closes. */
  runningBatches(): readonly string[];
  /** Ends workers. Running batches stay unfinished in the workspace and go on at the next start. */
  close(): Promise<void>;
}

/** Builds every service on one workspace. Rejects when the workspace cannot be used, saying why and what to do. */
export async function createServices(options: ServicesOptions): Promise<RunningServices> {
  return Promise.reject(new Error(`The services of ${options.workspace} are not assembled yet.`));
}
