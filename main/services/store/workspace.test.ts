import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkspace } from './workspace.ts';

test('folders above the workspace are made', async () => {
  const root = join(await mkdtemp(join(tmpdir(), 'doorbell-')), 'a', 'b');
  await openWorkspace(root, 0);
  expect((await stat(join(root, 'workspace.json'))).isFile()).toBe(true);
});

test('a folder that nothing can be in is refused with the way out', async () => {
  await expect(openWorkspace('/proc/doorbell/workspace', 0)).rejects.toThrow(/cannot be used.*Choose a folder that you may write/);
});
