import { bundlePackage } from '../../services/authoring/bundle-package.ts';
import { createServices } from '../../services/create-services.ts';
import { createAssets } from '../assets.ts';
import { forkWorker } from '../fork-worker.ts';
import type { Locations } from '../locations.ts';
import { version } from '../version.ts';
import { startWebServer } from './web-server.ts';

/** How to run the web host. `workspace` is absolute. */
export interface WebHostOptions {
  readonly locations: Locations;
  readonly workspace: string;
  /** 0: any free port. */
  readonly port: number;
  readonly workers?: number;
}

/**
 * Runs the lab for browsers until SIGINT, SIGTERM or SIGHUP, and prints `LISTEN url` when it can be opened. Rejects,
 * saying what to do, when the workspace or the port cannot be used.
 */
export async function runWebHost(options: WebHostOptions): Promise<void> {
  const running = await createServices({
    workspace: options.workspace,
    host: 'web',
    spawnWorker: forkWorker(options.locations.entries),
    samplesDirectory: options.locations.samples,
    pluginsDirectory: options.locations.plugins,
    bundlePlugin: bundlePackage,
    version,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
  });
  const ended = untilSignal();
  try {
    const server = await startWebServer({ port: options.port, assets: createAssets(options.locations.renderer), services: running.services });
    process.stdout.write(`LISTEN ${server.url}\n`);
    await ended;
    await server.close();
  } catch (error) {
    if (isAddressInUse(error)) throw new Error(`Port ${options.port} is in use by another program. Give another --port, or 0 for any free one.`, { cause: error });
    throw error;
  } finally {
    await running.close();
  }
}

/** The second signal ends the process at once: whoever asks twice does not want to wait. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve();
      });
    }
  });
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
