import { checkPathModel, resolveConfig } from '@doorbell/sdk';
import type { PathModel } from '@doorbell/sdk';
import { loggopsId, type Finding, type PathCard, type PathRequest, type ResolvedPath } from '../core/contract/index.ts';
import { didYouMean } from '../core/experiment/did-you-mean.ts';
import { readPlugins } from './catalog/read-plugins.ts';
import type { InstalledPlugin } from './catalog/read-plugins.ts';
import { createSandboxClient } from './catalog/sandbox-client.ts';
import type { SandboxAnswer } from './catalog/sandbox-client.ts';
import type { SpawnWorker } from './worker-process.ts';

export interface CatalogOptions {
  /** Built-in data paths, one folder per plugin. */
  readonly pluginsDirectory: string;
  readonly spawnWorker: SpawnWorker;
  /** Longest wait for the sandbox, ms. Default 10 s. */
  readonly patienceMs?: number;
}

/** The data paths that are installed, and what they make of an experiment's choices. */
export interface Catalog {
  /** Every plugin, broken ones with their reason. Reads the folder anew. */
  list(): Promise<readonly PathCard[]>;
  /**
   * The models of those requests that could be answered, in their order, each checked; every other one has an error
   * among the findings.
   */
  resolve(requests: readonly PathRequest[]): Promise<{ readonly models: readonly ResolvedPath[]; readonly findings: readonly Finding[] }>;
  /** Ends the sandbox. */
  close(): void;
}

type Resolution = { readonly resolved: ResolvedPath } | { readonly findings: readonly Finding[] };

/** Models kept for previews, which ask again at every change of a text. */
const mostKept = 500;

/** Starts no process before the first path must be described. */
export function createCatalog({ pluginsDirectory, spawnWorker, patienceMs }: CatalogOptions): Catalog {
  const sandbox = createSandboxClient(spawnWorker, patienceMs);
  const kept = new Map<string, PathModel>();
  let reading: Promise<readonly InstalledPlugin[]> | undefined;

  function installed(): Promise<readonly InstalledPlugin[]> {
    reading ??= readPlugins(pluginsDirectory);
    // What could not be read once may be readable later.
    reading.catch(() => { reading = undefined; });
    return reading;
  }

  async function resolveOne(request: PathRequest, plugins: readonly InstalledPlugin[]): Promise<Resolution> {
    const { choice, platform } = request;
    const at = request.at ?? `path(${choice.id})`;
    const plugin = plugins.find((each) => each.card.id === choice.id);
    if (plugin === undefined) return unknownPath(choice.id, at, plugins);
    if (plugin.state === 'broken') {
      return failure(at, `The path "${choice.id}" cannot be used. ${plugin.card.reason ?? ''}`.trim());
    }
    const { config, findings } = resolveConfig(plugin.manifest, choice, at);
    if (findings.length > 0) return { findings };
    const { id, version, sha256 } = plugin.card;
    const identity = { id, version, sha256 };
    const question = { config: JSON.stringify(config), platform: JSON.stringify(platform) };
    const keptAs = `${sha256}\n${question.config}\n${question.platform}`;
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
    async list() {
      reading = undefined;
      return (await installed()).map((plugin) => plugin.card);
    },
    async resolve(requests) {
      const plugins = await installed();
      const resolutions = await Promise.all(requests.map((request) => resolveOne(request, plugins)));
      return {
        models: resolutions.flatMap((each) => ('resolved' in each ? [each.resolved] : [])),
        findings: resolutions.flatMap((each) => ('findings' in each ? each.findings : [])),
      };
    },
    close: () => sandbox.close(),
  };
}

/** What a process of its own sent is not to be trusted; `undefined` is no model either. */
function parseModel(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function unknownPath(id: string, at: string, plugins: readonly InstalledPlugin[]): Resolution {
  const ids = [...plugins.map((plugin) => plugin.card.id), loggopsId];
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
