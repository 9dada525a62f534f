import { exitCodes, type ExitCode } from './exit-codes.ts';
import { jsonText, type PluginOptions } from './plugin-options.ts';
import { terminalText } from './terminal-text.ts';
import { textTable } from './text-table.ts';
import { withCatalog } from './with-catalog.ts';
import { writeOutput } from './write-output.ts';

/** `plugin list`: the data paths of the workspace and their states. */
export function pluginListCommand(options: PluginOptions, entryDirectory: string): Promise<ExitCode> {
  return withCatalog(options, entryDirectory, async (catalog) => {
    const cards = await catalog.list();
    if (options.json === true) {
      await writeOutput(jsonText({ plugins: cards.map(({ id, title, version, state, reason, origin, sdkRange, sha256, presets, capabilities, relations }) =>
        ({ id, title, version, state, reason, origin, sdkRange, sha256, presets: presets.map((preset) => preset.id), capabilities, relations })) }));
      return exitCodes.done;
    }
    await writeOutput(terminalText(textTable([
      { title: 'id', align: 'left' }, { title: 'version', align: 'left' }, { title: 'from', align: 'left' }, { title: 'state', align: 'left' }, { title: 'title, or why not', align: 'left', width: 72 },
    ], cards.map(({ id, version, origin, state, title, reason }) => [id, version, origin, state, state === 'enabled' ? title : reason ?? title]))));
    return exitCodes.done;
  });
}
