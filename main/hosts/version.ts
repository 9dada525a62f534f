import manifest from '../../package.json' with { type: 'json' };

/** Version of Doorbell, from the package's manifest; the build copies it in. */
export const version: string = manifest.version;
