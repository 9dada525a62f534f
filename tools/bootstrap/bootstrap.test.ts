import { expect, test } from 'vitest';
import { userDirectory } from './command-line.mjs';
import { hasDisplay } from './display.mjs';
import { explainInstallFailure } from './install.mjs';
import { root, systemPath } from './project.mjs';
import { parseListenLine } from './run-web-host.mjs';
import { findChromium } from './system-chromium.mjs';

test('what is being installed is not what installs', () => {
  expect(systemPath('/a/node_modules/.bin:/usr/bin:/b/node_modules/.bin/:/x/node-gyp-bin')).toBe('/usr/bin');
});

test('file names are meant from where the command was typed', () => {
  const npm = { npm_lifecycle_event: 'start', INIT_CWD: '/' };
  expect(userDirectory(npm, root)).toBe('/');
  expect(userDirectory({ INIT_CWD: '/' }, root)).toBe(root);
  expect(userDirectory(npm, '/tmp')).toBe('/tmp');
});

test('a display is needed for a window, except where there always is one', () => {
  expect(hasDisplay({}, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasDisplay({}, 'win32')).toBe(true);
});

test('the address of the web host is found in its line only', () => {
  expect(parseListenLine('LISTEN http://127.0.0.1:1234/?token=a')?.port).toBe('1234');
  expect(parseListenLine('log: LISTEN http://127.0.0.1:1234/')).toBeUndefined();
});

test.each([
  ['npm error code EAI_AGAIN\nnpm error request to https://registry.npmjs.org/vue failed', 'cannot be reached'],
  ['npm error code EUSAGE\nnpm error `npm ci` can only install packages when', 'npm install'],
  ['npm error code ENOSPC', 'disk is full'],
  ['npm error code EACCES', 'writable'],
  ['something else', 'Read the messages'],
])('a failed installation has a next step: %s', (errors, next) => {
  expect(explainInstallFailure(errors)).toContain(next);
});

test('a browser that was chosen and is not there is not replaced by another', () => {
  expect(findChromium({ CHROMIUM_PATH: '/no/such/browser', PATH: '/usr/bin' })).toBeUndefined();
  expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
});
