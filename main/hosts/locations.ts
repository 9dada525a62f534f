import { resolve } from 'node:path';
import { sdkVersion } from '@doorbell/sdk';

/** Where the build put things. All paths are absolute; inside an asar archive they stay readable. */
export interface Locations {
  /** Entries of hosts and workers. */
  readonly entries: string;
  readonly preload: string;
  readonly renderer: string;
  readonly plugins: string;
  /** The SDK as a package that npm installs, for authors. */
  readonly sdkTarball: string;
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
    sdkTarball: resolve(out, `sdk/doorbell-sdk-${sdkVersion}.tgz`),
    samples: resolve(out, 'experiments'),
  };
}
