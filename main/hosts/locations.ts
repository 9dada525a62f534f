import { resolve } from 'node:path';

/** Where the build put things. All paths are absolute; inside an asar archive they stay readable. */
export interface Locations {
  /** Entries of hosts and workers. */
  readonly entries: string;
  readonly preload: string;
  readonly renderer: string;
  readonly plugins: string;
  readonly samples: string;
}

/** `entryDirectory` is the folder of the running host's entry, `out/main`: bundled chunks lie elsewhere. */
export function builtLocations(entryDirectory: string): Locations {
  const out = resolve(entryDirectory, '..');
  return {
    entries: entryDirectory,
    preload: resolve(out, 'preload/preload.cjs'),
    renderer: resolve(out, 'renderer'),
    plugins: resolve(out, 'plugins'),
    samples: resolve(out, 'experiments'),
  };
}
