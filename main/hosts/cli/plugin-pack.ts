import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { formatBytes } from '../../core/charts/index.ts';
import { checkPackage } from '../../services/authoring/check-package.ts';
import { packPackage } from '../../services/authoring/pack-package.ts';
import { describeFinding, hasErrors } from './describe-finding.ts';
import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import { jsonText, type PluginOptions } from './plugin-options.ts';
import { terminalText } from './terminal-text.ts';
import { withAuthorPackage } from './with-author-package.ts';
import { writeOutput } from './write-output.ts';

export interface PluginPackOptions extends PluginOptions {
  /** A file that ends in .tgz, or a folder. Default: where the command runs. */
  readonly out?: string;
}

/** `plugin pack`: bundles the sources and writes one `.tgz`. What cannot be described is not packed. */
export async function pluginPackCommand(folder: string, options: PluginPackOptions, entryDirectory: string): Promise<ExitCode> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isFile() === true) throw new BadInputError(`${folder}: error: This is a file. Name the folder with the sources.`);
  return withAuthorPackage(folder, options, entryDirectory, async (subject, describer) => {
    const { findings } = await checkPackage(subject, describer);
    if (hasErrors(findings)) throw new BadInputError(terminalText(findings.map((finding) => describeFinding(finding, folder)).join('\n')));
    const packed = await packPackage(resolve(folder), subject);
    const target = resolve(options.out ?? '.');
    const file = target.endsWith('.tgz') ? target : join(target, packed.fileName);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, packed.bytes);
    const { integrity, files, unpackedBytes } = packed;
    if (options.json === true) await writeOutput(jsonText({ file, bytes: packed.bytes.length, unpackedBytes, integrity, files }));
    else await writeOutput(`${relative(process.cwd(), file)}: ${formatBytes(packed.bytes.length)}, ${formatBytes(unpackedBytes)} unpacked, ${String(files.length)} files (${files.map(({ path }) => path).join(', ')})\n${integrity}\n`);
    return exitCodes.done;
  });
}
