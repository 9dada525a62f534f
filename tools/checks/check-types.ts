/**
 * Type-checks every tsconfig of the project except those with components, which vue-tsc checks. One process for all of them:
 * what they share (the standard library, Node's types, core) is read and parsed once.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** Folders with a tsconfig, in the order of who is imported by whom. The last one holds the tests of all. */
export function findProjects(root: string): readonly string[] {
  const plugins = readdirSync(join(root, 'plugins'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `plugins/${entry.name}`);
  const folders = ['sdk', ...plugins, 'main/core', 'main/services', 'main/rpc', 'main/hosts', 'bench', 'e2e', 'tools', '.'];
  return folders.map((folder) => join(root, folder, 'tsconfig.json')).filter((path) => existsSync(path));
}

/** Checks the projects; answers the number of errors and their text. */
export function checkTypes(root: string, projects: readonly string[]): { readonly errors: number; readonly text: string } {
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const seen = new Set<string>();
  const diagnostics: ts.Diagnostic[] = [];
  const formatHost: ts.FormatDiagnosticsHost = {
    getCanonicalFileName: (path) => path,
    getCurrentDirectory: () => root,
    getNewLine: () => '\n',
  };
  for (const project of projects) {
    const config = ts.getParsedCommandLineOfConfigFile(project, {}, {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    });
    if (config === undefined) continue;
    const host = ts.createCompilerHost(config.options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (path, options, onError) => {
      // All projects extend one base, so a file is parsed alike in each; only the module format may differ.
      const format = typeof options === 'object' ? options.impliedNodeFormat : undefined;
      const key = `${path}|${format ?? ''}`;
      if (!parsed.has(key)) parsed.set(key, read(path, options, onError));
      return parsed.get(key);
    };
    const program = ts.createProgram({ rootNames: config.fileNames, options: config.options, host });
    const noFilesYet = 18003;
    const found = [
      ...config.errors.filter((error) => error.code !== noFilesYet),
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      // Each file is checked by the project it belongs to, not once more by all that import it.
      ...config.fileNames.flatMap((path) => {
        const file = program.getSourceFile(path);
        return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      }),
    ];
    for (const diagnostic of found) {
      const text = ts.formatDiagnostic(diagnostic, formatHost);
      if (seen.has(text)) continue;
      seen.add(text);
      diagnostics.push(diagnostic);
    }
  }
  return { errors: diagnostics.length, text: ts.formatDiagnosticsWithColorAndContext(diagnostics, formatHost) };
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '../..');
  const projects = findProjects(root);
  const { errors, text } = checkTypes(root, projects);
  if (errors > 0) process.stdout.write(text);
  console.log(`${errors} errors in ${projects.map((project) => relative(root, project)).join(', ')}`);
  process.exitCode = errors > 0 ? 1 : 0;
}
