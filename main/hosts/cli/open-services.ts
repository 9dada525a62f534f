import { dirname, resolve } from 'node:path';
import { bundlePackage } from '../../services/authoring/bundle-package.ts';
import { createServices, type RunningServices } from '../../services/create-services.ts';
import { forkWorker } from '../fork-worker.ts';
import { builtLocations } from '../locations.ts';
import { version } from '../version.ts';
import { userDataFolder, workspaceFolder } from '../workspace-folder.ts';
import { BadInputError } from './exit-codes.ts';

/** Options that every command with services has. */
export interface CommonOptions {
  readonly workspace?: string;
  readonly workers?: number;
}

/** Folder of the workspace that the options and the environment name. */
export function workspaceOf(options: CommonOptions): string {
  return workspaceFolder(options.workspace, process.env, userDataFolder(process.platform, process.env));
}

/** Services for one command; `file` is the document that it works on. Batches that other processes left unfinished stay as they are. */
export async function openServices(options: CommonOptions, entryDirectory: string, file?: string): Promise<RunningServices> {
  const locations = builtLocations(entryDirectory);
  try {
    return await createServices({
      workspace: workspaceOf(options),
      host: 'cli',
      spawnWorker: forkWorker(locations.entries),
      samplesDirectory: locations.samples,
      pluginsDirectory: locations.plugins,
      bundlePlugin: bundlePackage,
      version,
      resume: false,
      ...(file === undefined ? {} : { documentFolder: dirname(resolve(file)) }),
      ...(options.workers === undefined ? {} : { workers: options.workers }),
    });
  } catch (error) {
    throw new BadInputError(`error: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
