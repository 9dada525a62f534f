import type { CommonOptions } from './open-services.ts';

/** Options that every `doorbell plugin` command has. */
export interface PluginOptions extends CommonOptions {
  readonly json?: boolean;
}

/** One JSON document, as scripts read it. */
export function jsonText(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
