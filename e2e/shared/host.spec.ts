import { cp, mkdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { callService } from '../fixtures/call-service.ts';
import { pingPong } from '../fixtures/experiments.ts';
import { expect, out, test } from '../fixtures/lab.ts';
import { runToEnd } from '../fixtures/run-to-end.ts';

test('the window is connected to services on its own workspace', async ({ lab }) => {
  const running = await lab.start();
  const info = await callService(await running.page(), 'app', 'info');
  expect(info).toMatchObject({ workspace: lab.workspace, host: lab.host === 'web' ? 'web' : 'electron' });
});

test('the build runs from a path with a space and from another working directory', async ({ lab }) => {
  const elsewhere = join(lab.folder, 'a folder with spaces');
  await mkdir(join(elsewhere, 'cwd'), { recursive: true });
  await cp(out, join(elsewhere, 'out'), { recursive: true });
  for (const name of ['node_modules', 'package.json']) await symlink(resolve(out, '..', name), join(elsewhere, name));
  const running = await lab.start({ out: join(elsewhere, 'out'), cwd: join(elsewhere, 'cwd') });
  const page = await running.page();
  expect(await page.title()).toContain('Doorbell');
  expect((await runToEnd(page, pingPong('moved'))).done).toBe(2);
  expect((await callService(page, 'experiments', 'list')).filter(({ origin }) => origin === 'sample').length).toBeGreaterThanOrEqual(4);
});

test('paths that lead out of the renderer are refused', async ({ lab }) => {
  lab.errors.expect(/Failed to load resource/);
  const page = await (await lab.start()).page();
  const statuses = await page.evaluate((paths) => Promise.all(paths.map(async (path) => (await fetch(path)).status)),
    ['/..%2f..%2fpackage.json', '/..%5c..%5cpackage.json', '/%2e%2e%2fmain%2fweb.js', '/assets/..%2f..%2fplugins%2fnative%2fpackage.json', '/../../package.json', '/missing.js', '/index.html']);
  expect(statuses).toEqual([403, 403, 403, 403, 404, 404, 200]);
});

test('the page may neither evaluate text, nor load from elsewhere, nor be framed', async ({ lab }) => {
  lab.errors.expect(/Content Security Policy|Failed to (fetch|load)/i);
  const page = await (await lab.start()).page();
  // In a task of its own: what the debugger itself evaluates is exempt.
  expect(await page.evaluate(() => new Promise((resolve) => {
    setTimeout(() => { try { resolve((0, eval)('1 + 1')); } catch (error) { resolve((error as Error).name); } });
  }))).toBe('EvalError');
  expect(await page.evaluate(() => fetch('https://example.org/').then(() => 'loaded', (error: Error) => error.name))).toBe('TypeError');
  const style = await page.evaluate(() => {
    const element = document.createElement('style');
    element.textContent = 'body { outline: 7px solid red }';
    document.head.append(element);
    return getComputedStyle(document.body).outlineWidth;
  });
  expect(style).not.toBe('7px');
});
