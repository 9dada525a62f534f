import { parseSync } from 'vite';

/** One import, export-from or `import()` of a file. */
export interface Import {
  readonly specifier: string;
  /** Only types: gone after compilation. */
  readonly typeOnly: boolean;
  /** From 1. */
  readonly line: number;
}

/** The script of a single-file component, at its own lines. */
function scriptOf(path: string, text: string): string {
  if (!path.endsWith('.vue')) return text;
  let script = '';
  let end = 0;
  for (const match of text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)) {
    const start = match.index + match[0].indexOf('>') + 1;
    script += text.slice(end, start).replace(/[^\n]/g, ' ') + (match[1] ?? '');
    end = start + (match[1] ?? '').length;
  }
  return script;
}

/** What a file imports, in order. A file that does not parse throws with its path. */
export function importsOf(path: string, text: string): readonly Import[] {
  if (path.endsWith('.css')) return [];
  const script = scriptOf(path, text);
  const { module, errors } = parseSync(path.replace(/\.vue$/, '.ts'), script);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const found: (Import & { readonly start: number })[] = [];
  const add = (specifier: string, start: number, typeOnly: boolean): void => {
    found.push({ specifier, typeOnly, start, line: script.slice(0, start).split('\n').length });
  };
  for (const statement of module.staticImports) {
    const { entries, moduleRequest } = statement;
    add(moduleRequest.value, statement.start, entries.length > 0 && entries.every((entry) => entry.isType));
  }
  for (const statement of module.staticExports) {
    const from = statement.entries.filter((entry) => entry.moduleRequest !== null);
    const request = from[0]?.moduleRequest;
    if (request) add(request.value, statement.start, from.every((entry) => entry.isType));
  }
  for (const { start, moduleRequest } of module.dynamicImports) {
    const literal = /^['"`]([^'"`$]+)['"`]$/.exec(script.slice(moduleRequest.start, moduleRequest.end).trim());
    if (literal?.[1] !== undefined) add(literal[1], start, false);
  }
  // CommonJS in ES modules goes through createRequire; it counts like any import.
  for (const match of script.matchAll(/\b(?:require|getBuiltinModule)\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    if (match[1] !== undefined) add(match[1], match.index, false);
  }
  return found.sort((a, b) => a.start - b.start).map(({ specifier, typeOnly, line }) => ({ specifier, typeOnly, line }));
}
