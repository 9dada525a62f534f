import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sdkVersion } from '@doorbell/sdk';
import type { PathModel } from '@doorbell/sdk';
import type { Finding, PathCard, PluginDetail } from '../../core/contract/index.ts';
import { writeFileAtomic } from '../store/atomic-write.ts';
import type { Layout } from '../store/layout.ts';
import { examine } from './examine.ts';
import type { Examination } from './examine.ts';
import { listFiles } from './list-files.ts';
import type { LockFile } from './lock-file.ts';
import { readFrom, readPackageJson } from './read-package.ts';
import type { InstalledPlugin, UsablePlugin } from './read-package.ts';
import type { SandboxClient } from './sandbox-client.ts';

const largestReadmeBytes = 1024 * 1024;

/** How long the whole examination is waited for, ms, before what is known is answered. */
const defaultPatienceMs = 300;

/** How long an examination that cannot be kept is answered again, ms: whoever is told that it has ended asks for it. */
const unkeptMs = 60_000;

export interface DetailOptions {
  /** The model with default options, asked apart from the examination; undefined where there is none. */
  quick(plugin: UsablePlugin): Promise<PathModel | undefined>;
  /** Called when an examination has ended that was answered without. */
  onExamined(): void;
  readonly patienceMs?: number;
}

/** Looks at one plugin in full. What was found out is kept in the workspace by the hash of what was asked. */
export function createPluginDetail(layout: Layout, sandbox: SandboxClient, { quick, onExamined, patienceMs = defaultPatienceMs }: DetailOptions): (plugin: InstalledPlugin, card: PathCard, lock: LockFile) => Promise<PluginDetail> {
  const running = new Map<string, Promise<Examination>>();
  const unkept = new Map<string, Examination>();

  async function examined(plugin: UsablePlugin, packageJson: unknown, readme: string): Promise<Examination> {
    const key = createHash('sha256').update(JSON.stringify([sdkVersion, plugin.card.sha256, packageJson, readme])).digest('hex');
    const path = join(layout.cache, 'plugins', `examined-${key}.json`);
    const kept = unkept.get(key) ?? await readKept(path);
    if (kept !== undefined) return kept;
    let run = running.get(key);
    if (run === undefined) {
      run = examine(plugin, packageJson, readme, sandbox);
      running.set(key, run);
    }
    try {
      const examination = await run;
      // Without a model it may be the sandbox's own failure, and with time out this machine was busy: it is asked again, but not
      // at once, or watchers would never see it.
      if (examination.model === undefined || examination.partial === true) {
        unkept.set(key, examination);
        setTimeout(() => unkept.delete(key), unkeptMs).unref();
      } else {
        await mkdir(join(layout.cache, 'plugins'), { recursive: true });
        await writeFileAtomic(path, JSON.stringify({ format: 2, ...examination }));
      }
      return examination;
    } finally {
      running.delete(key);
    }
  }

  /** The examination, or what can be said before it has ended. */
  async function known(plugin: UsablePlugin, packageJson: unknown, readme: string): Promise<Examination & Pick<PluginDetail, 'examining'>> {
    const whole = examined(plugin, packageJson, readme);
    let timer: NodeJS.Timeout | undefined;
    const early = await Promise.race([whole, new Promise<undefined>((resolve) => { timer = setTimeout(() => resolve(undefined), patienceMs); })]);
    clearTimeout(timer);
    if (early !== undefined) {
      const { model, findings } = early;
      return { ...(model === undefined ? {} : { model }), findings };
    }
    void whole.then(onExamined, onExamined);
    const model = await quick(plugin);
    return { ...(model === undefined ? {} : { model }), findings: [], examining: true };
  }

  return async (plugin, card, lock) => {
    const read = readFrom(plugin.folder);
    const readme = Buffer.from((await read('README.md', largestReadmeBytes).catch(() => undefined)) ?? []).toString('utf8');
    const reading = await readPackageJson(read, plugin.folder);
    const examination = 'code' in plugin && reading.ok ? await known(plugin, reading.packageJson, readme) : { findings: brokenFindings(card, reading) };
    const entry = lock.plugins.find((each) => each.id === card.id && each.origin === card.origin);
    const isKnown = entry !== undefined && 'installedAt' in entry;
    return {
      card, readme, ...examination,
      files: await listFiles(plugin.folder),
      measurements: 'manifest' in plugin ? plugin.manifest.measurements ?? [] : [],
      ...(isKnown ? { source: entry.source, installedAt: entry.installedAt } : {}),
      ...(isKnown && entry.origin === 'installed' && entry.integrity !== undefined ? { integrity: entry.integrity } : {}),
    };
  };
}

function brokenFindings(card: PathCard, reading: Awaited<ReturnType<typeof readPackageJson>>): readonly Finding[] {
  if (reading.ok && reading.findings.length > 0) return reading.findings.map((finding) => ({ ...finding, path: `package.json: ${finding.path}` }));
  return card.reason === undefined ? [] : [{ severity: 'error', path: '', message: card.reason }];
}

async function readKept(path: string): Promise<Examination | undefined> {
  try {
    const { format, ...kept } = JSON.parse(await readFile(path, 'utf8')) as Examination & { readonly format: number };
    return format === 2 && Array.isArray(kept.findings) ? kept : undefined;
  } catch {
    return undefined;
  }
}

