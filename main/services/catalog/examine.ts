import { checkPathModel, configDefaults, resolveConfig } from '@doorbell/sdk';
import type { ConfigValues, Manifest, PathModel, Platform } from '@doorbell/sdk';
import { conformance } from '@doorbell/sdk/test-kit';
import type { CancelSignal, Finding } from '../../core/contract/index.ts';
import { referencePlatform } from './card-facts.ts';
import { parseModel } from './parse-model.ts';
import { hasImports } from './read-package.ts';
import type { UsablePlugin } from './read-package.ts';
import type { SandboxClient } from './sandbox-client.ts';

/** What was found out about a plugin by asking it. */
export interface Examination {
  /** With default options on the reference platform. */
  readonly model?: PathModel;
  readonly findings: readonly Finding[];
  /** Time ended before the questions: another examination may find more. */
  readonly partial?: true;
}

/** Longest time for the checks that go beyond defaults and presets, ms, and most answers that may fail before they end. */
const defaultPatienceMs = 20_000;
const mostFailures = 3;
const mostFindings = 200;
const mostProblems = 3;

/**
 * Asks a plugin everything that the test kit asks, through the sandbox. An error is what makes the path unusable with its
 * defaults or a preset; what else the kit dislikes is a warning. Ends early with a warning when there is no time for all
 * questions. What ships with Doorbell is asked for its defaults and presets alone: the rest, often thousands of questions,
 * was asked before it shipped.
 */
export async function examine(plugin: UsablePlugin, packageJson: unknown, readme: string, sandbox: SandboxClient, signal?: CancelSignal, patienceMs = defaultPatienceMs): Promise<Examination> {
  const { manifest, code, card: { id } } = plugin;
  const findings: Finding[] = [];
  const answers = new Map<string, PathModel | string>();

  async function ask(config: ConfigValues, platform: Platform): Promise<PathModel | string> {
    const question = { config: JSON.stringify(config), platform: JSON.stringify(platform) };
    const key = `${question.config}\n${question.platform}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = await sandbox.describe({ plugin: id, code, ...question });
    const model = answer.type === 'failed' ? answer.message : parseModel(answer.model);
    const kept = typeof model === 'string' || (typeof model === 'object' && model !== null) ? model as PathModel | string : 'The model is not plain data.';
    answers.set(key, kept);
    return kept;
  }

  const choices = [{ name: 'defaults', config: configDefaults(manifest.config), testbed: undefined as Platform | undefined },
    ...manifest.presets.map((preset) => ({ name: `preset ${preset.id}`, config: resolveConfig(manifest, { preset: preset.id }).config, testbed: preset.testbed }))];
  let model: PathModel | undefined;
  for (const { name, config, testbed } of choices) {
    for (const platform of testbed === undefined ? [referencePlatform] : [referencePlatform, testbed]) {
      if (signal?.aborted === true) break;
      const at = `model(${name}${platform === referencePlatform ? '' : '; its testbed'})`;
      const answer = await ask(config, platform);
      const found = typeof answer === 'string' ? [unanswered(at, answer, code)] : modelFindings(answer, manifest, at);
      findings.push(...found);
      if (name === 'defaults' && typeof answer !== 'string' && !hasError(found)) model = answer;
    }
    if (model === undefined) break;
  }
  // Without a model for its defaults nothing more can be learnt.
  if (model === undefined) return { findings: worstFirst(findings) };
  if (plugin.card.origin === 'built-in') return { model, findings: worstFirst(findings) };
  let partial = false;
  const others = await askEverything(model);
  findings.push(...others);
  return { model, findings: worstFirst(findings), ...(partial ? { partial } : {}) };

  /** The kit is synchronous: it is run once to hear its questions, and once more when they are answered. */
  async function askEverything(plain: PathModel): Promise<readonly Finding[]> {
    const questions: (readonly [ConfigValues, Platform])[] = [];
    const subject = (describe: (config: ConfigValues, platform: Platform) => PathModel) => ({ path: { id, describe }, packageJson, readme });
    conformance(subject((config, platform) => {
      questions.push([config, platform]);
      return plain;
    }));
    const unknown: Finding[] = [];
    const end = Date.now() + patienceMs;
    for (const [asked, [config, platform]] of questions.entries()) {
      if (signal?.aborted === true) return [];
      if (Date.now() > end) {
        partial = true;
        return [...unknown, warning('conformance', `There was no time for all checks: ${String(asked)} of ${String(questions.length)} models were described within ${String(patienceMs / 1000)} s.`, '"doorbell plugin test" makes all checks, however long they take.')];
      }
      const seen = answers.size;
      const answer = await ask(config, platform);
      if (typeof answer === 'string' && answers.size > seen) {
        unknown.push(warning('conformance', `Within the bounds of its options it gives no model on ${platform.nic.model}: ${answer}`, 'Tighten the bounds of the options, or handle these values.'));
        if (unknown.length >= mostFailures) return unknown;
      }
    }
    const checks = conformance(subject((config, platform) => {
      const answer = answers.get(`${JSON.stringify(config)}\n${JSON.stringify(platform)}`);
      return answer === undefined || typeof answer === 'string' ? plain : answer;
    }));
    return [...unknown, ...checks.flatMap(({ name, problems }) => {
      // The model's own findings on the reference platform are there already.
      if (problems.length === 0 || name === 'the manifest is correct' || (name.startsWith('the model is correct') && name.includes('jumbo frames'))) return [];
      const more = problems.length > mostProblems ? ` (and ${String(problems.length - mostProblems)} more)` : '';
      return [warning(name.includes('README') ? 'README.md' : 'conformance', `Not so: ${name}. ${problems.slice(0, mostProblems).join(' ')}${more}`)];
    })];
  }
}

function modelFindings(model: PathModel, { id, proposals }: Manifest, at: string): readonly Finding[] {
  const findings: Finding[] = checkPathModel(model, proposals).map((finding) => ({ ...finding, path: finding.path === '' ? at : `${at}.${finding.path}` }));
  if (hasError(findings) || model.id === id) return findings;
  return [...findings, { severity: 'error', path: `${at}.id`, message: `The model is called "${model.id}", the manifest "${id}".`, hint: 'Give both the same id.' }];
}

function unanswered(at: string, message: string, code: string): Finding {
  return {
    severity: 'error', path: at, message: `It gave no model. ${message}`,
    ...(hasImports(code) ? { hint: 'Its module imports others, but a plugin is one bundled module: pack it with "doorbell plugin pack", or with any bundler.' } : {}),
  };
}

function warning(path: string, message: string, hint?: string): Finding {
  return { severity: 'warning', path, message, ...(hint === undefined ? {} : { hint }) };
}

/** Whether anything forbids the use. */
export function hasError(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

/** Errors, then warnings, then notes; not more than anybody reads. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return (['error', 'warning', 'note'] as const).flatMap((severity) => findings.filter((finding) => finding.severity === severity)).slice(0, mostFindings);
}
