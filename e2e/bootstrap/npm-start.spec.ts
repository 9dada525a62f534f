import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, root, test } from './npm-start.ts';

/** Processes of this machine whose environment has the text, which is how children of one test are told from others. */
function processesWith(text: string): readonly string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text)) found.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
    } catch {
      // Ended meanwhile, or somebody else's.
    }
  }
  return found;
}

async function fakeElectron(folder: string, body: string): Promise<string> {
  const path = join(folder, 'electron');
  await mkdir(folder, { recursive: true });
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return folder;
}

test('without a display it says so, serves the lab, and leaves nothing behind when it is ended', async ({ start, folder }) => {
  const lab = start();
  const [, address = ''] = await lab.hears('stdout', /^LISTEN (http:\/\/\S+)$/m);
  expect(lab.stderr()).toContain('there is no display here');
  // As a browser does: the token becomes a cookie, and leaves the address.
  const entry = await fetch(address, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await fetch(new URL(entry.headers.get('location') ?? '/', address), { headers: { cookie } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<title>');
  expect(processesWith(folder).length).toBeGreaterThan(0);
  lab.kill('SIGINT');
  await lab.ended;
  await expect.poll(() => processesWith(folder)).toEqual([]);
});

test('a signal to npm alone leaves nothing behind either', async ({ start, folder }) => {
  const lab = start();
  await lab.hears('stdout', /^LISTEN /m);
  lab.killNpm('SIGTERM');
  await expect.poll(() => processesWith(folder)).toEqual([]);
});

test('Electron that ends at once is explained, and the lab opens in the browser', async ({ start, folder }) => {
  const dist = await fakeElectron(join(folder, 'dist'), 'echo "FATAL: Running as root without --no-sandbox is not supported" >&2\nexit 133');
  const lab = start([], { DISPLAY: ':7', ELECTRON_OVERRIDE_DIST_PATH: dist });
  await lab.hears('stdout', /^LISTEN /m);
  expect(lab.stderr()).toContain('exit code 133');
  expect(lab.stderr()).toContain('Start Doorbell as a normal user');
});

test('Electron is given the project and keeps its sandbox', async ({ start, folder }) => {
  const dist = await fakeElectron(join(folder, 'dist'), 'printf "[%s]" "$@"\nexit 0');
  const lab = start([], { DISPLAY: ':7', ELECTRON_OVERRIDE_DIST_PATH: dist });
  expect(await lab.ended).toBe(0);
  expect(lab.stdout()).toBe(`[${root}]`);
});

test('the download of Electron can be skipped', async ({ start }) => {
  const lab = start([], { DISPLAY: ':7', DOORBELL_SKIP_ELECTRON: '1', ELECTRON_OVERRIDE_DIST_PATH: '/no/such/folder' });
  await lab.hears('stdout', /^LISTEN /m);
  expect(lab.stderr()).toContain('DOORBELL_SKIP_ELECTRON is set');
});

test('--help is the help of the command line, on a clean stdout', async ({ start }) => {
  const help = start(['--help']);
  expect(await help.ended).toBe(0);
  expect(help.stdout()).toMatch(/^Usage: doorbell/);
});

test('wrong use has exit code 2 and an empty stdout', async ({ start }) => {
  const run = start(['run', 'no-such-file.yaml', '--json']);
  expect(await run.ended).toBe(2);
  expect(run.stdout()).toBe('');
  expect(run.stderr()).toContain('no-such-file.yaml');
});

test('with --json stdout is one document and nothing else', async ({ start, folder }) => {
  const sample = join(root, 'experiments/nanos-2010-streams.yaml');
  const report = join(folder, 'report.html');
  const run = start(['run', sample, '--json', '--report', report]);
  expect(await run.ended, run.stderr()).toBe(0);
  const document = JSON.parse(run.stdout()) as { experiment: string; runs: readonly object[] };
  expect(document.experiment).toBe('nanos-2010-streams');
  expect(document.runs.length).toBeGreaterThan(0);
  expect(run.stdout().trimEnd().endsWith('}')).toBe(true);
  expect(readFileSync(report, 'utf8')).toContain('<html');
});
