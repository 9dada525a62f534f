import { checkPathModel, configDefaults, resolveConfig } from '@doorbell/sdk';
import { testPlatforms } from '@doorbell/sdk/test-kit';
import type { Platform } from '@doorbell/sdk';
import type { Finding } from '../../core/contract/index.ts';
import type { AuthorPackage } from './author-package.ts';
import type { Describer } from './describe-package.ts';

/** What a package answered, and what is wrong with it. */
export interface PackageCheck {
  /** Models that were asked for: options by preset, on each platform. */
  readonly models: number;
  /** Worst first. `path` names preset, platform and the place in the model. */
  readonly findings: readonly Finding[];
}

const ranks: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, note: 2 };

/** Describes the path with its defaults and with every preset, on the test platforms and the presets' testbeds, and checks each model. */
export async function checkPackage({ manifest }: AuthorPackage, describer: Describer): Promise<PackageCheck> {
  const findings = new Map<string, Finding>();
  let models = 0;
  const ask = async (name: string, config: ReturnType<typeof configDefaults>, platforms: Readonly<Record<string, Platform>>): Promise<void> => {
    for (const [on, platform] of Object.entries(platforms)) {
      models += 1;
      const where = `${name} on "${on}"`;
      const answer = await describer.describe(config, platform);
      const found: readonly Finding[] = !answer.ok
        ? [{ severity: 'error', path: where, message: `describe gave no model. ${answer.failure}`, hint: 'The sandbox knows neither clock, randomness, typed arrays, imports nor anything of the host.' }]
        : checkPathModel(answer.model, manifest.proposals).map((finding) => ({ ...finding, path: `${where}: ${finding.path}` }));
      // The same complaint about every platform is said once, about the first.
      for (const finding of found) {
        const key = `${finding.message} ${finding.path.slice(where.length)}`;
        if (!findings.has(key)) findings.set(key, finding);
      }
      if (answer.ok && answer.model.id !== manifest.id) {
        findings.set('id', { severity: 'error', path: `${where}: id`, message: `The model is called "${String(answer.model.id)}", the manifest "${manifest.id}".`, hint: 'Give both the same id.' });
      }
    }
  };
  await ask('defaults', configDefaults(manifest.config), testPlatforms);
  for (const { id, testbed } of manifest.presets) {
    await ask(`preset ${id}`, resolveConfig(manifest, { preset: id }).config, { ...testPlatforms, ...(testbed === undefined ? {} : { 'its testbed': testbed }) });
  }
  return { models, findings: [...findings.values()].toSorted((left, right) => ranks[left.severity] - ranks[right.severity]) };
}
