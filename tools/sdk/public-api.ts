import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { sdkEntries, sdkProgram } from './emit-sdk.ts';

/** One exported name. */
export interface PublicSymbol {
  readonly name: string;
  /** As declarations have it, without comments. */
  readonly text: string;
  /** Names of this symbol and its members that nothing is said about, such as `Limits.mtuBytes`. */
  readonly undocumented: readonly string[];
}

/** One way into the package. */
export interface PublicModule {
  /** As an import names it, such as `@doorbell/sdk/test-kit`. */
  readonly specifier: string;
  readonly symbols: readonly PublicSymbol[];
}

/** Everything that the SDK exports, by module and name. */
export function publicApi(root: string): readonly PublicModule[] {
  const program = sdkProgram(root, { declaration: true, emitDeclarationOnly: true, removeComments: true, newLine: ts.NewLineKind.LineFeed });
  const checker = program.getTypeChecker();
  const declarations = new Map<string, ts.SourceFile>();
  program.emit(undefined, (path, text) => declarations.set(resolve(path), ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)));
  return sdkEntries.map((entry) => {
    const file = program.getSourceFile(join(root, 'sdk', entry));
    const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`sdk/${entry} exports nothing.`);
    const symbols = checker.getExportsOfModule(module).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return {
      specifier: ['@doorbell/sdk', dirname(entry)].filter((part) => part !== '.').join('/'),
      symbols: symbols.map((symbol) => publicSymbol(symbol, checker, declarations)),
    };
  });
}

function publicSymbol(exported: ts.Symbol, checker: ts.TypeChecker, files: ReadonlyMap<string, ts.SourceFile>): PublicSymbol {
  const symbol = (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported);
  const texts = (symbol.declarations ?? []).map((declaration) => {
    const source = declaration.getSourceFile().fileName;
    const file = files.get(resolve(source.replace(/\.ts$/, '.d.ts')));
    const statement = file?.statements.find((each) => declaredNames(each).includes(symbol.name));
    if (statement === undefined) throw new Error(`${symbol.name} of ${relative('.', source)} has no declaration.`);
    return statement.getText();
  });
  return { name: exported.name, text: [...new Set(texts)].join('\n'), undocumented: undocumentedNames(symbol, checker) };
}

function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isFunctionDeclaration(statement)) return [statement.name?.text ?? ''];
  return [];
}

/** A symbol and, of an interface, its own members, those of objects inside it too. */
function undocumentedNames(symbol: ts.Symbol, checker: ts.TypeChecker): readonly string[] {
  const missing: string[] = [];
  const ask = (each: ts.Symbol, name: string): void => {
    if (ts.displayPartsToString(each.getDocumentationComment(checker)).trim() === '') missing.push(name);
  };
  const members = (node: ts.Node, name: string): void => {
    if (ts.isPropertySignature(node) || ts.isMethodSignature(node)) {
      const member = checker.getSymbolAtLocation(node.name);
      const inner = `${name}.${node.name.getText()}`;
      // What tells a union apart says so by its value.
      if (member !== undefined && node.name.getText() !== 'kind') ask(member, inner);
      if (node.type !== undefined) members(node.type, inner);
    } else if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) node.members.forEach((each) => members(each, name));
  };
  ask(symbol, symbol.name);
  for (const declaration of symbol.declarations ?? []) if (ts.isInterfaceDeclaration(declaration)) members(declaration, symbol.name);
  return missing;
}

/** The surface as a document that people review. */
export function apiReport(modules: readonly PublicModule[], version: string): string {
  return [
    `# Public surface of @doorbell/sdk ${version}`, '',
    'Written by `npm run check -- --update`; `npm run check` fails when it is not what the sources say. Every difference here is a',
    'difference for authors: what is added raises the minor version, what is taken away or changes its meaning the major one.', '',
    ...modules.flatMap(({ specifier, symbols }) => [`## ${specifier}`, '', '```ts', symbols.map(({ text }) => text).join('\n\n'), '```', '']),
  ].join('\n');
}
