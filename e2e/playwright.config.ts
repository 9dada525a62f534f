import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { HostName } from './fixtures/lab.ts';

const root = resolve(import.meta.dirname, '..');
const ci = (process.env.CI ?? '') !== '';

/** Chromium's sandbox cannot work for root, and only then is it given up. */
const launchOptions = {
  executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
};

/** Looks at files only: loading the package would start a download. */
function electronBinary(): string | undefined {
  const folder = resolve(root, 'node_modules/electron');
  const name = resolve(folder, 'path.txt');
  const path = existsSync(name) ? resolve(folder, 'dist', readFileSync(name, 'utf8').trim()) : undefined;
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** The same specs on every host, and those that are about one kind of host. */
function project(host: HostName, own: readonly string[], electronPath?: string) {
  return { name: host, testMatch: ['shared', ...own].map((folder) => `${folder}/*.spec.ts`), use: { host, electronPath } };
}

const electron = electronBinary();

export default defineConfig<{ host: HostName; electronPath: string | undefined }>({
  testDir: import.meta.dirname,
  outputDir: resolve(root, 'test-results'),
  // One browser and one host at a time for each: both keep a core busy.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: ci,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: { launchOptions, screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    // What `npm start` does before a host runs.
    { name: 'bootstrap', testMatch: 'bootstrap/*.spec.ts' },
    { name: 'cli', testMatch: 'cli/*.spec.ts' },
    project('web', ['web', 'build']),
    project('electron-standin', ['electron', 'electron-standin']),
    ...(electron === undefined ? [] : [project('electron', ['electron'], electron)]),
  ],
});
