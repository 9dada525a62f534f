import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { userDataFolder, workspaceFolder } from './workspace-folder.ts';

describe('workspaceFolder', () => {
  test('an argument wins over the environment, and both over the user data folder', () => {
    expect(workspaceFolder('given', { DOORBELL_WORKSPACE: '/elsewhere' }, '/data')).toBe(resolve('given'));
    expect(workspaceFolder(undefined, { DOORBELL_WORKSPACE: '/elsewhere' }, '/data')).toBe(resolve('/elsewhere'));
    expect(workspaceFolder(undefined, {}, '/data')).toBe(resolve('/data/workspace'));
  });

  test('an empty name is no name', () => {
    expect(workspaceFolder('', { DOORBELL_WORKSPACE: '' }, '/data')).toBe(resolve('/data/workspace'));
  });
});

test('userDataFolder is where Electron keeps user data', () => {
  expect(userDataFolder('linux', {}, '/home/a')).toBe(join('/home/a', '.config', 'doorbell'));
  expect(userDataFolder('linux', { XDG_CONFIG_HOME: '/config' }, '/home/a')).toBe(join('/config', 'doorbell'));
  expect(userDataFolder('darwin', {}, '/Users/a')).toBe(join('/Users/a', 'Library', 'Application Support', 'doorbell'));
  expect(userDataFolder('win32', { APPDATA: 'C:/Roaming' }, 'C:/Users/a')).toBe(join('C:/Roaming', 'doorbell'));
  expect(userDataFolder('win32', {}, 'C:/Users/a')).toBe(join('C:/Users/a', 'AppData', 'Roaming', 'doorbell'));
});
