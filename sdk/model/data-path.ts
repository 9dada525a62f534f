import type { PathModel } from './path-model.ts';
import type { Platform } from './platform.ts';

/** A data path: one pure function from its configuration and a platform to a model. */
export interface DataPath<Config> {
  /** Equals the manifest's id. */
  readonly id: string;
  /**
   * Called while planning, once per distinct config and platform, never during a simulation.
   * Must be pure: no clock, no randomness, no input but its arguments.
   */
  describe(config: Config, platform: Platform): PathModel;
}

/** Identity with types: `export default defineDataPath<Config>({ id, describe })`. */
export function defineDataPath<Config>(path: DataPath<Config>): DataPath<Config> {
  return path;
}
