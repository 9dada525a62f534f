import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import type { CommonOptions } from './open-services.ts';
import { writeOutput } from './write-output.ts';

/** Options that every `doorbell plugin` command has. */
export interface PluginOptions extends CommonOptions {
  readonly json?: boolean;
}

/** One JSON document, as scripts read it. */
export function jsonText(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Does a command's work; with `--json` a failure is a document too: `{ ok: false, error, findings }`, beside what stderr says. */
export async function toldAsJson({ json }: PluginOptions, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const findings = error instanceof BadInputError ? error.findings : [];
    if (json === true) await writeOutput(jsonText({ ok: false, exitCode: error instanceof BadInputError ? exitCodes.badInput : exitCodes.failed, error: message.replace(/^error: /, ''), findings }));
    throw error;
  }
}
