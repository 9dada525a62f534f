import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ConfigValues, DataPath, Manifest } from '@doorbell/sdk';
import { resolveConfig } from '@doorbell/sdk';
import type { Experiment, PathRequest, ResolvedPath } from '../main/core/contract/index.ts';
import { parseExperiment } from '../main/core/experiment/index.ts';
import { pathRequests } from '../main/core/plan/index.ts';

const root = resolve(import.meta.dirname, '..');

/** A sample experiment by name. */
export function sampleText(name: string): string {
  return readFileSync(join(root, 'experiments', `${name}.yaml`), 'utf8');
}

export function parseSample(name: string): Experiment {
  const { experiment, findings } = parseExperiment(sampleText(name));
  if (experiment === undefined) throw new Error(`${name}: ${findings[0]?.message ?? 'cannot be read'}`);
  return experiment;
}

/** The models of an experiment's paths, straight from the sources of the built-in data paths. */
export async function resolvePaths(experiment: Experiment): Promise<readonly ResolvedPath[]> {
  return Promise.all(pathRequests(experiment).map(resolvePath));
}

async function resolvePath({ key, choice, platform }: PathRequest): Promise<ResolvedPath> {
  const folder = join(root, 'plugins', choice.id);
  const { doorbell, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { doorbell: Manifest; version: string };
  const { default: path } = (await import(join(folder, 'index.ts'))) as { default: DataPath<ConfigValues> };
  const { config, findings } = resolveConfig(doorbell, choice);
  if (findings[0] !== undefined) throw new Error(`${choice.id}: ${findings[0].message}`);
  const model = path.describe(config, platform);
  return { key, model, plugin: { id: choice.id, version, sha256: 'source' } };
}
