import { checkPathModel, resolveConfig, type Measurement } from '@doorbell/sdk';
import { replayMeasurement, replayRequests, type ReplayRow } from '../../core/calibrate/index.ts';
import type { ResolvedPath } from '../../core/contract/index.ts';
import type { AuthorPackage } from './author-package.ts';
import type { Describer } from './describe-package.ts';

/** Hears which figure is simulated next; `at` counts from 0. */
export type OnReplay = (measurement: Measurement, at: number, of: number) => void;

/** Simulates every published figure of a package on its testbed; models come from the sandbox. Never rejects. */
export async function replayPackage({ manifest, version }: AuthorPackage, describer: Describer, onReplay?: OnReplay): Promise<readonly ReplayRow[]> {
  const models: ResolvedPath[] = [];
  for (const { key, choice, platform } of replayRequests(manifest)) {
    const answer = await describer.describe(resolveConfig(manifest, choice).config, platform);
    // Only what was checked is simulated; the rows of others say that the path cannot be described.
    if (!answer.ok || checkPathModel(answer.model, manifest.proposals).some(({ severity }) => severity === 'error')) continue;
    models.push({ key, model: answer.model, plugin: { id: manifest.id, version, sha256: '0'.repeat(64) } });
  }
  return (manifest.measurements ?? []).map((measurement, at, all) => {
    onReplay?.(measurement, at, all.length);
    return replayMeasurement(manifest, measurement, models);
  });
}
