import type { ConfigSchema } from '@doorbell/sdk';
import packageJson from './package.json' with { type: 'json' };

/** The options as the manifest declares them: defaults, units and origins have one place. */
export const schema = packageJson.doorbell.config as ConfigSchema;
