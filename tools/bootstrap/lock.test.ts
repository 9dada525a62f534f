import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownerFile, withLock } from './lock.mjs';
import { temporaryFolder } from './testing/temporary-folder.ts';

function heldBy(pid: number, host?: string): string {
  const lock = join(temporaryFolder(), 'state', 'setup.lock');
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, ownerFile(pid, host)), '');
  return lock;
}

/** The id of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;
const deadPids = [deadPid(), deadPid()];

test('one at a time, and everybody gets a turn', async () => {
  const lock = join(temporaryFolder(), 'state', 'setup.lock');
  let inside = 0;
  let most = 0;
  const work = async (): Promise<number> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return 1;
  };
  const turns = await Promise.all(Array.from({ length: 8 }, () => withLock(lock, work, { pollMs: 1 })));
  expect(turns).toHaveLength(8);
  expect(most).toBe(1);
  expect(existsSync(lock)).toBe(false);
});

test('the lock is released when the work fails', async () => {
  const lock = join(temporaryFolder(), 'setup.lock');
  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});

test('a lock whose owner has died is taken over, by many waiters at once too', async () => {
  const lock = heldBy(deadPid());
  let inside = 0;
  const work = async (): Promise<boolean> => {
    inside += 1;
    const alone = inside === 1;
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return alone;
  };
  const alone = await Promise.all(Array.from({ length: 6 }, () => withLock(lock, work, { pollMs: 1 })));
  expect(alone).toEqual([true, true, true, true, true, true]);
  expect(readdirSync(join(lock, '..'))).toEqual([]);
});

test('a lock that nobody is named in is free when it is empty', async () => {
  const lock = join(temporaryFolder(), 'setup.lock');
  mkdirSync(lock);
  utimesSync(lock, new Date(0), new Date(0));
  expect(await withLock(lock, () => Promise.resolve(1), { waitMs: 5, pollMs: 1 })).toBe(1);
});

test('a dead owner’s lock goes from waiter to waiter, one at a time, many times over', async () => {
  for (let round = 0; round < 40; round += 1) {
    const lock = heldBy(deadPids[round % deadPids.length] ?? 0);
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 0));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 12 }, () => withLock(lock, work, { pollMs: 0 })));
    expect(most).toBe(1);
    expect(readdirSync(join(lock, '..'))).toEqual([]);
  }
});

test('a lock that is held is waited for, then given up with the name of who holds it', async () => {
  const lock = heldBy(process.pid);
  const heard: unknown[] = [];
  await expect(
    withLock(lock, () => Promise.resolve(1), { waitMs: 5, pollMs: 1, onWait: (owner) => heard.push(owner?.pid) }),
  ).rejects.toMatchObject({ why: expect.stringContaining(String(process.pid)), next: expect.stringContaining(lock) });
  expect(heard).toEqual([process.pid]);
  expect(existsSync(lock)).toBe(true);
});

test('a lock of another machine is never judged by a process id of this one', async () => {
  const lock = heldBy(deadPid(), 'another-machine');
  await expect(withLock(lock, () => Promise.resolve(1), { waitMs: 5, pollMs: 1 })).rejects.toThrow('Another Doorbell');
});
