import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ElectronDriver } from '../fixtures/electron-driver.ts';
import { expect, out, test } from '../fixtures/lab.ts';
import type { Lab } from '../fixtures/lab.ts';

// The stand-in must refuse what Electron refuses, or specs pass here and fail there.

async function startStandin(lab: Lab): Promise<ElectronDriver> {
  const { electron } = await lab.start();
  if (!electron) throw new Error('this host is not Electron');
  return electron;
}

test('what is not modelled throws', async ({ lab }) => {
  const electron = await startStandin(lab);
  await expect(electron.evaluate(({ app }) => app.getVersion(), undefined)).rejects.toThrow('app.getVersion is not modelled');
  await expect(electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setTitle('x'), undefined)).rejects.toThrow('BrowserWindow.setTitle is not modelled');
  await expect(electron.evaluate(({ app }) => app.getPath('home'), undefined)).rejects.toThrow("app.getPath('home') is not modelled");
  await expect(electron.evaluate(({ app }) => { app.enableSandbox(); }, undefined)).rejects.toThrow('only before app is ready');
});

test('what cannot be cloned is not sent', async ({ lab }) => {
  const electron = await startStandin(lab);
  const send = (kind: string): Promise<void> => electron.evaluate(({ utilityProcess }, { entry, what }) => {
    const child = utilityProcess.fork(entry);
    try {
      child.postMessage(what === 'proxy' ? { nested: new Proxy([], {}) } : what === 'function' ? { run: () => undefined } : { plain: true });
    } finally {
      child.kill();
    }
  }, { entry: join(out, 'main/engine-worker.js'), what: kind });
  await expect(send('proxy')).rejects.toThrow('could not be cloned');
  await expect(send('function')).rejects.toThrow('could not be cloned');
  await send('plain');
});

test('a preload can require electron alone', async ({ lab }) => {
  const elsewhere = join(lab.folder, 'changed');
  await mkdir(elsewhere);
  await cp(out, join(elsewhere, 'out'), { recursive: true });
  for (const name of ['node_modules', 'package.json']) await symlink(resolve(out, '..', name), join(elsewhere, name));
  const preload = join(elsewhere, 'out/preload/preload.cjs');
  await writeFile(preload, `require('node:fs');\n${await readFile(preload, 'utf8')}`);
  const errors: string[] = [];
  const running = await lab.start({ out: join(elsewhere, 'out'), onPage: (page) => { page.on('pageerror', ({ message }) => { errors.push(message); }); } });
  await running.page();
  expect(errors).toEqual(['module not found: node:fs']);
});
