import type { ConfigValues, PathModel, Platform } from '@doorbell/sdk';
import type { SandboxAnswer, SandboxClient } from '../catalog/sandbox-client.ts';
import type { AuthorPackage } from './author-package.ts';

/** What the sandbox answered to one question; the model is not yet checked. */
export type Description = { readonly ok: true; readonly model: PathModel } | { readonly ok: false; readonly failure: string };

/** Asks a package in the sandbox, each question once. */
export interface Describer {
  describe(config: ConfigValues, platform: Platform): Promise<Description>;
  /** The answer to a question that was asked before. Everybody gets the same one: nobody may change it. */
  known(config: ConfigValues, platform: Platform): Description | undefined;
}

/** Questions and answers about one package. Its code runs in the sandbox's process alone. */
export function createDescriber({ manifest, code }: AuthorPackage, sandbox: SandboxClient): Describer {
  const answers = new Map<string, Description>();
  const asking = new Map<string, Promise<SandboxAnswer>>();
  const keyOf = (config: ConfigValues, platform: Platform): string => `${JSON.stringify(config)}\n${JSON.stringify(platform)}`;
  return {
    async describe(config, platform) {
      const key = keyOf(config, platform);
      const asked = asking.get(key) ?? sandbox.describe({ plugin: manifest.id, code, config: JSON.stringify(config), platform: JSON.stringify(platform) });
      asking.set(key, asked);
      const answer = answers.get(key) ?? read(await asked);
      answers.set(key, answer);
      return answer;
    },
    known: (config, platform) => answers.get(keyOf(config, platform)),
  };
}

function read(answer: SandboxAnswer): Description {
  if (answer.type === 'failed') return { ok: false, failure: answer.message };
  try {
    return { ok: true, model: JSON.parse(answer.model) as PathModel };
  } catch {
    return { ok: false, failure: 'The sandbox gave an answer that is not JSON.' };
  }
}
