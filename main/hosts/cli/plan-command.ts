import { exitCodes, type ExitCode } from './exit-codes.ts';
import { openServices, type CommonOptions } from './open-services.ts';
import { readDocument, setInDocument } from './read-document.ts';
import { sayFindings } from './run-command.ts';
import { writeOutput } from './write-output.ts';

export interface PlanOptions extends CommonOptions {
  readonly json?: boolean;
  readonly set?: readonly string[];
}

/** `plan`: what running an experiment would mean, without running it. */
export async function planCommand(file: string, options: PlanOptions, entryDirectory: string): Promise<ExitCode> {
  const { services, close } = await openServices(options, entryDirectory, file);
  try {
    const document = setInDocument(await readDocument(file, services), options.set ?? []);
    const preview = await services.experiments.preview(document.text);
    if (!sayFindings(document, preview)) return exitCodes.badInput;
    const { experiment, count, reused, estimateSeconds, axes, findings, fingerprints = [] } = preview;
    if (options.json === true) {
      const answer = { experiment: experiment?.name, count, reused, estimateSeconds, axes, fingerprints, findings };
      await writeOutput(`${JSON.stringify(answer, undefined, 2)}\n`);
      return exitCodes.done;
    }
    const lines = axes.map(({ name, values }) => `  ${name}: ${values.join(', ')}`);
    const time = estimateSeconds < 1 ? 'less than a second' : `about ${String(Math.round(estimateSeconds))} s`;
    await writeOutput(`${experiment?.title ?? ''}\n${lines.join('\n')}\n${String(count)} runs, ${String(reused)} of them reused; ${time} on this machine.\n`);
    return exitCodes.done;
  } finally {
    await close();
  }
}
