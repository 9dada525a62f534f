import { writeFile } from 'node:fs/promises';
import manifest from '@doorbell/sdk/schemas/manifest.json' with { type: 'json' };
import pathModel from '@doorbell/sdk/schemas/path-model.json' with { type: 'json' };
import { experimentJsonSchema } from '../../core/experiment/experiment-json-schema.ts';
import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import { say, writeOutput } from './write-output.ts';

/** What there are schemas of. */
const schemas: Readonly<Record<string, () => unknown>> = { experiment: experimentJsonSchema, manifest: () => manifest, 'path-model': () => pathModel };

export interface SchemaOptions {
  readonly out?: string;
}

/** `schema`: JSON Schema of a document, for editors that complete it and for scripts that check it. */
export async function schemaCommand(what: string, { out }: SchemaOptions): Promise<ExitCode> {
  const make = Object.hasOwn(schemas, what) ? schemas[what] : undefined;
  if (make === undefined) throw new BadInputError(`${what}: error: There is no schema of that name. Use one of ${Object.keys(schemas).join(', ')}.`);
  const text = `${JSON.stringify(make(), undefined, 2)}\n`;
  if (out === undefined) {
    await writeOutput(text);
    return exitCodes.done;
  }
  try {
    await writeFile(out, text);
  } catch (error) {
    throw new BadInputError(`${out}: error: It cannot be written: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  say(`Wrote ${out}.`);
  return exitCodes.done;
}
