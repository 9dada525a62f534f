import type { Origin } from './path-model.ts';
import type { Platform } from './platform.ts';

/** A named configuration of a path with the testbed it stands for. */
export interface Preset {
  /** kebab-case, unique in the manifest; experiments name it. */
  readonly id: string;
  /** Shown in lists, at most 120 characters. */
  readonly title: string;
  /** Options that differ from the defaults. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Where the numbers come from. */
  readonly citation: string;
  /** Hardware of its time, or what is sold today. Shown beside the title. */
  readonly era?: 'historical' | 'current';
  /** The testbed's hardware, so that a user can take it over and measurements can be replayed on it. */
  readonly testbed?: Platform;
  /**
   * What about this configuration nobody measured, one sentence; also beside a measurement that supports only part of it.
   * Absent: published figures support it.
   */
  readonly extrapolated?: string;
}

/** A published figure that a preset must reproduce on its testbed: `doorbell plugin test` replays it. */
export interface Measurement {
  /** kebab-case, unique in the manifest. */
  readonly id: string;
  /** Id of the published record. */
  readonly record: string;
  /** Authors, year, title, place in it. */
  readonly citation: string;
  /** Id of the preset that stands for the testbed; the preset must have a `testbed`. */
  readonly preset: string;
  /**
   * `half-round-trip`: ping-pong between two ranks, ns. `bandwidth`: one sender, a window of 64 messages under way, bytes per
   * second. `streams`: TCP streams between every VM (process) and its twin on the other host, bytes per second in all.
   */
  readonly quantity: 'half-round-trip' | 'bandwidth' | 'streams';
  /** `mpi`: through the MPI library. `raw`: below it, as verbs and NetPIPE's raw modules measure. */
  readonly layer: 'mpi' | 'raw';
  /** Where the two ranks live. Default `other-host`. */
  readonly relation?: 'other-host' | 'same-host';
  /** Of one message, or of one send of a stream. */
  readonly messageBytes: number;
  /** VMs (processes where there are none) on each host; only with `streams`. Default 1. */
  readonly pairs?: number;
  /** Of the MPI library, ns on each side; only with `mpi`. Default 0. */
  readonly libraryNs?: number;
  /** As published, converted to ns or bytes per second. */
  readonly value: number;
  /** Largest relative deviation. Default 0.05. */
  readonly tolerance?: number;
  /** `fitted`: an option was chosen so that this comes out. `held-out`: no option was. `consistency`: from the testbed that was fitted. */
  readonly use: 'fitted' | 'held-out' | 'consistency';
  /** What a reader must know to judge it, one sentence. */
  readonly note?: string;
}

/** One option of a path, shown as a form field. A closed subset of JSON Schema. */
export interface ConfigProperty {
  /** `integer` takes whole numbers alone; a `string` may have an `enum`. */
  readonly type: 'number' | 'integer' | 'string' | 'boolean';
  /** Label of the field, at most 60 characters. */
  readonly title: string;
  /** What the option changes, one sentence. */
  readonly description: string;
  /** Used when neither preset nor experiment says otherwise; obeys the bounds. */
  readonly default: number | string | boolean;
  /** `ns`, `ns/B`, `B`, ... shown beside the field. */
  readonly unit?: string;
  /** Smallest value, in `unit`; numbers only. The model must be correct there too. */
  readonly minimum?: number;
  /** Largest value, in `unit`; numbers only. The model must be correct there too. */
  readonly maximum?: number;
  /** The values to choose from; strings only. */
  readonly enum?: readonly string[];
  /** Where the default comes from; every number of a path has one. */
  readonly origin?: ConfigOrigin;
}

/** The source of an option's default, as it appears among the model's origins. */
export interface ConfigOrigin {
  /** `part.field`, such as `netback-transmit.perByteNs`; of no other option. See {@link Origin}. */
  readonly parameter: string;
  readonly kind: Origin['kind'];
  /** Id of a published record, or a citation. Required unless `judgement`. */
  readonly record?: string;
  /** Why this value, in one sentence. */
  readonly note: string;
}

/** A path's options. Unknown keys are refused. */
export interface ConfigSchema {
  /** Always `object`. */
  readonly type: 'object';
  /** The options by name (camelCase), at most 100. */
  readonly properties: Readonly<Record<string, ConfigProperty>>;
  /** Always false. */
  readonly additionalProperties: false;
}

/** The `doorbell` block of a plugin's package.json. */
export interface Manifest {
  /** Where the JSON Schema of this block is, for editors: `./node_modules/@doorbell/sdk/schemas/manifest.json`. Not read by Doorbell. */
  readonly $schema?: string;
  /** kebab-case, for ever: experiments and results name the path by it. Equals the id of `defineDataPath` and of the model. */
  readonly id: string;
  /** Shown in lists and charts, at most 60 characters. */
  readonly title: string;
  /** What the path is, one or two sentences, at most 400 characters. */
  readonly summary: string;
  /** One bundled ES module without imports, relative to the package. */
  readonly main: string;
  /** The options, their defaults, units, bounds and origins. */
  readonly config: ConfigSchema;
  /** Named configurations, may be empty; at most 64. */
  readonly presets: readonly Preset[];
  /** Published figures to hold the presets to, at most 64. Default none. */
  readonly measurements?: readonly Measurement[];
  /** Unstable parts of the SDK that the plugin uses, as `name@version`; see {@link proposals}. Default none. */
  readonly proposals?: readonly string[];
}
