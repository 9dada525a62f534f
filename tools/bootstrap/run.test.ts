import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { isAlive } from './is-alive.mjs';
import { run } from './run.mjs';

/** Runs the fake server below a bootstrap of its own, ends the bootstrap with a signal, and waits until it has ended. */
async function endWith(signal: NodeJS.Signals, ...options: readonly string[]): Promise<{ readonly pids: readonly number[]; readonly output: string }> {
  const bootstrap = spawn(process.execPath, [resolve(import.meta.dirname, 'testing/run-fake-server.mjs'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const pids = await new Promise<readonly number[]>((started) => {
    bootstrap.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const found = /PIDS (\d+) (\d+)/.exec(output);
      if (found !== null) started([Number(found[1]), Number(found[2])]);
    });
  });
  expect(pids.map(isAlive)).toEqual([true, true]);
  const ended = new Promise((closed) => bootstrap.once('close', closed));
  bootstrap.kill(signal);
  await ended;
  return { pids, output };
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s to the bootstrap leaves neither the host nor its worker', async (signal) => {
  const { pids, output } = await endWith(signal);
  expect(output).toContain('ENDED');
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]));
});

test('a host that ignores the signal is killed, and its worker too', async () => {
  const { pids, output } = await endWith('SIGTERM', '--stubborn');
  expect(output).toContain('ENDED 137 true');
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]));
});

test('exit codes are those of a shell', async () => {
  const options = { stdio: 'ignore' } as const;
  expect((await run(process.execPath, ['-e', 'process.exit(3)'], options)).code).toBe(3);
  expect(await run(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'], options)).toMatchObject({ code: 137, signal: 'SIGKILL', interrupted: false });
  expect(await run('/no/such/program', [], options)).toMatchObject({ code: 127, error: expect.any(Error) });
});

test('what a program wrote last is heard', async () => {
  let heard = '';
  await run(process.execPath, ['-e', 'process.stdout.write("x".repeat(200000), () => process.exit(1))'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    onStart: (child) => child.stdout?.setEncoding('utf8').on('data', (text: string) => (heard += text)),
  });
  expect(heard).toHaveLength(200_000);
});
