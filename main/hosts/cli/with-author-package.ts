import { availableParallelism } from 'node:os';
import { readAuthorPackage, type AuthorPackage } from '../../services/authoring/author-package.ts';
import { createDescriber, type Describer } from '../../services/authoring/describe-package.ts';
import { createSandboxPool } from '../../services/authoring/sandbox-pool.ts';
import type { Finding } from '../../core/contract/index.ts';
import { forkWorker } from '../fork-worker.ts';
import { builtLocations } from '../locations.ts';
import { describeFinding } from './describe-finding.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { jsonText, type PluginOptions } from './plugin-options.ts';
import { terminalText } from './terminal-text.ts';
import { say, writeOutput } from './write-output.ts';

/** Says findings one by one, as `plan` does. */
export function sayPackageFindings(where: string, findings: readonly Finding[]): void {
  for (const finding of findings) say(terminalText(describeFinding(finding, where)));
}

/** Does something with an author's package and a sandbox to ask it in; says why where it cannot be read. */
export async function withAuthorPackage(
  where: string, options: PluginOptions, entryDirectory: string, work: (subject: AuthorPackage, describer: Describer) => Promise<ExitCode>,
): Promise<ExitCode> {
  const reading = await readAuthorPackage(where);
  if (!reading.ok) {
    sayPackageFindings(where, reading.findings);
    if (options.json === true) await writeOutput(jsonText({ ok: false, findings: reading.findings }));
    return exitCodes.badInput;
  }
  const sandbox = createSandboxPool(forkWorker(builtLocations(entryDirectory).entries), Math.min(4, availableParallelism()));
  try {
    return await work(reading.package, createDescriber(reading.package, sandbox));
  } finally {
    await sandbox.close();
  }
}
