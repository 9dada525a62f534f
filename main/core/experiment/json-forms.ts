import type { z } from 'zod';

/** A piece of a JSON Schema. */
export type JsonForm = Readonly<Record<string, unknown>>;

type MakeForm = (jsonOf: (schema: z.ZodType) => JsonForm) => JsonForm;

/** What a schema that reads texts cannot say of itself: what it takes, as JSON Schema. */
const forms = new WeakMap<z.core.$ZodType, MakeForm>();

/** Names the JSON Schema of what a schema takes where a transform hides it. Answers the schema. */
export function jsonAs<Schema extends z.ZodType>(schema: Schema, make: MakeForm): Schema {
  forms.set(schema, make);
  return schema;
}

/** The form that was named for a schema. */
export function jsonFormOf(schema: z.core.$ZodType): MakeForm | undefined {
  return forms.get(schema);
}
