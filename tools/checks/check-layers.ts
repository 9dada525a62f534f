import type { Edge, ImportGraph } from './import-graph.ts';
import { chain, importGraph, reachable } from './import-graph.ts';
import type { Layer } from './layers.ts';
import { electronEntries, electronFiles, layers, longestFile } from './layers.ts';
import type { SourceTree } from './source-tree.ts';

/** One broken rule; `message` says what to do. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

interface Place {
  readonly layer: Layer;
  /** The folder itself: of `plugins/*` one plugin. */
  readonly folder: string;
}

/** The layer that a file belongs to. */
export function placeOf(path: string): Place | undefined {
  for (const layer of layers) {
    const depth = layer.folder.split('/').length;
    const folder = path.split('/').slice(0, depth).join('/');
    const pattern = new RegExp(`^${layer.folder.replace('*', '[^/]+')}$`);
    if (pattern.test(folder) && path.length > folder.length) return { layer, folder };
  }
  return undefined;
}

const isTest = (path: string): boolean => /\.test\.ts$/.test(path) || /(^|\/)(testing|test-kit)\//.test(path);

function checkEdge(path: string, place: Place, edge: Edge): string | undefined {
  const { target, specifier, typeOnly } = edge;
  const { layer, folder } = place;
  const test = isTest(path);
  switch (target.kind) {
    case 'missing':
      return `"${specifier}" does not exist; imports name the file with its extension`;
    case 'asset':
      return undefined;
    case 'builtin':
      if (layer.node || test) return undefined;
      return `${layer.folder} runs where Node's modules do not exist, so it may not import "${specifier}"`;
    case 'package':
      if (target.name === 'electron') {
        if (electronFiles.some((pattern) => pattern.test(path)) || (typeOnly && path.startsWith('e2e/'))) return undefined;
        return 'only main/hosts/electron and main/hosts/preload may import electron';
      }
      if (layer.packages === undefined || layer.packages.includes(target.name) || test) return undefined;
      return `${layer.folder} may import ${layer.packages.join(', ') || 'no package'}, not "${target.name}"`;
    case 'file': {
      const other = placeOf(target.path);
      if (other === undefined || other.folder === folder) return undefined;
      const allowed = test ? [...layer.may, ...(layer.tests ?? [])] : layer.may;
      if (allowed.includes(other.layer.folder)) return undefined;
      return `${layer.folder} may import ${layer.may.join(', ') || 'nothing of Doorbell'}, not ${target.path}`;
    }
  }
}

function checkImports(graph: ImportGraph): readonly Violation[] {
  const found: Violation[] = [];
  for (const [path, edges] of graph) {
    const place = placeOf(path);
    if (place === undefined) continue;
    for (const edge of edges) {
      const message = checkEdge(path, place, edge);
      if (message !== undefined) found.push({ path, line: edge.line, message });
    }
  }
  return found;
}

function checkElectronGraph(graph: ImportGraph): readonly Violation[] {
  const entries = electronEntries.flatMap((entry) => [`${entry}.ts`, `${entry}/index.ts`]);
  const from = reachable(graph, entries);
  const found: Violation[] = [];
  for (const path of from.keys()) {
    for (const edge of graph.get(path) ?? []) {
      if (edge.typeOnly || edge.target.kind !== 'builtin' || !/^(child_process|cluster)$/.test(edge.target.name)) continue;
      const way = chain(from, path).join(' → ');
      found.push({ path, line: edge.line, message: `"${edge.specifier}" would run inside Electron (${way}); use utilityProcess` });
    }
  }
  return found;
}

/** Not part of the program, so they may use what tests use. */
const besideProgram = /^(e2e|bench)\//;

/** What a test reaches may not be in the program: a fixture that ships is a mistake. */
function checkTestsStayOut(graph: ImportGraph): readonly Violation[] {
  const found: Violation[] = [];
  for (const [path, edges] of graph) {
    if (isTest(path) || besideProgram.test(path)) continue;
    for (const { target, line, typeOnly } of edges) {
      if (typeOnly || target.kind !== 'file' || !isTest(target.path) || target.path.includes('test-kit/')) continue;
      found.push({ path, line, message: `${target.path} is for tests; the program may not import it` });
    }
  }
  return found;
}

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

function checkFiles(tree: SourceTree): readonly Violation[] {
  const found: Violation[] = [];
  for (const [path, text] of tree) {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    if (lines > longestFile) {
      found.push({ path, line: longestFile + 1, message: `${lines} lines; no file is longer than ${longestFile}: split it by what it exports` });
    }
    const badPart = path.split('/').find((part) => !kebab.test(part));
    if (badPart !== undefined) found.push({ path, line: 1, message: `"${badPart}" is not kebab-case` });
  }
  return found;
}

/** All rules on a tree of sources. */
export function checkLayers(tree: SourceTree): readonly Violation[] {
  const graph = importGraph(tree);
  return [...checkImports(graph), ...checkElectronGraph(graph), ...checkTestsStayOut(graph), ...checkFiles(tree)];
}
