import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test as base } from '@playwright/test';

const cli = join(resolve(import.meta.dirname, '../..'), 'out/main/cli.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Answer {
  readonly ranks: number;
  readonly finishSeconds: readonly number[];
  readonly maxSeconds: number;
  readonly messages: number;
}

const test = base.extend<{ folder: string; call: (...words: readonly string[]) => Promise<Ended> }>({
  folder: async ({ browserName: _ }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'doorbell ti '));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  call: async ({ folder }, use) => {
    await use((...words) => new Promise((done) => {
      execFile(process.execPath, [cli, ...words], { cwd: folder, env: { ...process.env, DOORBELL_WORKSPACE: join(folder, 'workspace') }, maxBuffer: 1e8 }, (error, stdout, stderr) => {
        done({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr });
      });
    }));
  },
});

const each = (...actions: readonly string[]): string => [0, 1, 2, 3].flatMap((rank) => actions.map((action) => `${String(rank)} ${action}\n`)).join('');
const trace = each('init', 'compute 1e6', 'bcast 1000 0 6', 'allreduce 1000 1e3 6', 'alltoall 100 100 6 6', 'barrier', 'finalize');

test('a time-independent trace runs on an experiment\'s cluster and path, and under the LogGOPS model with as many messages', async ({ folder, call }) => {
  await writeFile(join(folder, 'all.ti'), trace);
  const answers: Answer[] = [];
  for (const platform of ['nanos-2010-advection', 'palo-2011-ping-pong', 'loggops:2500,1500,1000,6,0,65535']) {
    const { code, stdout, stderr } = await call('ti', 'all.ti', '--platform', platform, '--json');
    expect([code, stderr]).toEqual([0, '']);
    answers.push(JSON.parse(stdout) as Answer);
  }
  for (const { ranks, finishSeconds, maxSeconds, messages } of answers) {
    expect([ranks, finishSeconds.length, messages]).toEqual([4, 4, answers[2]?.messages]);
    expect(maxSeconds).toBe(Math.max(...finishSeconds));
    expect(maxSeconds).toBeGreaterThan(1e-4);
    expect(maxSeconds).toBeLessThan(1e-2);
  }
  // The same again: nothing of a run depends on what ran before.
  expect((JSON.parse((await call('ti', 'all.ti', '--platform', 'nanos-2010-advection', '--json')).stdout) as Answer).finishSeconds).toEqual(answers[0]?.finishSeconds);
});

test('a trace whose messages never meet names the rank on an experiment, too', async ({ folder, call }) => {
  await writeFile(join(folder, 'stuck.ti'), '0 send 1 0 100\n1 recv 0 3 100\n');
  expect(await call('ti', 'stuck.ti', '--platform', 'nanos-2010-advection')).toMatchObject({ code: 1, stderr: expect.stringMatching(/rank 1 waits to receive from rank 0 with tag 3/i) });
  expect(await call('ti', 'stuck.ti', '--platform', 'nothing-of-that-name')).toMatchObject({ code: 2, stderr: expect.stringContaining('no experiment of that name') });
});
