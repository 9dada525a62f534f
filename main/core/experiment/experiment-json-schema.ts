import { z } from 'zod';
import { describeField } from './field-descriptions.ts';
import { experimentSchema } from './experiment-schema.ts';
import { jsonFormOf, type JsonForm } from './json-forms.ts';

type MutableForm = Record<string, unknown>;

/**
 * JSON Schema (draft 7, which editors of YAML know best) of an experiment as people write it, from the schemas that read it:
 * fields, bounds, units, defaults and what they mean. It takes every document that can be read. What the parts of a document
 * say about each other it does not know.
 */
export function experimentJsonSchema(): JsonForm {
  // Parts that stand in two places become two: each is described once.
  const schema = JSON.parse(JSON.stringify(jsonOf(experimentSchema))) as MutableForm;
  describeFields(schema);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#', title: 'Doorbell experiment',
    description: 'A question, a cluster, a job, and the points to run. Only name, a workload and a data path are required.',
    ...schema,
  };
}

function jsonOf(schema: z.ZodType): JsonForm {
  const { $schema: _, ...form } = z.toJSONSchema(schema, {
    io: 'input', unrepresentable: 'any', reused: 'inline', target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const make = jsonFormOf(zodSchema);
      if (make !== undefined) replace(jsonSchema, make(jsonOf));
      const { def } = zodSchema._zod;
      // The default of what is read, which the library leaves out behind a transform.
      if (def.type === 'default' && jsonSchema.default === undefined) Object.assign(jsonSchema, { default: def.defaultValue });
      // A list that nobody changes afterwards is still written.
      if ('readOnly' in jsonSchema) delete jsonSchema.readOnly;
    },
  });
  return form;
}

function replace(target: object, form: JsonForm): void {
  for (const key of Object.keys(target)) delete (target as MutableForm)[key];
  Object.assign(target, form);
}

/** Says of every field what it means; a unit's sentence follows. */
function describeFields(schema: MutableForm): void {
  eachField(schema, '', (field, path) => {
    const text = describeField(path);
    if (text !== undefined) field.description = typeof field.description === 'string' ? `${text} ${field.description}` : text;
  });
}

/** Visits every field with its path; alternatives of a field are walked alike. */
function eachField(form: MutableForm, path: string, visit: (field: MutableForm, path: string) => void): void {
  for (const [name, field] of Object.entries((form.properties ?? {}) as Readonly<Record<string, MutableForm>>)) {
    const at = path === '' ? name : `${path}.${name}`;
    visit(field, at);
    eachField(field, at, visit);
  }
  const alternatives = [...(form.anyOf ?? []) as readonly MutableForm[], ...(form.oneOf ?? []) as readonly MutableForm[]];
  for (const each of alternatives) eachField(each, kindPath(each, path), visit);
  if (typeof form.items === 'object') eachField(form.items as MutableForm, `${path}[]`.replace('.path[]', '.path'), visit);
}

/** Workloads are told apart by their kind: `jobs[].workload(osu)`. */
function kindPath(form: MutableForm, path: string): string {
  const kind = (form.properties as { readonly kind?: { readonly const?: unknown } } | undefined)?.kind?.const;
  return typeof kind === 'string' ? `${path}(${kind})` : path;
}

/** Fields of the schema whose meaning nothing says. */
export function undescribedFields(): readonly string[] {
  const missing = new Set<string>();
  eachField(jsonOf(experimentSchema), '', (_, path) => {
    if (describeField(path) === undefined) missing.add(path);
  });
  return [...missing];
}
