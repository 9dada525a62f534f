import { checkPackage } from '../../services/authoring/check-package.ts';
import { hasErrors } from './describe-finding.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { jsonText, type PluginOptions } from './plugin-options.ts';
import { terminalText } from './terminal-text.ts';
import { sayPackageFindings, withAuthorPackage } from './with-author-package.ts';
import { writeOutput } from './write-output.ts';

/** `plugin check`: the manifest, and the models for defaults and presets, evaluated in the sandbox. */
export function pluginCheckCommand(where: string, options: PluginOptions, entryDirectory: string): Promise<ExitCode> {
  return withAuthorPackage(where, options, entryDirectory, async (subject, describer) => {
    const { models, findings } = await checkPackage(subject, describer);
    const ok = !hasErrors(findings);
    sayPackageFindings(where, findings);
    const { id, title } = subject.manifest;
    if (options.json === true) await writeOutput(jsonText({ ok, id, version: subject.version, models, findings }));
    else if (ok) await writeOutput(terminalText(`${title} (${id} ${subject.version}): the manifest and ${String(models)} models are correct${findings.length === 0 ? '' : ', with warnings'}.\n`));
    return ok ? exitCodes.done : exitCodes.badInput;
  });
}
