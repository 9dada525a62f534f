import ts from 'typescript';
import type { JsonSchema } from '../../sdk/check/json-schema.ts';

/**
 * The schema with what the types of the contract say about their fields. A definition has the name of its type; what
 * follows a dot tells variants of one type apart.
 */
export function describeSchema(schema: JsonSchema, program: ts.Program): JsonSchema {
  const checker = program.getTypeChecker();
  const types = contractTypes(program, checker);
  const definitions = Object.entries(schema.definitions ?? {}).map(([name, definition]) => {
    const symbol = types.get(name.replace(/\..*$/, ''));
    if (symbol === undefined) throw new Error(`The definition ${name} has the name of no type of the SDK.`);
    return [name, describe(definition, symbol, checker.getDeclaredTypeOfSymbol(symbol), checker)] as const;
  });
  return { ...schema, definitions: Object.fromEntries(definitions) };
}

function contractTypes(program: ts.Program, checker: ts.TypeChecker): ReadonlyMap<string, ts.Symbol> {
  const files = program.getSourceFiles().filter(({ fileName }) => /\/sdk\/model\/[\w-]+\.ts$/.test(fileName));
  return new Map(files.flatMap((file) => {
    const module = checker.getSymbolAtLocation(file);
    return module === undefined ? [] : checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol] as const);
  }));
}

function describe(schema: JsonSchema, symbol: ts.Symbol, type: ts.Type, checker: ts.TypeChecker): JsonSchema {
  const description = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\{@link (\w+)[^}]*\}/g, '$1').replace(/\s+/g, ' ').trim();
  return {
    ...(description === '' ? {} : { description }),
    ...schema,
    ...(schema.properties === undefined ? {} : {
      properties: Object.fromEntries(Object.entries(schema.properties).map(([key, inner]) => {
        const property = type.getProperty(key);
        return [key, property === undefined ? inner : describe(inner, property, checker.getTypeOfSymbol(property), checker)];
      })),
    }),
  };
}
