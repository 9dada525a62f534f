import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Attempt, BatchProgress } from '../../core/contract/index.ts';
import { isMissing, writeFileAtomic } from '../store/atomic-write.ts';
import { isBatchId, type Layout } from '../store/layout.ts';
import type { StoredPlan } from '../worker-protocol.ts';

/** `request.json`: what the batch was asked to do. */
export interface BatchRequest {
  readonly format: 1;
  readonly experimentSha256: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly machine: string;
}

/** `owner.json`: which process works on the batch; written anew while it does. */
export interface BatchOwner {
  readonly pid: number;
  readonly machine: string;
  /** ms since 1970. */
  readonly at: number;
}

/** How often an owner says that it lives, ms. */
export const heartbeatMs = 10_000;

async function readJson<Value>(path: string): Promise<Value | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Value;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Ids of all batches, oldest first: they begin with their date. */
export async function listBatchIds(layout: Layout): Promise<readonly string[]> {
  return (await readdir(layout.batches)).filter(isBatchId).sort();
}

/** Makes the folder of a batch. */
export async function writeBatchRequest(layout: Layout, id: string, request: BatchRequest): Promise<void> {
  await mkdir(layout.batch(id), { recursive: true });
  await writeFileAtomic(join(layout.batch(id), 'request.json'), `${JSON.stringify(request)}\n`);
}

export function readBatchRequest(layout: Layout, id: string): Promise<BatchRequest | undefined> {
  return readJson(join(layout.batch(id), 'request.json'));
}

export async function writePlan(layout: Layout, id: string, plan: StoredPlan): Promise<void> {
  await writeFileAtomic(join(layout.batch(id), 'plan.json'), `${JSON.stringify(plan)}\n`);
}

export function readPlan(layout: Layout, id: string): Promise<StoredPlan | undefined> {
  return readJson(join(layout.batch(id), 'plan.json'));
}

/** The state in which a batch ended; absent while it runs, or when its process died. */
export function readEnd(layout: Layout, id: string): Promise<BatchProgress | undefined> {
  return readJson(join(layout.batch(id), 'end.json'));
}

export async function writeEnd(layout: Layout, id: string, progress: BatchProgress): Promise<void> {
  await writeFileAtomic(join(layout.batch(id), 'end.json'), `${JSON.stringify(progress)}\n`);
}

/** Notes an attempt. One line in one write, so that lines of two processes do not mix. */
export async function appendAttempt(layout: Layout, id: string, attempt: Attempt): Promise<void> {
  await appendFile(join(layout.batch(id), 'attempts.ndjson'), `${JSON.stringify(attempt)}\n`);
}

/** All attempts so far; a line that was cut by a crash is left out. */
export async function readAttempts(layout: Layout, id: string): Promise<readonly Attempt[]> {
  const text = await readFile(join(layout.batch(id), 'attempts.ndjson'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Attempt];
    } catch {
      return [];
    }
  });
}

/** Says that this process works on the batch. */
export async function writeOwner(layout: Layout, id: string, nowMs: number): Promise<void> {
  const owner: BatchOwner = { pid: process.pid, machine: hostname(), at: nowMs };
  await writeFile(join(layout.batch(id), 'owner.json'), JSON.stringify(owner));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Alive, but somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether another living process works on a batch. Of other machines only the heartbeat is known. */
export async function isOwned(layout: Layout, id: string, nowMs: number): Promise<boolean> {
  const owner = await readJson<BatchOwner>(join(layout.batch(id), 'owner.json'));
  if (owner === undefined || nowMs - owner.at > 6 * heartbeatMs) return false;
  return owner.machine !== hostname() || (owner.pid !== process.pid && isAlive(owner.pid));
}
