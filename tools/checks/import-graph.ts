import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import type { Import } from './imports.ts';
import { importsOf } from './imports.ts';
import { workspacePackages } from './layers.ts';
import type { SourceTree } from './source-tree.ts';

/** What an import leads to. */
export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'asset'; readonly path: string }
  | { readonly kind: 'missing'; readonly path: string };

export interface Edge extends Import {
  readonly target: Target;
}

export type ImportGraph = ReadonlyMap<string, readonly Edge[]>;

const builtins = new Set(builtinModules);

function resolveImport(tree: SourceTree, from: string, written: string): Target {
  const specifier = written.replace(/\?.*$/, '');
  if (specifier.startsWith('.')) {
    const path = posix.normalize(posix.join(posix.dirname(from), specifier));
    if (tree.has(path)) return { kind: 'file', path };
    return /\.(ts|mts|mjs|js|vue)$/.test(path) || !/\.\w+$/.test(path) ? { kind: 'missing', path } : { kind: 'asset', path };
  }
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const workspace = workspacePackages[name];
  if (workspace !== undefined) {
    const inside = specifier.slice(name.length + 1);
    const folder = posix.dirname(workspace);
    return { kind: 'file', path: inside === '' ? workspace : `${folder}/${inside}/index.ts` };
  }
  if (specifier.startsWith('node:') || builtins.has(name)) return { kind: 'builtin', name: specifier.replace(/^node:/, '') };
  return { kind: 'package', name };
}

/** Every file's imports, resolved. */
export function importGraph(tree: SourceTree): ImportGraph {
  const graph = new Map<string, readonly Edge[]>();
  for (const [path, text] of tree) {
    const edges = importsOf(path, text).map((found) => ({ ...found, target: resolveImport(tree, path, found.specifier) }));
    graph.set(path, edges);
  }
  return graph;
}

/** Files that run when the entries run, each with the file that led to it. Imports of types do not count. */
export function reachable(graph: ImportGraph, entries: readonly string[]): ReadonlyMap<string, string | undefined> {
  const from = new Map<string, string | undefined>();
  const queue = entries.filter((entry) => graph.has(entry));
  for (const entry of queue) from.set(entry, undefined);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const edge of graph.get(next) ?? []) {
      if (edge.typeOnly || edge.target.kind !== 'file' || from.has(edge.target.path)) continue;
      from.set(edge.target.path, next);
      queue.push(edge.target.path);
    }
  }
  return from;
}

/** How a file was reached, entry first. */
export function chain(from: ReadonlyMap<string, string | undefined>, path: string): readonly string[] {
  const steps: string[] = [];
  for (let step: string | undefined = path; step !== undefined; step = from.get(step)) steps.unshift(step);
  return steps;
}
