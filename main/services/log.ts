import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** A log beyond this size starts anew, bytes; so many older ones are kept. */
const rotateAtBytes = 4 * 1024 * 1024;
const keptFiles = 3;

function rotate(folder: string, name: string): void {
  const path = (age: number): string => join(folder, age === 0 ? `${name}.ndjson` : `${name}.${String(age)}.ndjson`);
  try {
    if (statSync(path(0)).size < rotateAtBytes) return;
  } catch {
    return;
  }
  for (let age = keptFiles - 1; age >= 0; age -= 1) {
    try {
      renameSync(path(age), path(age + 1));
    } catch {
      // Not so many yet, or another process rotates at the same time: either way the lines are kept.
    }
  }
}

/**
 * A log of one kind of process in the workspace: NDJSON, one line per event, each with the process id. Written line by
 * line, so that a killed process has said all it had to say. Where the folder cannot be written it stays silent.
 */
export function createLog(folder: string, name: string): Logger {
  try {
    mkdirSync(folder, { recursive: true });
    rotate(folder, name);
    const lines = destination({ dest: join(folder, `${name}.ndjson`), append: true, sync: true });
    // A full disk must not end a simulation.
    lines.on('error', () => undefined);
    return pino({ base: { pid: process.pid, process: name }, timestamp: pino.stdTimeFunctions.isoTime }, lines);
  } catch {
    return pino({ enabled: false });
  }
}
