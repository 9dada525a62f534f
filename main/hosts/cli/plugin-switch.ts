import { exitCodes, type ExitCode } from './exit-codes.ts';
import { jsonText, type PluginOptions } from './plugin-options.ts';
import { withCatalog } from './with-catalog.ts';
import { writeOutput } from './write-output.ts';

/** What can be done with a plugin that is there. */
export type PluginSwitch = 'enable' | 'disable' | 'remove';

const said: Readonly<Record<PluginSwitch, string>> = {
  enable: 'is enabled', disable: 'is disabled; experiments that name it cannot be planned until it is enabled', remove: 'was removed; its runs stay readable and repeatable',
};

/** `plugin enable`, `plugin disable` and `plugin remove`. */
export function pluginSwitchCommand(how: PluginSwitch, id: string, options: PluginOptions, entryDirectory: string): Promise<ExitCode> {
  return withCatalog(options, entryDirectory, async (catalog) => {
    await catalog[how](id);
    const card = (await catalog.list()).find((each) => each.id === id);
    if (options.json === true) await writeOutput(jsonText({ id, done: how, state: card?.state, reason: card?.reason }));
    else await writeOutput(`${id} ${said[how]}.\n`);
    return exitCodes.done;
  });
}
