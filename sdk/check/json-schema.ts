import type { Shape } from './shape.ts';

/** The part of JSON Schema (draft 7) that shapes write. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: JsonSchema;
  readonly maxProperties?: number;
  readonly additionalProperties?: JsonSchema | false;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** Named schemas, filled while a schema is written. */
export type Definitions = Map<string, JsonSchema>;

/** A whole schema document of a shape. */
export function schemaDocument(shape: Shape, title: string, description: string): JsonSchema {
  const definitions: Definitions = new Map();
  const schema = shape.schema(definitions);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#', title, description,
    // Beside a $ref nothing else counts in draft 7.
    allOf: [schema],
    definitions: Object.fromEntries([...definitions].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
