import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from './run-cli.ts';

let folder = '';
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'doorbell goal ')); });
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const onFirst = 'num_ranks 2\nrank 0 {\nsend 100b to 1 tag 1\n}\n';

async function goal(text: string, ...options: readonly string[]) {
  const file = join(folder, 'a.goal');
  await writeFile(file, text);
  const stdout: string[] = [];
  const stderr: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => stdout.push(String(part)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((part) => stderr.push(String(part)) > 0);
  const code = await runCli(['goal', file, ...options], folder);
  return { code, stdout: stdout.join(''), stderr: stderr.join('').replaceAll(file, 'FILE') };
}

describe('doorbell goal', () => {
  it('prints when each rank ends', async () => {
    const { code, stdout } = await goal(`${onFirst}rank 1 {\nrecv 100b from 0 tag 1\n}\n`, '--loggops', '2500,1500,1000,6,0,65535', '--json');
    expect(code).toBe(0);
    const answer = JSON.parse(stdout) as { wallSeconds: number };
    expect(answer).toEqual({ ranks: 2, finishNs: [1500, 6094], maxNs: 6094, messages: 1, events: 3, wallSeconds: answer.wallSeconds });
    expect(answer.wallSeconds).toBeGreaterThan(0);
  });

  it('has the defaults of LogGOPSim, and a text for people', async () => {
    const { code, stdout } = await goal(`${onFirst}rank 1 {\nrecv 100b from 0 tag 1\n}\n`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2 ranks end after 6094 ns \(L=2500 o=1500 g=1000 G=6 O=0 S=65535\)\.\n1 messages, 3 operations and messages, /);
    expect(stdout).toContain(' 1          6094\n');
  });

  it('names the ranks and operations that wait', async () => {
    expect(await goal(`${onFirst}rank 1 {\na: recv 100b from 0 tag 2\nb: calc 1\nb requires a\n}\n`, '--json')).toEqual({
      code: 1, stdout: '',
      stderr: [
        'error: 3 operations wait for ever. Every send needs a receive at its rank, from its rank and with its tag.',
        'FILE:3: rank 0: send 100b to 1 tag 1: nobody receives it',
        'FILE:6: rank 1: recv 100b from 0 tag 2: no message comes for it',
        'FILE:7: rank 1: calc 1: it waits for operations before it', '',
      ].join('\n'),
    });
  });

  it.each([
    ['a syntax error', `${onFirst}rank 1 {\nrecv 100b for 0\n}\n`, [], 'FILE:6:11: error: Here must be from, and there is "for".\n'],
    ['parameters that are none', onFirst, ['--loggops', '1,2,3,4,x,6'], 'error: --loggops: O is "x"; it must be a number such as 6 or 0.25.\n'],
    ['parameters that are too few', onFirst, ['--loggops', '1,2'], 'error: --loggops: It must be six numbers with commas between them, L,o,g,G,O,S, and "1,2" has 2.\n'],
  ])('ends with 2 for %s', async (_, text, options, stderr) => {
    expect(await goal(text, ...options)).toEqual({ code: 2, stdout: '', stderr });
  });
});
