import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { axisNames, type Services } from '../../core/contract/index.ts';
import { BadInputError } from './exit-codes.ts';

/** An experiment as the command was given it. `label` names it in messages. */
export interface ExperimentDocument {
  readonly label: string;
  readonly text: string;
}

/** Reads a file; where there is none, the experiment of that name (a sample or one of the workspace). */
export async function readDocument(fileOrName: string, services: Services): Promise<ExperimentDocument> {
  try {
    return { label: fileOrName, text: await readFile(resolve(fileOrName), 'utf8') };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') {
      throw new BadInputError(`${fileOrName}: error: The file cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  try {
    return { label: fileOrName, text: (await services.experiments.read(fileOrName)).text };
  } catch {
    const names = (await services.experiments.list()).map(({ name }) => name);
    throw new BadInputError(`${fileOrName}: error: There is no such file, and no experiment of that name. Give a YAML file, or one of: ${names.join(', ')}.`);
  }
}

function scalar(text: string): string | number {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
}

/** Puts `axis=value,value`, `replicates=n` or `seed=n` into the text of an experiment. */
export function setInDocument(document: ExperimentDocument, settings: readonly string[]): ExperimentDocument {
  if (settings.length === 0) return document;
  const yaml = parseDocument(document.text);
  // What is wrong with the text is better said by those who check it.
  if (yaml.errors.length > 0) return document;
  for (const setting of settings) {
    const [, name = '', value = ''] = /^([a-z]+)=(.+)$/i.exec(setting) ?? [];
    if (name === 'replicates' || name === 'seed') yaml.set(name, scalar(value));
    else if (axisNames.some((axis) => axis === name)) yaml.setIn(['sweep', 'axes', name], value.split(',').map(scalar));
    else throw new BadInputError(`--set ${setting}: error: Give NAME=VALUE[,VALUE], where NAME is replicates, seed or an axis: ${axisNames.join(', ')}.`);
  }
  return { ...document, text: yaml.toString() };
}
