import type { Finding } from '../../core/contract/index.ts';
import type { PackageFiles } from './archive/limits.ts';

/** Scripts that npm runs when it installs a package. */
const installScripts = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish'];

/** Names of scripts that a package wants to be run when it is installed. */
export function scriptsOf(packageJson: unknown, files: PackageFiles): readonly string[] {
  const scripts = keysOf(packageJson, 'scripts');
  // npm builds such a package without being told.
  const implicit = files.has('binding.gyp') && !scripts.includes('install') ? ['install'] : [];
  return [...installScripts.filter((name) => scripts.includes(name)), ...implicit];
}

/** What a user should know of a package beside its path. */
export function packageNotes(packageJson: unknown, files: PackageFiles): readonly Finding[] {
  const findings: Finding[] = [];
  const scripts = scriptsOf(packageJson, files);
  if (scripts.length > 0) {
    findings.push({ severity: 'note', path: 'package.json: scripts', message: `The package wants ${scripts.join(', ')} to be run when it is installed. Doorbell never runs scripts of a package.` });
  }
  const needed = keysOf(packageJson, 'dependencies');
  if (needed.length > 0) {
    findings.push({ severity: 'note', path: 'package.json: dependencies', message: `The package names ${needed.slice(0, 5).join(', ')}${needed.length > 5 ? ' and others' : ''} as dependencies. They are not installed: a path is one bundled module.` });
  }
  if (!files.has('README.md')) findings.push({ severity: 'warning', path: 'README.md', message: 'There is no README.md: nothing says what the path leaves out.', hint: 'Ask its author.' });
  return findings;
}

function keysOf(packageJson: unknown, field: string): readonly string[] {
  const value = (packageJson as Readonly<Record<string, unknown>> | null)?.[field];
  return typeof value === 'object' && value !== null ? Object.keys(value).map((key) => key.slice(0, 100)) : [];
}
