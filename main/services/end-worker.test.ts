import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { createWorkerEnds } from './end-worker.ts';
import type { WorkerProcess } from './worker-process.ts';

/** A real process that runs `code` and has said that it is up; `kill` sends the signals in turn, the last one again and again. */
async function processOf(code: string, ...signals: readonly NodeJS.Signals[]): Promise<{ readonly worker: WorkerProcess; readonly kills: NodeJS.Signals[]; lives(): boolean }> {
  const child = spawn(process.execPath, ['-e', `${code}; process.stdout.write('up'); setInterval(() => undefined, 1000);`], { stdio: ['ignore', 'pipe', 2] });
  await new Promise((resolve) => { child.stdout?.once('data', resolve); });
  const kills: NodeJS.Signals[] = [];
  const worker: WorkerProcess = {
    pid: child.pid,
    send: () => undefined,
    onMessage: () => undefined,
    onExit: (listener) => { child.on('exit', (exit) => { listener(exit ?? undefined); }); },
    kill() {
      const signal = signals[Math.min(kills.length, signals.length - 1)] ?? 'SIGKILL';
      kills.push(signal);
      child.kill(signal);
    },
  };
  return { worker, kills, lives: () => child.exitCode === null && child.signalCode === null };
}

test('an end is over when the process has exited', async () => {
  const ends = createWorkerEnds();
  const first = await processOf('', 'SIGKILL');
  const second = await processOf('', 'SIGKILL');
  const end = ends.end(first.worker);
  void ends.end(second.worker);
  expect([first.lives(), second.lives()]).toEqual([true, true]);
  await end;
  expect(first.lives()).toBe(false);
  expect(await ends.all()).toBe(0);
  expect(second.lives()).toBe(false);
  expect(first.kills).toEqual(['SIGKILL']);
});

test('a process that does not hear the first kill is killed again', async () => {
  const ends = createWorkerEnds({ againMs: 30, giveUpMs: 20_000 });
  const deaf = await processOf(`process.on('SIGTERM', () => undefined)`, 'SIGTERM', 'SIGKILL');
  await ends.end(deaf.worker);
  expect(deaf.lives()).toBe(false);
  expect(deaf.kills).toEqual(['SIGTERM', 'SIGKILL']);
  expect(await ends.all()).toBe(0);
});

test('nobody waits for ever: what cannot be killed is counted', async () => {
  const ends = createWorkerEnds({ againMs: 10, giveUpMs: 30 });
  const held = await processOf(`process.on('SIGTERM', () => undefined)`, 'SIGTERM');
  await ends.end(held.worker);
  expect(held.lives()).toBe(true);
  expect(await ends.all()).toBe(1);
  process.kill(held.worker.pid ?? 0, 'SIGKILL');
  await expect.poll(() => held.lives()).toBe(false);
  expect(await ends.all()).toBe(0);
});
