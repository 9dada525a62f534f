import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCli } from './run-cli.ts';

afterEach(() => { vi.restoreAllMocks(); });

async function schema(...words: readonly string[]) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => stdout.push(String(part)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((part) => stderr.push(String(part)) > 0);
  const code = await runCli(['schema', ...words], tmpdir());
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

describe('doorbell schema', () => {
  it.each([[[], 'Doorbell experiment'], [['experiment'], 'Doorbell experiment'], [['manifest'], 'Doorbell data path'], [['path-model'], 'Doorbell path model']])('prints %s', async (words, title) => {
    const { code, stdout } = await schema(...words);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ title, $schema: expect.stringContaining('json-schema.org') as string });
  });

  it('writes a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doorbell schema '));
    const out = join(folder, 'a.json');
    expect(await schema('manifest', '--out', out)).toEqual({ code: 0, stdout: '', stderr: `Wrote ${out}.\n` });
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ title: 'Doorbell data path' });
    await rm(folder, { recursive: true });
  });

  it('ends with 2 for what has no schema, or cannot be written', async () => {
    expect(await schema('run')).toEqual({ code: 2, stdout: '', stderr: 'run: error: There is no schema of that name. Use one of experiment, manifest, path-model.\n' });
    expect((await schema('manifest', '--out', join(tmpdir(), 'no', 'such', 'folder', 'a.json'))).code).toBe(2);
  });
});
