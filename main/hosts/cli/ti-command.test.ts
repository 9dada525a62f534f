import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from './run-cli.ts';

let folder = '';
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'doorbell ti ')); });
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const platform = ['--platform', 'loggops:2500,1500,1000,6,0,65535'] as const;
const message = '0 init\n0 compute 1e3\n0 send 1 1 100 6\n0 finalize\n1 init\n1 recv 0 1 100 6\n1 finalize\n';

async function ti(files: readonly string[], ...options: readonly string[]) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => stdout.push(String(part)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((part) => stderr.push(String(part)) > 0);
  const before = process.stdout.listeners('error');
  const code = await runCli(['ti', ...files, ...options], folder);
  for (const listener of process.stdout.listeners('error')) if (!before.includes(listener)) process.stdout.off('error', listener as () => void);
  return { code, stdout: stdout.join(''), stderr: stderr.join('').replaceAll(folder, 'HERE') };
}

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('doorbell ti', () => {
  it('prints when each rank ends, in seconds', async () => {
    const { code, stdout } = await ti([await write('a.ti', message)], ...platform, '--json');
    expect(code).toBe(0);
    const answer = JSON.parse(stdout) as { wallSeconds: number };
    expect(answer).toEqual({ ranks: 2, finishSeconds: [2.5e-6, 7.094e-6], maxSeconds: 7.094e-6, messages: 1, events: 4, wallSeconds: answer.wallSeconds });
  });

  it('says it to people, too', async () => {
    const { stdout } = await ti([await write('a.ti', message)], ...platform);
    expect(stdout).toMatch(/^2 ranks end after 0\.000007094 s \(loggops:2500,1500,1000,6,0,65535\)\.\n1 messages, 4 events, /);
  });

  it('reads a file per rank, and a list of files', async () => {
    await mkdir(join(folder, 'parts'));
    const first = await write('parts/r0', '0 compute 1e3\n0 send 1 1 100 6');
    const second = await write('parts/r1', '1 recv 0 1 100 6\n');
    const max = async (...files: readonly string[]) => (JSON.parse((await ti(files, ...platform, '--json')).stdout) as { readonly maxSeconds: number }).maxSeconds;
    expect(await max(first, second)).toBe(7.094e-6);
    expect(await max(await write('list', 'parts/r0\nparts/r1\n'))).toBe(7.094e-6);
    expect(await max(await write('absolute', `# ranks\n${first}\r\n${second}\r\n`))).toBe(7.094e-6);
    expect((await ti([await write('short', 'parts/r0\nparts/r7\n')], ...platform)).stderr).toContain('HERE/short: error: It lists parts/r7, which is neither in this folder nor beside the list.');
  });

  it('takes the speed of cores from the command, and cores and network from a SimGrid platform', async () => {
    const file = await write('a.ti', message);
    const xml = await write('cluster.xml', '<platform version="4.1"><cluster id="c" radical="0-1" speed="2Gf" bw="1GBps" lat="5us"/></platform>');
    const ends = async (...options: readonly string[]) => (JSON.parse((await ti([file], ...options, '--json')).stdout) as { readonly finishSeconds: readonly number[] }).finishSeconds;
    expect((await ends(...platform, '--flops', '1e8'))[0]).toBe(1.15e-5);
    // 1000 flops at 2 Gf take 500 ns; two links of 5 us. LogGOPSim's rule: the last byte takes no time of a receiver without o and O.
    expect(await ends('--platform', xml)).toEqual([5e-7, 1.0599e-5]);
    expect((await ti([await write('three.ti', '2 compute 1\n')], '--platform', xml)).stderr).toBe('error: --platform: It has room for 2 ranks, the trace has 3.\n');
  });

  it('names ranks and operations that wait for ever', async () => {
    const file = await write('a.ti', '0 send 1 1 100 6\n0 recv 1 5 8 6\n1 recv 0 2 100 6\n1 compute 5\n');
    expect(await ti([file], ...platform)).toEqual({
      code: 1, stdout: '',
      stderr: 'error: 3 operations wait for ever. Every send needs a receive at its rank, from its rank and with its tag.\n'
        + 'rank 0: send 100b to 1 tag 1: nobody receives it\nrank 0: recv 8b from 1 tag 5: no message comes for it\nrank 1: recv 100b from 0 tag 2: no message comes for it\n',
    });
  });

  it('says where a text is wrong', async () => {
    const file = await write('a.ti', '0 init\n0 snd 1 1 5\n');
    expect(await ti([file], ...platform)).toEqual({ code: 2, stdout: '', stderr: 'HERE/a.ti:2:3: error: "snd" is not an action of a time-independent trace. Did you mean "send"?\n' });
    const other = await write('b.ti', '1 init\n1 compute x\n');
    expect((await ti([await write('c.ti', '0 init\n'), other], ...platform)).stderr).toMatch(/^HERE\/b\.ti:2:11: error: "x" must be floating-point operations/);
    expect((await ti([join(folder, 'none')], ...platform))).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: HERE\/none cannot be read/) as string });
  });

  it('goes on past unknown actions when told to', async () => {
    const { code, stderr } = await ti([await write('a.ti', `0 snd 1\n${message}`)], ...platform, '--skip-unknown', '--json');
    expect([code, stderr]).toEqual([0, 'note: 1 lines have actions that are not known and were skipped.\n']);
  });

  it('needs a platform that can be read', async () => {
    const file = await write('a.ti', message);
    expect((await ti([file])).code).toBe(2);
    expect(await ti([file], '--platform', 'loggops:1,2')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: --platform: It must be six numbers/) as string });
    expect(await ti([file], '--platform', await write('p.xml', '<platform/>'))).toMatchObject({ code: 2, stderr: expect.stringMatching(/^HERE\/p\.xml: error: It must have one <cluster>/) as string });
  });
});
