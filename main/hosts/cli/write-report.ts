import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ComparisonRequest, Services } from '../../core/contract/index.ts';
import { BadInputError } from './exit-codes.ts';
import { say } from './write-output.ts';

/** Writes the report of a comparison to a file and says so on stderr. */
export async function writeReport(services: Services, request: ComparisonRequest, file: string): Promise<void> {
  const { html } = await services.compare.report(request);
  const path = resolve(file);
  try {
    await writeFile(path, html);
  } catch (error) {
    throw new BadInputError(`--report ${file}: error: The file cannot be written: ${error instanceof Error ? error.message : String(error)}. Give a path in a folder that exists.`, { cause: error });
  }
  say(`Report written to ${path}`);
}
