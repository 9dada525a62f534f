import { configDefaults, defineDataPath } from '@doorbell/sdk';
import { conformance, testPlatforms } from '@doorbell/sdk/test-kit';
import type { ConformanceCheck } from '@doorbell/sdk/test-kit';
import type { ConfigValues, PathModel, Platform } from '@doorbell/sdk';
import type { AuthorPackage } from './author-package.ts';
import type { Describer } from './describe-package.ts';

/** Rounds of questions after which a check that asks ever new ones is given up. */
const mostRounds = 10;

/** Stands for a model that is not known yet: wrong, so that no check goes on with it. */
const unknown = { origins: [] } as unknown as PathModel;

/**
 * The test kit's checks on a package that is described in the sandbox. The kit asks as if the path were at hand: its
 * questions are noted, answered by the sandbox, and the kit is run again until it asks nothing new. A path that fails to
 * answer gets one check that says so, in the place of those that need answers.
 */
export async function conformPackage(subject: AuthorPackage, describer: Describer): Promise<readonly ConformanceCheck[]> {
  const { manifest, packageJson, readme } = subject;
  const failures = new Set<string>();
  const [firstPlatform] = Object.values(testPlatforms);
  const first = firstPlatform === undefined ? undefined : await describer.describe(configDefaults(manifest.config), firstPlatform);
  const id = first?.ok === true ? String(first.model.id) : manifest.id;
  for (let round = 0; round < mostRounds; round++) {
    const asked: (readonly [ConfigValues, Platform])[] = [];
    const path = defineDataPath<ConfigValues>({
      id,
      describe(config, platform) {
        const answer = describer.known(config, platform);
        if (answer === undefined) asked.push([config, platform]);
        return answer?.ok === true ? answer.model : unknown;
      },
    });
    const checks = conformance({ path, packageJson, readme });
    if (asked.length === 0) return checks;
    for (const [config, platform] of asked) {
      const answer = await describer.describe(config, platform);
      if (!answer.ok) failures.add(answer.failure);
    }
    if (failures.size > 0) break;
  }
  const own = conformance({ path: defineDataPath<ConfigValues>({ id, describe: () => unknown }), packageJson, readme, platforms: {} });
  return [...own, { name: 'describe answers in the sandbox', problems: failures.size > 0 ? [...failures] : ['The checks ask ever new questions. This is a fault in Doorbell.'] }];
}
