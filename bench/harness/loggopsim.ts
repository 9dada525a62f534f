import { spawnSync } from 'node:child_process';

/** One run of LogGOPSim, its loading of the schedule included. */
export interface LoggopsimRun {
  readonly seconds: number;
  readonly userSeconds: number;
  readonly maxNs: number;
}

/** Runs LogGOPSim with its default parameters on a binary schedule. */
export function runLoggopsim(binary: string, schedule: string): LoggopsimRun {
  // Of a process that ended, only the shell tells the time that it took of the processor.
  const { stdout, stderr, status } = spawnSync('bash', ['-c', 'TIMEFORMAT="%R %U"; time "$0" -b -f "$1"', binary, schedule], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  const times = /([\d.]+) ([\d.]+)\s*$/.exec(stderr);
  const finished = /Maximum finishing time at host \d+: (\d+)/.exec(stdout);
  if (status !== 0 || times === null || finished === null) throw new Error(`${binary} -b -f ${schedule} ended with ${String(status)}: ${stderr}${stdout}`);
  return { seconds: Number(times[1]), userSeconds: Number(times[2]), maxNs: Number(finished[1]) };
}
