import { readFileSync } from 'node:fs';

/**
 * Whether a process of this machine runs. One that has ended and that nobody has waited for (a zombie, which stays for ever
 * in containers whose first process reaps nothing) does not.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
  try {
    // "pid (name) state …"; a name may contain anything, so the last parenthesis counts.
    return !/\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
