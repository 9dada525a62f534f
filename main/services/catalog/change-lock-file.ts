import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ServiceError } from '../../core/contract/service-error.ts';
import { unfinishedPrefix } from '../store/atomic-write.ts';
import type { Layout } from '../store/layout.ts';
import { readLockFile, writeLockFile } from './lock-file.ts';
import type { LockEntry } from './lock-file.ts';

/** Longer than any living process takes from its claim to the written file, ms. */
const claimDiesAfterMs = 5000;

/**
 * Changes the entries of the lock file. Other processes may do so at the same time: who writes revision n first claims
 * it by making a file that only one can make, so no change is lost; a claim whose owner died is taken over. `update` is
 * called again when somebody else was first. Rejects where the workspace cannot be written.
 */
export async function changeLockFile(layout: Layout, update: (entries: readonly LockEntry[]) => readonly LockEntry[]): Promise<void> {
  for (;;) {
    const reading = await readLockFile(layout.pluginsLock);
    const [finding] = reading.findings;
    if (reading.state === 'newer') throw new ServiceError('TooNew', `${finding?.message ?? ''} ${finding?.hint ?? ''}`, reading.findings);
    const next = update(reading.lock.plugins);
    const claim = join(layout.plugins, `${unfinishedPrefix}claim-${String(reading.lock.revision + 1)}`);
    if (!(await take(claim))) {
      await pause(10);
      continue;
    }
    try {
      // Somebody may have written between the reading and the claim.
      const again = await readLockFile(layout.pluginsLock);
      if (again.lock.revision !== reading.lock.revision || again.state !== reading.state) continue;
      if (reading.state === 'damaged') await rename(layout.pluginsLock, `${layout.pluginsLock}.damaged`).catch(() => undefined);
      await writeLockFile(layout.pluginsLock, { format: 1, revision: reading.lock.revision + 1, plugins: next });
      return;
    } finally {
      await rm(claim, { force: true });
    }
  }
}

async function take(claim: string): Promise<boolean> {
  try {
    await (await open(claim, 'wx')).close();
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const found = await stat(claim).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > claimDiesAfterMs) await rm(claim, { force: true });
    return false;
  }
}
