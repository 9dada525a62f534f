import { checkPathModel, resolveConfig } from '@doorbell/sdk';
import type { PathModel } from '@doorbell/sdk';
import { loggopsId, type Finding, type PathCard, type PathRequest, type ResolvedPath } from '../core/contract/index.ts';
import { didYouMean } from '../core/experiment/did-you-mean.ts';
import { parseModel } from './catalog/parse-model.ts';
import type { InstalledPlugin } from './catalog/read-package.ts';
import { createRegistry } from './catalog/registry.ts';
import type { Registry, RegistryOptions, Snapshot } from './catalog/registry.ts';
import type { LockFile } from './catalog/lock-file.ts';
import { createSandboxClient } from './catalog/sandbox-client.ts';
import type { SandboxAnswer, SandboxClient } from './catalog/sandbox-client.ts';
import type { SpawnWorker } from './worker-process.ts';

export interface CatalogOptions extends RegistryOptions {
  readonly spawnWorker: SpawnWorker;
  /** Longest wait for the sandbox, ms. Default 30 s. */
  readonly patienceMs?: number;
}

/** The data paths that are installed, and what they make of an experiment's choices. */
export interface Catalog {
  readonly registry: Registry;
  /** The sandbox that describes paths for plans. */
  readonly sandbox: SandboxClient;
  /** Every plugin as it lies on disk now, unusable ones with their reason. Starts no process. */
  list(): Promise<readonly PathCard[]>;
  /**
   * The models of those requests that could be answered, in their order, each checked; every other one has an error
   * among the findings.
   */
  resolve(requests: readonly PathRequest[]): Promise<{ readonly models: readonly ResolvedPath[]; readonly findings: readonly Finding[] }>;
  /** Ends the sandbox. Resolves when it has exited, with the number of processes that could not be waited for. */
  close(): Promise<number>;
}

type Resolution = { readonly resolved: ResolvedPath } | { readonly findings: readonly Finding[] };

/** Models kept for previews, which ask again at every change of a text. */
const mostKept = 500;

/** Starts no process before the first path must be described. */
export function createCatalog({ spawnWorker, patienceMs, ...where }: CatalogOptions): Catalog {
  const sandbox = createSandboxClient(spawnWorker, patienceMs);
  const registry = createRegistry(where);
  const kept = new Map<string, PathModel>();

  async function resolveOne(request: PathRequest, { plugins, reading }: Snapshot): Promise<Resolution> {
    const { choice, platform } = request;
    const at = request.at ?? `path(${choice.id})`;
    const plugin = plugins.find((each) => each.card.id === choice.id);
    if (plugin === undefined) return unknownPath(choice.id, at, plugins, reading.lock);
    if (plugin.state === 'disabled') return failure(at, `The path "${choice.id}" is disabled.`, 'Enable it under Plugins, or with "doorbell plugin enable", or choose another path.');
    if (plugin.state !== 'enabled') return failure(at, `The path "${choice.id}" cannot be used. ${plugin.card.reason ?? ''}`.trim());
    const { config, findings } = resolveConfig(plugin.manifest, choice, at);
    if (findings.length > 0) return { findings };
    const { id, version, sha256 } = plugin.card;
    const identity = { id, version, sha256 };
    const question = { config: JSON.stringify(config), platform: JSON.stringify(platform) };
    const keptAs = `${id} ${sha256}\n${question.config}\n${question.platform}`;
    const known = kept.get(keptAs);
    if (known !== undefined) return { resolved: { key: request.key, model: known, plugin: identity } };

    const answer = await sandbox.describe({ plugin: id, code: plugin.code, ...question });
    if (answer.type === 'failed') return failure(at, `The plugin "${id}" ${version} gave no model. ${answer.message}`, hintFor(answer));
    const model = parseModel(answer.model);
    const errors = checkPathModel(model, plugin.manifest.proposals).filter((finding) => finding.severity === 'error');
    if (errors.length > 0) {
      return { findings: errors.map((error) => ({ ...error, path: `${at}.model.${error.path}`, message: `The plugin "${id}" ${version} gave a model with an error: ${error.message}` })) };
    }
    const checked = model as PathModel;
    if (checked.id !== id) return failure(at, `The plugin "${id}" ${version} gave a model called "${checked.id}".`, 'Its author must give both the same id.');
    kept.set(keptAs, checked);
    const oldest = kept.keys().next().value;
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return { resolved: { key: request.key, model: checked, plugin: identity } };
  }

  return {
    registry,
    sandbox,
    async list() {
      return (await registry.snapshot()).plugins.map((plugin) => plugin.card);
    },
    async resolve(requests) {
      const snapshot = await registry.snapshot();
      const resolutions = await Promise.all(requests.map((request) => resolveOne(request, snapshot)));
      return {
        models: resolutions.flatMap((each) => ('resolved' in each ? [each.resolved] : [])),
        findings: resolutions.flatMap((each) => ('findings' in each ? each.findings : [])),
      };
    },
    close: () => sandbox.close(),
  };
}

function unknownPath(id: string, at: string, plugins: readonly InstalledPlugin[], lock: LockFile): Resolution {
  const ids = [...plugins.map((plugin) => plugin.card.id), loggopsId];
  const gone = lock.plugins.find((entry) => entry.origin === 'removed' && entry.id === id);
  if (gone?.origin === 'removed') {
    return failure(
      at, `The path "${id}" was removed on ${gone.removedAt.slice(0, 10)}.`,
      `Install ${gone.version} again from ${gone.source}, or choose another path: ${ids.join(', ')}. Its runs can still be read, compared and repeated.`,
    );
  }
  const near = didYouMean(id, ids);
  return failure(
    at,
    `No data path is called "${id}".`,
    near === undefined ? `Installed are ${ids.join(', ') || 'none'}.` : `Did you mean "${near}"? Installed are ${ids.join(', ')}.`,
  );
}

function failure(path: string, message: string, hint?: string): Resolution {
  return { findings: [{ severity: 'error', path, message, ...(hint === undefined ? {} : { hint }) }] };
}

function hintFor(answer: SandboxAnswer & { readonly type: 'failed' }): string {
  if (answer.failure === 'ended' || answer.failure === 'silent' || answer.failure === 'crashed') {
    return 'Try again: the sandbox starts anew. If it happens again, tell the plugin\'s author.';
  }
  if (answer.failure === 'threw') return 'Check the path\'s options against its description; otherwise tell the plugin\'s author.';
  return 'Tell the plugin\'s author.';
}
