import { configDefaults, defineDataPath } from '@doorbell/sdk';
import { conformance, testPlatforms } from '@doorbell/sdk/test-kit';
import type { ConformanceCheck } from '@doorbell/sdk/test-kit';
import type { ConfigValues, PathModel, Platform } from '@doorbell/sdk';
import type { AuthorPackage } from './author-package.ts';
import type { Describer } from './describe-package.ts';

/** Rounds of questions after which a check that asks ever new ones is given up. */
const mostRounds = 64;

/**
 * The test kit's checks on a package that is described in the sandbox. The kit asks as if the path were at hand: its
 * questions are noted, answered by the sandbox, and the kit is run again until it asks nothing new. Where the sandbox gives
 * no model, describe throws as it would at hand.
 */
export async function conformPackage({ manifest, packageJson, readme }: AuthorPackage, describer: Describer, onProgress?: (answered: number, asked: number) => void): Promise<readonly ConformanceCheck[]> {
  const [platform] = Object.values(testPlatforms);
  const first = platform === undefined ? undefined : await describer.describe(configDefaults(manifest.config), platform);
  const id = first?.ok === true ? String(first.model.id) : manifest.id;
  for (let round = 0; round < mostRounds; round++) {
    const asked: (readonly [ConfigValues, Platform])[] = [];
    const path = defineDataPath<ConfigValues>({
      id,
      describe(config, on) {
        const answer = describer.known(config, on);
        if (answer?.ok === true) return answer.model;
        if (answer?.ok === false) throw new Error(answer.failure);
        // A path that fails with its defaults is not asked a thousand times more: each answer may take its whole time limit.
        if (first?.ok === false) throw new Error(first.failure);
        asked.push([config, on]);
        // Wrong, so that no check goes on with it, and like no other, so that every option seems to have its effect.
        return { title: String(asked.length), origins: [] } as unknown as PathModel;
      },
    });
    const checks = conformance({ path, packageJson, readme });
    if (asked.length === 0) return checks;
    await describer.describeAll(asked, (answered) => onProgress?.(answered, asked.length));
  }
  return [{ name: 'the checks come to an end', problems: ['They ask ever new questions. This is a fault in Doorbell: report it with the plugin.'] }];
}
