import type { ConfigValues, PathModel, Platform } from '@doorbell/sdk';
import type { SandboxAnswer, SandboxClient } from '../catalog/sandbox-client.ts';
import type { Question } from '../catalog/sandbox-protocol.ts';
import type { AuthorPackage } from './author-package.ts';

/** What the sandbox answered to one question; the model is not yet checked. */
export type Description = { readonly ok: true; readonly model: PathModel } | { readonly ok: false; readonly failure: string };

/** Asks a package in the sandbox, each question once. */
export interface Describer {
  describe(config: ConfigValues, platform: Platform): Promise<Description>;
  /** Answers many questions, each once; `onAnswered` hears how many have an answer. Where all is well it takes a fraction of the time. */
  describeAll(questions: readonly (readonly [ConfigValues, Platform])[], onAnswered?: (answered: number) => void): Promise<void>;
  /** The answer to a question that was asked before. Everybody gets the same one: nobody may change it. */
  known(config: ConfigValues, platform: Platform): Description | undefined;
}

/** Questions that are put together: most of the time of one alone is reading the module. */
const together = 24;

/** Questions and answers about one package. Its code runs in the sandbox's process alone. */
export function createDescriber({ manifest, code }: AuthorPackage, sandbox: SandboxClient): Describer {
  const answers = new Map<string, Description>();
  const asking = new Map<string, Promise<SandboxAnswer>>();
  const keyOf = (config: ConfigValues, platform: Platform): string => `${JSON.stringify(config)}\n${JSON.stringify(platform)}`;
  const textOf = (config: ConfigValues, platform: Platform): Question => ({ config: JSON.stringify(config), platform: JSON.stringify(platform) });

  async function describe(config: ConfigValues, platform: Platform): Promise<Description> {
    const key = keyOf(config, platform);
    const asked = asking.get(key) ?? sandbox.describe({ plugin: manifest.id, code, ...textOf(config, platform) });
    asking.set(key, asked);
    const answer = answers.get(key) ?? read(await asked);
    answers.set(key, answer);
    return answer;
  }

  /** Where one of them fails, or remembers another, each is asked alone and has its own answer. */
  async function describeTogether(questions: readonly (readonly [ConfigValues, Platform])[]): Promise<void> {
    const [first, ...others] = questions;
    if (first === undefined) return;
    const answer = others.length === 0 ? undefined : await sandbox.describe({ plugin: manifest.id, code, ...textOf(...first), more: others.map((other) => textOf(...other)) });
    if (answer?.type !== 'described' || answer.more?.length !== others.length) {
      for (const question of questions) await describe(...question);
      return;
    }
    [answer.model, ...answer.more].forEach((model, at) => {
      const question = questions[at];
      if (question !== undefined) answers.set(keyOf(...question), read({ type: 'described', model }));
    });
  }

  return {
    async describe(config, platform) {
      return answers.get(keyOf(config, platform)) ?? describe(config, platform);
    },
    async describeAll(questions, onAnswered) {
      const open = [...new Map(questions.filter((question) => !answers.has(keyOf(...question))).map((question) => [keyOf(...question), question])).values()];
      let answered = questions.length - open.length;
      const parts = Array.from({ length: Math.ceil(open.length / together) }, (_, at) => open.slice(at * together, (at + 1) * together));
      await Promise.all(parts.map(async (part) => {
        await describeTogether(part);
        answered += part.length;
        onAnswered?.(answered);
      }));
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
