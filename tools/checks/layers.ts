/** Who may import whom. The folders' tsconfigs say the same in prose; this table is what the check enforces. */

export interface Layer {
  /** Path prefix; `*` stands for one folder name, and then each such folder is a layer of its own. */
  readonly folder: string;
  /** Layers it may import, by folder. */
  readonly may: readonly string[];
  /** Packages it may import; absent: any that the project depends on. */
  readonly packages?: readonly string[];
  /** Whether it may import Node's built-in modules. */
  readonly node: boolean;
  /** What its tests may import besides. */
  readonly tests?: readonly string[];
}

export const layers: readonly Layer[] = [
  { folder: 'sdk', may: [], packages: ['zod'], node: false, tests: ['plugins/*'] },
  { folder: 'plugins/*', may: ['sdk'], packages: [], node: false },
  { folder: 'main/core', may: ['sdk'], packages: ['yaml', 'zod'], node: false, tests: ['plugins/*'] },
  { folder: 'main/services', may: ['main/core', 'sdk'], node: true, tests: ['plugins/*', 'main/hosts', 'tools'] },
  { folder: 'main/rpc', may: ['main/core', 'sdk'], packages: ['zod'], node: false, tests: ['main/services'] },
  { folder: 'main/hosts', may: ['main/core', 'main/services', 'main/rpc', 'sdk'], node: true, tests: ['plugins/*', 'tools'] },
  { folder: 'renderer', may: ['main/core', 'main/rpc', 'sdk'], node: false, tests: ['plugins/*'] },
  { folder: 'e2e', may: ['main/core', 'main/rpc', 'sdk'], node: true },
  { folder: 'bench', may: ['main/core', 'main/services', 'sdk', 'plugins/*'], node: true },
  { folder: 'tools', may: ['main/core', 'main/services', 'sdk'], node: true, tests: ['main/core'] },
];

/** Files that may load Electron. Everyone may name its types. */
export const electronFiles: readonly RegExp[] = [/^main\/hosts\/electron(\/|\.|-)/, /^main\/hosts\/preload(\/|\.)/];

/**
 * What runs inside Electron. Its fuses forbid Electron to act as plain Node, so a `child_process.fork` there would start a
 * second window instead of a worker.
 */
export const electronEntries: readonly string[] = [
  'main/hosts/electron',
  'main/hosts/preload',
  'main/hosts/engine-worker',
  'main/hosts/plugin-sandbox',
];

/** Aliases of workspace packages. */
export const workspacePackages: Readonly<Record<string, string>> = { '@doorbell/sdk': 'sdk/index.ts' };

/** Longest source file, in lines. */
export const longestFile = 500;
