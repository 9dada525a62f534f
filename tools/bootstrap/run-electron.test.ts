import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { electronHint, runElectron } from './run-electron.mjs';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** A program in Electron's place, which notes its arguments. */
function fakeElectron(body: string): { readonly path: string; readonly args: () => string } {
  const folder = temporaryFolder();
  const path = join(folder, 'electron');
  const noted = join(folder, 'args');
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > '${noted}'\n${body}\n`);
  chmodSync(path, 0o755);
  return { path, args: () => readFileSync(noted, 'utf8') };
}

test('an end with failure says how, what was written last, and what helps', async () => {
  const { path, args } = fakeElectron('echo "[1:FATAL:zygote] Running as root without --no-sandbox is not supported." >&2; exit 133');
  const { code, failedEarly } = await runElectron(path, ['--workspace', 'w']);
  expect(code).toBe(133);
  expect(failedEarly?.why).toContain('exit code 133');
  expect(failedEarly?.why).toContain('Running as root');
  expect(failedEarly?.hint).toContain('normal user');
  expect(args()).toContain('--workspace\nw');
  expect(args()).not.toContain('--no-sandbox');
});

test('the sandbox goes only when the user asks', async () => {
  const { path, args } = fakeElectron('exit 0');
  vi.stubEnv('DOORBELL_NO_SANDBOX', '1');
  await runElectron(path, []);
  vi.unstubAllEnvs();
  expect(args()).toContain('--no-sandbox');
});

test('a window that was closed, or another one that took over, is no failure', async () => {
  expect(await runElectron(fakeElectron('exit 0').path, [])).toEqual({ code: 0 });
});

test('a crash is a failure, and a binary that cannot start too', async () => {
  expect((await runElectron(fakeElectron('kill -TRAP $$').path, [])).failedEarly?.why).toBe('signal SIGTRAP');
  expect((await runElectron('/no/such/electron', [])).failedEarly?.why).toContain('ENOENT');
});

test.each([
  ['The SUID sandbox helper binary was found, but is not configured correctly', 'AppArmor'],
  ['electron: error while loading shared libraries: libnss3.so: cannot open shared object file', 'libnss3.so'],
  ['ERROR:ozone_platform_x11.cc Missing X server or $DISPLAY', 'display'],
])('%s', (text, hint) => {
  expect(electronHint(text, 1)).toContain(hint);
});

test('nothing is guessed', () => {
  expect(electronHint('Segmentation fault', 139)).toBeUndefined();
});
