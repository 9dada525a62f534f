import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PluginReview, PluginSource, Services } from '../../core/contract/index.ts';
import { serviceArguments } from '../../core/contract/service-arguments.ts';
import { askYes, isAnybodyThere, ownTerminal, type Terminal } from './ask-yes.ts';
import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import { jsonText, type PluginOptions } from './plugin-options.ts';
import { reviewSheet } from './review-sheet.ts';
import { terminalText } from './terminal-text.ts';
import { sayPackageFindings } from './with-author-package.ts';
import { withCatalog } from './with-catalog.ts';
import { say, writeOutput } from './write-output.ts';

export interface PluginInstallOptions extends PluginOptions {
  readonly yes?: boolean;
  /** The source is an author's folder that stays where it is. */
  readonly unpacked?: boolean;
}

/** `plugin install`: shows what is to be installed, asks, installs just that. */
export function pluginInstallCommand(what: string, options: PluginInstallOptions, entryDirectory: string, terminal: Terminal = ownTerminal()): Promise<ExitCode> {
  const source = sourceOf(what);
  if (options.unpacked === true && source.kind !== 'path') throw new BadInputError(`${what}: error: --unpacked takes a folder, and there is none of that name.`);
  return withCatalog(options, entryDirectory, async (catalog) => {
    if (options.unpacked === true) return loadUnpacked(catalog, resolve(what), options);
    const review = await catalog.review(source);
    // Answers go to stdout, and the sheet is part of the question.
    process.stderr.write(reviewSheet(review));
    sayPackageFindings(what, review.findings);
    const decision = await decide(review, what, options, terminal);
    if (decision !== 'install') {
      await catalog.discard(review.token);
      if (decision === 'no') say('Nothing was installed.');
      if (options.json === true) await writeOutput(jsonText({ installed: false, ...reviewAsJson(review) }));
      return decision === 'no' ? exitCodes.done : exitCodes.badInput;
    }
    const id = await catalog.install(review.token);
    if (options.json === true) await writeOutput(jsonText({ installed: true, ...reviewAsJson(review) }));
    else await writeOutput(`Installed ${id} ${review.card.version}. Experiments choose it as \`paths: ${id}\`.\n`);
    return exitCodes.done;
  });
}

/** A file or folder that is there, else a package's name; what can be neither is said. */
export function sourceOf(what: string): PluginSource {
  if (existsSync(what)) return { kind: 'path', path: resolve(what) };
  if (/^[./~\\]|\.tgz$|\\/.test(what)) throw new BadInputError(`${what}: error: There is no such file or folder.`);
  const source = { kind: 'npm', name: what } as const;
  const checked = serviceArguments.catalog.review[0][1].safeParse(source);
  if (!checked.success) throw new BadInputError(`${what}: error: There is no such file or folder, and it ${checked.error.issues[0]?.message ?? 'is no package'}.`);
  return source;
}

async function decide({ installable }: PluginReview, what: string, { yes, json }: PluginInstallOptions, terminal: Terminal): Promise<'install' | 'no' | 'cannot'> {
  if (!installable) {
    say(`${what}: error: It cannot be installed as it is. The findings above say why; its author must mend them.`);
    return 'cannot';
  }
  if (yes === true) return 'install';
  if (json === true || !isAnybodyThere(terminal)) {
    say('error: Nobody can be asked here, so nothing was installed. If what stands above is what you want, run it again with --yes.');
    return 'cannot';
  }
  return (await askYes('Install it? [y/N] ', terminal)) ? 'install' : 'no';
}

async function loadUnpacked(catalog: Services['catalog'], folder: string, options: PluginInstallOptions): Promise<ExitCode> {
  const id = await catalog.loadUnpacked(folder);
  const card = (await catalog.list()).find((each) => each.id === id);
  const usable = card?.state === 'enabled';
  if (options.json === true) await writeOutput(jsonText({ installed: true, unpacked: true, id, version: card?.version, state: card?.state, reason: card?.reason, folder }));
  else if (usable) await writeOutput(`${id} ${card.version} is used from ${folder}, and read again when it changes.\n`);
  if (!usable) say(terminalText(`${folder}: error: ${card?.reason ?? 'It cannot be used.'} It is used as soon as that is mended.`));
  return usable ? exitCodes.done : exitCodes.failed;
}

/** Names only grow. */
function reviewAsJson({ source, card, findings, files, packedBytes, unpackedBytes, integrity, scripts, replaces, measurements }: PluginReview) {
  const { id, title, version, sha256, sdkRange, state, capabilities } = card;
  return { id, title, version, source, sha256, integrity, sdkRange, state, capabilities, packedBytes, unpackedBytes, files, scripts, replaces, measurements, findings };
}
