import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ServiceError } from '../../../core/contract/service-error.ts';

const standard = 'https://registry.npmjs.org/';

/**
 * The registry that npm would ask for a package: `npm_config_registry`, else the user's `.npmrc` (its scope's registry
 * first), else the public one. Credentials in those settings are not used.
 */
export async function registryOf(name: string, environment: NodeJS.ProcessEnv): Promise<URL> {
  const file = environment.npm_config_userconfig ?? environment.NPM_CONFIG_USERCONFIG ?? join(homedir(), '.npmrc');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split(/\r?\n/);
  const setting = (key: string): string | undefined => lines.map((line) => /^\s*([^=#;]+?)\s*=\s*(.*?)\s*$/.exec(line)).findLast((match) => match?.[1] === key)?.[2];
  const scope = name.startsWith('@') ? setting(`${name.slice(0, name.indexOf('/'))}:registry`) : undefined;
  const text = scope ?? environment.npm_config_registry ?? environment.NPM_CONFIG_REGISTRY ?? setting('registry') ?? standard;
  if (!URL.canParse(text) || !['http:', 'https:'].includes(new URL(text).protocol)) throw new ServiceError('BadInput', `npm's setting "registry" is no address: "${text}". Correct it, or install from a .tgz.`);
  const url = new URL(text.endsWith('/') ? text : `${text}/`);
  url.username = '';
  url.password = '';
  return url;
}
