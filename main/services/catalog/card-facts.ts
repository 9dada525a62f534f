import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPathModel, configDefaults, sdkVersion } from '@doorbell/sdk';
import type { Capabilities, PathModel } from '@doorbell/sdk';
import { testPlatforms } from '@doorbell/sdk/test-kit';
import type { PathCard, Relation } from '../../core/contract/index.ts';
import { writeFileAtomic } from '../store/atomic-write.ts';
import type { Layout } from '../store/layout.ts';
import type { InstalledPlugin, UsablePlugin } from './read-package.ts';
import { parseModel } from './parse-model.ts';
import type { SandboxClient } from './sandbox-client.ts';

/** What a card says of a path's model with default options. */
export type CardFacts = Pick<Required<PathCard>, 'capabilities' | 'relations'>;

/** Facts, or why there is no model. `lasting` reasons come from the plugin, others from a sandbox that could not be asked. */
export type FactsAnswer = { readonly facts: CardFacts } | { readonly reason: string; readonly lasting: boolean };

/** The platform on which plugins are described when no experiment gives one. */
export const referencePlatform = Object.values(testPlatforms)[0];

/** Capabilities and relations of a model. */
export function factsOf(model: PathModel): CardFacts {
  const relations: readonly (readonly [Relation, unknown])[] = [['same-vm', model.sameVm], ['same-host', model.sameHost], ['other-host', model.otherHost]];
  return { capabilities: model.capabilities, relations: relations.flatMap(([relation, pipelines]) => (pipelines === undefined ? [] : [relation])) };
}

/** Learns the facts of plugins by asking the sandbox once for each module and schema; they are kept in the workspace. */
export function createCardFacts(layout: Layout, sandbox: SandboxClient): (plugin: InstalledPlugin) => Promise<FactsAnswer | undefined> {
  const known = new Map<string, Promise<FactsAnswer>>();

  async function learn(plugin: UsablePlugin, key: string): Promise<FactsAnswer> {
    const path = join(layout.cache, 'plugins', `${key}.json`);
    const kept = await readFacts(path);
    if (kept !== undefined) return { facts: kept };
    const { id } = plugin.card;
    const answer = await sandbox.describe({ plugin: id, code: plugin.code, config: JSON.stringify(configDefaults(plugin.manifest.config)), platform: JSON.stringify(referencePlatform) });
    if (answer.type === 'failed') {
      return { reason: `It gives no model with its default options. ${answer.message}`, lasting: !['ended', 'silent', 'crashed'].includes(answer.failure) };
    }
    const model = parseModel(answer.model);
    const [error] = checkPathModel(model, plugin.manifest.proposals).filter((finding) => finding.severity === 'error');
    if (error !== undefined) return { reason: `Its model with default options has an error at ${error.path}: ${error.message}`, lasting: true };
    const facts = factsOf(model as PathModel);
    await mkdir(join(layout.cache, 'plugins'), { recursive: true });
    await writeFileAtomic(path, JSON.stringify({ format: 1, ...facts }));
    return { facts };
  }

  return async (plugin) => {
    if (!('code' in plugin)) return undefined;
    const key = createHash('sha256').update(JSON.stringify([sdkVersion, plugin.card.id, plugin.card.sha256, configDefaults(plugin.manifest.config), plugin.manifest.proposals ?? []])).digest('hex');
    let answer = known.get(key);
    if (answer === undefined) {
      answer = learn(plugin, key);
      known.set(key, answer);
      const forget = (): void => { known.delete(key); };
      answer.then((learnt) => { if ('reason' in learnt && !learnt.lasting) forget(); }, forget);
    }
    return answer;
  };
}

async function readFacts(path: string): Promise<CardFacts | undefined> {
  try {
    const { format, capabilities, relations } = JSON.parse(await readFile(path, 'utf8')) as CardFacts & { readonly format: number };
    return format === 1 && Array.isArray(relations) && typeof capabilities.osBypass === 'boolean' ? { capabilities: capabilities satisfies Capabilities, relations } : undefined;
  } catch {
    // Not there, or damaged: asked again.
    return undefined;
  }
}
