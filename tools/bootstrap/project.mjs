import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** @param {readonly string[]} parts below the project */
export const inProject = (...parts) => join(root, ...parts);

/** Scripts of installed tools, run by path: `npx` would look elsewhere, and would fetch what it does not find. */
export const tools = {
  electronVite: inProject('node_modules/electron-vite/bin/electron-vite.js'),
  eslint: inProject('node_modules/eslint/bin/eslint.js'),
  playwright: inProject('node_modules/@playwright/test/cli.js'),
  vitest: inProject('node_modules/vitest/vitest.mjs'),
};

/** What the bootstrap itself remembers; ignored by git. */
export const stateDirectory = inProject('.doorbell');

/** `node_modules/.bin` folders taken out of PATH: what is being installed must not be what installs. */
export function systemPath(path = process.env['PATH'] ?? '') {
  const separator = process.platform === 'win32' ? ';' : ':';
  return path
    .split(separator)
    .filter((folder) => !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder) && !/[\\/]node-gyp-bin[\\/]?$/.test(folder))
    .join(separator);
}
