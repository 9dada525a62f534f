import type { ConfigSchema } from '@doorbell/sdk';
import packageJson from './package.json' with { type: 'json' };

/** The options as the manifest declares them. */
export const schema = packageJson.doorbell.config as unknown as ConfigSchema;
