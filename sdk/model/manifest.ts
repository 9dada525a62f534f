import type { Origin } from './path-model.ts';

/** A named configuration of a path with the testbed it stands for. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Where the numbers come from. */
  readonly citation: string;
}

/** One option of a path, shown as a form field. A closed subset of JSON Schema. */
export interface ConfigProperty {
  readonly type: 'number' | 'integer' | 'string' | 'boolean';
  readonly title: string;
  readonly description: string;
  readonly default: number | string | boolean;
  /** `ns`, `ns/B`, `B`, ... shown beside the field. */
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  /** Where the default comes from; every number of a path has one. */
  readonly origin?: ConfigOrigin;
}

/** The source of an option's default, as it appears among the model's origins. */
export interface ConfigOrigin {
  /** `stage-or-field.parameter`, such as `netback-transmit.perByteNs`. */
  readonly parameter: string;
  readonly kind: Origin['kind'];
  /** Id of a published record, or a citation. Required unless `judgement`. */
  readonly record?: string;
  /** Why this value, in one sentence. */
  readonly note: string;
}

/** A path's options. Unknown keys are refused. */
export interface ConfigSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, ConfigProperty>>;
  readonly additionalProperties: false;
}

/** The `doorbell` block of a plugin's package.json. */
export interface Manifest {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** One bundled ES module without imports, relative to the package. */
  readonly main: string;
  readonly config: ConfigSchema;
  readonly presets: readonly Preset[];
}
