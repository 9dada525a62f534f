import { join, relative } from 'node:path';
import ts from 'typescript';

/** What a package may be entered by, as sources below `sdk/`. */
export const sdkEntries = ['index.ts', 'test-kit/index.ts'] as const;

/** The program of the SDK's public modules and what they import: no tests, nothing else. */
export function sdkProgram(root: string, extra: ts.CompilerOptions = {}): ts.Program {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return ts.createProgram(sdkEntries.map((entry) => join(root, 'sdk', entry)), { ...options, noEmit: false, ...extra });
}

/**
 * The SDK as ES modules with declarations: path below the package → text. Imports of `.ts` become imports of `.js`.
 * Throws with the compiler's messages when the sources have errors.
 */
export function emitSdk(root: string): ReadonlyMap<string, string> {
  const program = sdkProgram(root, { declaration: true, allowImportingTsExtensions: false, rewriteRelativeImportExtensions: true, newLine: ts.NewLineKind.LineFeed });
  const errors = ts.getPreEmitDiagnostics(program);
  if (errors.length > 0) throw new Error(ts.formatDiagnostics(errors, { getCanonicalFileName: (path) => path, getCurrentDirectory: () => root, getNewLine: () => '\n' }));
  const files = new Map<string, string>();
  program.emit(undefined, (path, text) => files.set(relative(join(root, 'sdk'), path).replaceAll('\\', '/'), text), undefined, false, {
    afterDeclarations: [withJsImports],
  });
  return files;
}

/** The compiler rewrites imports of modules, not those of declarations. No other text in them is a relative path. */
function withJsImports(context: ts.TransformationContext): ts.Transformer<ts.SourceFile | ts.Bundle> {
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => (ts.isStringLiteral(node) && /^\.\.?\/.*\.ts$/.test(node.text)
    ? factory.createStringLiteral(node.text.replace(/\.ts$/, '.js'), true)
    : ts.visitEachChild(node, visit, context));
  return (file) => ts.visitEachChild(file, visit, context);
}
