import type { Capabilities, ConfigSchema, Measurement, PathModel, Preset } from '@doorbell/sdk';
import type { Finding } from './finding.ts';
import type { Relation } from './plan.ts';

/**
 * What can be done with a plugin. `enabled`: its path can be chosen. `disabled`: by the user. `broken`: it cannot be used
 * as it lies there. `incompatible`: written for another version of the SDK.
 */
export type PluginState = 'enabled' | 'disabled' | 'broken' | 'incompatible';

/** Where a plugin comes from. `unpacked`: an author's folder, read again when it changes. `kernel`: no plugin, part of the engine. */
export type PluginOrigin = 'built-in' | 'installed' | 'unpacked' | 'kernel';

/** A data path of the catalogue. */
export interface PathCard {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly version: string;
  /** Of the module that is evaluated. */
  readonly sha256: string;
  readonly config: ConfigSchema;
  readonly presets: readonly Preset[];
  /** A cost model of the engine instead of a plugin: it has no stages and no hash. */
  readonly kernel?: boolean;
  readonly state: PluginState;
  /** Why it cannot be used: what, why and what to do. Absent when `enabled`. */
  readonly reason?: string;
  readonly origin: PluginOrigin;
  /** The SDK it was written for, such as `^1.1.0`. Empty where the package does not say. */
  readonly sdkRange: string;
  /** Of its model with default options on the reference platform; absent while that is unknown. */
  readonly capabilities?: Capabilities;
  /** Pairs it has pipelines for, as `capabilities`. */
  readonly relations?: readonly Relation[];
}

/** Everything about one plugin. */
export interface PluginDetail {
  readonly card: PathCard;
  /** Markdown; empty where there is none. */
  readonly readme: string;
  /** With default options on the reference platform; absent when it cannot be described. */
  readonly model?: PathModel;
  /** The conformance checks' and the model's, worst first. */
  readonly findings: readonly Finding[];
  /** The checks are still under way: `findings` and perhaps `model` come later, and `watch` tells when. */
  readonly examining?: true;
  readonly files: readonly PluginFile[];
  readonly measurements: readonly Measurement[];
  /** Of the archive it was installed from, as npm writes it: `sha512-…`. */
  readonly integrity?: string;
  /** What the user named: a file, a folder, a package. Absent for built-in ones. */
  readonly source?: string;
  /** ISO 8601. */
  readonly installedAt?: string;
}

export interface PluginFile {
  /** Inside the package, with slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** An npm package, with a version or a tag or without. */
export const packageNamePattern = /^(@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*(@[A-Za-z0-9.^~+-]+)?$/;

/** What a user names to install. `upload`: a `.tgz` given piece by piece; `path`: a `.tgz` or folder on the machine the services run on; `npm`: a package's name, with a version or without. */
export type PluginSource =
  | { readonly kind: 'upload'; readonly upload: string; readonly fileName: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'npm'; readonly name: string };

/** A plugin that was fetched and looked at and is not yet installed. */
export interface PluginReview {
  /** Names the review for `install` and `discard`; it is forgotten when the lab ends. */
  readonly token: string;
  /** What the user named. */
  readonly source: string;
  /** As it would stand in the list; `enabled` when nothing forbids it. */
  readonly card: PathCard;
  readonly readme: string;
  readonly model?: PathModel;
  /** Of the checks of manifest, model, conformance and archive, worst first. An error forbids the installation. */
  readonly findings: readonly Finding[];
  readonly installable: boolean;
  /** Published figures that the package names. */
  readonly measurements: readonly Measurement[];
  readonly files: readonly PluginFile[];
  /** Of the archive; 0 for a folder. */
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** `sha512-…` of the archive; absent for a folder. */
  readonly integrity?: string;
  /** Names of scripts that the package wants to be run. They never are. */
  readonly scripts: readonly string[];
  /** The plugin of that id which it would take the place of. */
  readonly replaces?: { readonly version: string; readonly sha256: string; readonly origin: PluginOrigin };
}
