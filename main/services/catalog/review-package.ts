import { loggopsId } from '../../core/contract/index.ts';
import type { CancelSignal, Finding, PluginReview } from '../../core/contract/index.ts';
import { packageLimits } from './archive/limits.ts';
import { factsOf } from './card-facts.ts';
import { examine, hasError, worstFirst } from './examine.ts';
import { packageNotes, scriptsOf } from './package-notes.ts';
import { readMap } from './read-map.ts';
import { incompatibility, readPackage, readPackageJson } from './read-package.ts';
import type { InstalledPlugin } from './read-package.ts';
import type { SandboxClient } from './sandbox-client.ts';
import type { FetchedPackage } from './sources/fetched-package.ts';

/** A review without its token, and the plugin as it would be installed where it can be. */
export interface Reviewed {
  readonly review: Omit<PluginReview, 'token'>;
  readonly plugin: InstalledPlugin;
}

/** Looks at a package without installing anything. `others` are the plugins that are there. */
export async function reviewPackage(fetched: FetchedPackage, others: readonly InstalledPlugin[], sandbox: SandboxClient, signal?: CancelSignal): Promise<Reviewed> {
  const { files, source, packedBytes, integrity } = fetched;
  const read = readMap(files);
  const reading = await readPackageJson(read, 'the package');
  const packageJson = reading.ok ? reading.packageJson : undefined;
  const plugin = await readPackage(read, { folder: '', id: 'unknown', origin: 'installed' });
  const readme = readmeOf(files);
  const findings: Finding[] = [];
  if (!reading.ok) findings.push({ severity: 'error', path: 'package.json', message: reading.reason });
  else {
    const range = incompatibility(packageJson);
    if (range !== undefined) findings.push({ severity: 'error', path: 'package.json: engines.@doorbell/sdk', message: range });
    else findings.push(...reading.findings.map((finding): Finding => ({ ...finding, path: `package.json: ${finding.path}` })));
    findings.push(...packageNotes(packageJson, files));
  }
  if (plugin.state === 'broken' && !hasError(findings)) findings.push({ severity: 'error', path: 'package.json: doorbell.main', message: plugin.card.reason ?? 'Its module cannot be used.' });
  const clash = others.find((other) => other.card.id === plugin.card.id);
  findings.push(...idFindings(plugin.card.id, clash));
  const examination = 'code' in plugin ? await examine(plugin, packageJson, readme, sandbox, signal) : { findings: [] };
  findings.push(...examination.findings);
  const { model } = examination;
  const installable = !hasError(findings);
  const card = model === undefined ? plugin.card : { ...plugin.card, ...factsOf(model) };
  const [first] = worstFirst(findings);
  return {
    plugin,
    review: {
      source, readme, packedBytes, installable,
      card: installable || card.reason !== undefined ? card : { ...card, state: 'broken', reason: first?.message ?? '' },
      ...(model === undefined ? {} : { model }),
      findings: worstFirst(findings),
      measurements: 'manifest' in plugin ? plugin.manifest.measurements ?? [] : [],
      files: [...files].map(([path, bytes]) => ({ path, bytes: bytes.length })),
      unpackedBytes: [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0),
      ...(integrity === undefined ? {} : { integrity }),
      scripts: scriptsOf(packageJson, files),
      ...(clash === undefined ? {} : { replaces: { version: clash.card.version, sha256: clash.card.sha256, origin: clash.card.origin } }),
    },
  };
}

/** Ids that no plugin may take: experiments, colours and reports know them as what ships with Doorbell. */
function idFindings(id: string, clash: InstalledPlugin | undefined): readonly Finding[] {
  if (clash?.card.origin !== 'built-in' && !reservedIds.includes(id)) return [];
  return [{
    severity: 'error', path: 'package.json: doorbell.id',
    message: `The id "${id}" belongs to a path that ships with Doorbell; a plugin cannot take its place, because runs and reports of both would be called the same.`,
    hint: 'Its author must give it another id.',
  }];
}

/** Words of the lab that are no plugins. */
export const reservedIds: readonly string[] = [loggopsId];

/** Text of a package's README, as far as anybody reads. */
export function readmeOf(files: FetchedPackage['files']): string {
  return Buffer.from(files.get('README.md') ?? []).subarray(0, packageLimits.packedBytes / 8).toString('utf8');
}
