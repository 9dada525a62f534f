import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { matchesLockfile, readStamp, writeStamp } from './installed.mjs';
import { temporaryFolder } from './testing/temporary-folder.ts';

const locked = {
  '': { name: 'x' },
  sdk: { version: '1.0.0' },
  'node_modules/@doorbell/sdk': { resolved: 'sdk', link: true },
  'node_modules/vue': { version: '3.5.45' },
  'node_modules/node-other': { version: '24.21.0', optional: true, os: ['other'], cpu: [process.arch] },
  'node_modules/for-musl': { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch], libc: ['musl'] },
  'node_modules/node-here': { version: '24.21.0', optional: true, os: [process.platform], cpu: [process.arch] },
};

function project(present: Readonly<Record<string, object>> | undefined): string {
  const base = temporaryFolder();
  writeFileSync(join(base, 'package-lock.json'), JSON.stringify({ packages: locked }));
  if (present === undefined) return base;
  for (const path of Object.keys(present)) mkdirSync(join(base, path), { recursive: true });
  mkdirSync(join(base, 'node_modules'), { recursive: true });
  writeFileSync(join(base, 'node_modules/.package-lock.json'), JSON.stringify({ packages: present }));
  return base;
}

const complete = {
  'node_modules/@doorbell/sdk': { resolved: 'sdk', link: true },
  'node_modules/vue': { version: '3.5.45' },
  'node_modules/node-here': { version: '24.21.0' },
};

test('a stamp holds for its lockfile and its Node only', () => {
  const base = project(complete);
  expect(readStamp(base)).toBeUndefined();
  writeStamp(base, process.execPath);
  expect(readStamp(base)?.node).toBe(process.execPath);
  writeFileSync(join(base, 'package-lock.json'), JSON.stringify({ packages: { ...locked, 'node_modules/ws': { version: '8.23.0' } } }));
  expect(readStamp(base)).toBeUndefined();
  writeStamp(base, join(base, 'no-such-node'));
  expect(readStamp(base)).toBeUndefined();
});

test('what npm installed by hand is recognised', () => {
  expect(matchesLockfile(project(complete))).toBe(true);
});

test('another version, a missing package, a removed folder or no installation is not', () => {
  expect(matchesLockfile(project({ ...complete, 'node_modules/vue': { version: '3.5.44' } }))).toBe(false);
  for (const missing of Object.keys(complete)) {
    const rest = Object.fromEntries(Object.entries(complete).filter(([path]) => path !== missing));
    expect(matchesLockfile(project(rest)), missing).toBe(false);
  }
  expect(matchesLockfile(project(undefined))).toBe(false);
  const base = project(complete);
  rmSync(join(base, 'node_modules/vue'), { recursive: true });
  expect(matchesLockfile(base)).toBe(false);
});
