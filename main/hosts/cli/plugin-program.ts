import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import { pluginCheckCommand } from './plugin-check.ts';
import { pluginInstallCommand, type PluginInstallOptions } from './plugin-install.ts';
import { pluginListCommand } from './plugin-list.ts';
import { pluginNewCommand, type PluginNewOptions } from './plugin-new.ts';
import { toldAsJson, type PluginOptions } from './plugin-options.ts';
import { pluginPackCommand, type PluginPackOptions } from './plugin-pack.ts';
import { pluginSwitchCommand, type PluginSwitch } from './plugin-switch.ts';
import { pluginTestCommand } from './plugin-test.ts';

/** Adds `doorbell plugin …`; each command sets the exit code through `end`. */
export function addPluginCommands(doorbell: Command, entryDirectory: string, end: (code: ExitCode) => void): void {
  const plugin = doorbell.command('plugin').description('write, check, install and remove data paths');
  const command = (name: string, summary: string): Command => plugin.command(name).description(summary).option('--json', 'one JSON document on stdout');
  const ofWorkspace = (name: string, summary: string): Command =>
    command(name, summary).option('--workspace <folder>', 'where plugins are installed (default: DOORBELL_WORKSPACE, else the user data folder)');

  command('new', 'begin a data path: a package that passes its own tests, with the SDK beside it')
    .argument('<folder>', 'a folder that is not there yet, or empty')
    .option('--id <id>', 'kebab-case (default: the folder\'s name)')
    .option('--title <title>', 'as people read it (default: the id in words)')
    .action(async (folder: string, options: PluginNewOptions) => { end(await toldAsJson(options, () => pluginNewCommand(folder, options, entryDirectory))); });
  command('check', 'check a manifest, and the models for defaults and presets, in the sandbox')
    .argument('<plugin>', 'a folder, or a .tgz')
    .action(async (where: string, options: PluginOptions) => { end(await toldAsJson(options, () => pluginCheckCommand(where, options, entryDirectory))); });
  command('test', 'ask everything that is expected of a path, and replay its published figures')
    .argument('<plugin>', 'a folder, or a .tgz')
    .action(async (where: string, options: PluginOptions) => { end(await toldAsJson(options, () => pluginTestCommand(where, options, entryDirectory))); });
  command('pack', 'bundle a path and write one .tgz that npm and Doorbell install')
    .argument('<folder>', 'a folder with sources')
    .option('--out <place>', 'a folder, or a file that ends in .tgz (default: here)')
    .action(async (folder: string, options: PluginPackOptions) => { end(await toldAsJson(options, () => pluginPackCommand(folder, options, entryDirectory))); });
  ofWorkspace('install', 'look at a plugin, ask, and install it')
    .argument('<plugin>', 'a .tgz, a folder, or the name of an npm package, which is fetched')
    .option('--yes', 'do not ask')
    .option('--unpacked', 'use an author\'s folder where it is, and read it again when it changes')
    .action(async (what: string, options: PluginInstallOptions) => { end(await toldAsJson(options, () => pluginInstallCommand(what, options, entryDirectory))); });
  ofWorkspace('list', 'list data paths with their states')
    .action(async (options: PluginOptions) => { end(await toldAsJson(options, () => pluginListCommand(options, entryDirectory))); });
  const switches: Readonly<Record<PluginSwitch, string>> = {
    enable: 'let experiments choose a path again', disable: 'keep a path from being chosen', remove: 'remove an installed path; its runs stay',
  };
  for (const how of ['enable', 'disable', 'remove'] as const) {
    ofWorkspace(how, switches[how]).argument('<id>', 'of a path, as `plugin list` has it')
      .action(async (id: string, options: PluginOptions) => { end(await toldAsJson(options, () => pluginSwitchCommand(how, id, options, entryDirectory))); });
  }
}
