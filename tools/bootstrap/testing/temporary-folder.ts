import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of one test, removed when the test has ended. Its name has a space, as folders of users do. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorbell test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
