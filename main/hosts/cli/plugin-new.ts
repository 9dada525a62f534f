import { relative } from 'node:path';
import { newPackage } from '../../services/authoring/new-package.ts';
import { builtLocations } from '../locations.ts';
import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import { jsonText } from './plugin-options.ts';
import { writeOutput } from './write-output.ts';

export interface PluginNewOptions {
  readonly id?: string;
  readonly title?: string;
  readonly json?: boolean;
}

/** `plugin new`: writes a package that passes its own tests. */
export async function pluginNewCommand(folder: string, { id, title, json }: PluginNewOptions, entryDirectory: string): Promise<ExitCode> {
  const outcome = await newPackage({ folder, sdkTarball: builtLocations(entryDirectory).sdkTarball, ...(id === undefined ? {} : { id }), ...(title === undefined ? {} : { title }) });
  if (!outcome.ok) throw new BadInputError(`error: ${outcome.message}`);
  if (json === true) {
    await writeOutput(jsonText({ folder: outcome.folder, id: outcome.id, title: outcome.title, files: outcome.files }));
    return exitCodes.done;
  }
  const place = relative(process.cwd(), outcome.folder) || '.';
  await writeOutput(`${outcome.title} (${outcome.id}) is in ${place}: ${outcome.files.join(', ')}.

  cd ${/\s/.test(place) ? JSON.stringify(place) : place}
  npm install --offline                    types of the SDK, for your editor
  doorbell plugin test .                   all its checks; npm test asks most of them too
  doorbell plugin install --unpacked .     use it in the lab, read again when you save

Search for SKELETON: what is marked so must become yours.
`);
  return exitCodes.done;
}
