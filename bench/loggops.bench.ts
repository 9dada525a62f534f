import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { peerProgram, peerWorkloads } from '../main/core/engine/loggops/testing/peer-workloads.ts';
import { writeGoalBinary } from './harness/goal-binary.ts';
import { runLoggopsim, type LoggopsimRun } from './harness/loggopsim.ts';
import { geometricMean, summarise } from './harness/measure.ts';
import type { WorkloadMeasurement } from './harness/loggops-workload.ts';
import { report, type BenchRow } from './harness/report.ts';

/**
 * The LogGOPS kernel on the workloads of its peers, each round in a process of its own, so that its peak memory is its own.
 * With DOORBELL_LOGGOPSIM naming a folder that holds LogGOPSim, the two take turns on the same schedules. Ratios are of
 * seconds of the processor, which a busy machine changes less than those of the wall clock; LogGOPSim's include that it
 * maps its schedule into memory, Doorbell's not that it builds its program of loops.
 */
const script = resolve(import.meta.dirname, 'harness/loggops-workload.ts');
const peer = process.env['DOORBELL_LOGGOPSIM'];
const rounds = 5;
/** In each process; the compiler settles in the first two, which are told apart. */
const runs = 6;
const warmUps = 2;
const mostMiB = 200;

const median = (values: readonly number[]): number => summarise(values).medianSeconds;
const run = (name: string, times = runs): WorkloadMeasurement => JSON.parse(execFileSync(process.execPath, [script, name, String(times)], { encoding: 'utf8' })) as WorkloadMeasurement;

const wrong: string[] = [];
const rows: BenchRow[] = [];
const ratios: { readonly user: number; readonly wall: number; readonly first: number }[] = [];
const folder = mkdtempSync(join(tmpdir(), 'doorbell-loggops-'));
const schedule = join(folder, 'schedule.bin');
try {
  for (const workload of peerWorkloads) {
    const { name, maxNs } = workload;
    // LogGOPSim takes a minute for all at once, and says nothing by it.
    const compared = peer !== undefined && workload.pattern !== 'a2a_lin';
    if (compared) writeGoalBinary(peerProgram(workload), schedule);
    const own: WorkloadMeasurement[] = [];
    const other: LoggopsimRun[] = [];
    for (let round = 0; round < rounds; round++) {
      own.push(run(name));
      if (compared) other.push(runLoggopsim(join(peer, 'LogGOPSim'), schedule));
    }
    for (const measured of [...own, ...other]) if (measured.maxNs !== maxNs) wrong.push(`${name} ends at ${measured.maxNs} ns instead of ${maxNs} ns`);
    const peakMiB = Math.max(...own.map((measured) => measured.peakMiB));
    if (peakMiB > mostMiB) wrong.push(`${name} takes ${peakMiB.toFixed(0)} MiB, more than ${mostMiB} MiB`);
    const timing = summarise(own.flatMap(({ seconds }) => seconds.slice(warmUps)));
    const notes: Record<string, number> = { peakMiB, maxNs, 'user seconds': median(own.flatMap(({ userSeconds }) => userSeconds.slice(warmUps))), 'seconds of the first run': median(own.map(({ seconds }) => seconds[0])) };
    if (compared) {
      // Of neighbours in time, so that what else the machine does falls on both.
      const ratio = {
        user: median(other.map(({ userSeconds }, round) => userSeconds / median(own[round].userSeconds.slice(warmUps)))),
        wall: median(other.map(({ seconds }, round) => seconds / median(own[round].seconds.slice(warmUps)))),
        first: median(other.map(({ userSeconds }, round) => userSeconds / own[round].userSeconds[0])),
      };
      ratios.push(ratio);
      Object.assign(notes, {
        'LogGOPSim seconds': median(other.map(({ seconds }) => seconds)), 'LogGOPSim user seconds': median(other.map(({ userSeconds }) => userSeconds)),
        'times LogGOPSim': ratio.user, 'times LogGOPSim by the wall clock': ratio.wall, 'times LogGOPSim in the first run': ratio.first,
      });
    }
    rows.push({ name, timing, counts: { messages: own[0].messages, events: own[0].events }, notes });
  }
  for (const name of ['1000 messages', '1000000 messages', '1000 ranks', '1000000 ranks']) {
    const measured = run(name);
    rows.push({ name: `${name} pending`, timing: summarise(measured.seconds.slice(warmUps)), counts: { events: measured.events }, notes: { peakMiB: measured.peakMiB, 'user seconds': median(measured.userSeconds.slice(warmUps)) } });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report('loggops', rows);
console.log(`Peak memory: ${rows.map(({ name, notes }) => `${name} ${notes?.['peakMiB']?.toFixed(0) ?? ''} MiB`).join(', ')}`);
if (ratios.length > 0) {
  for (const [what, of] of [['by processor time', 'user'], ['by the wall clock', 'wall'], ['in the first run', 'first']] as const) {
    const values = ratios.map((ratio) => ratio[of]);
    console.log(`LogGOPSim takes ${values.map((value) => value.toFixed(2)).join(', ')} times as long ${what}; geometric mean ${geometricMean(values).toFixed(2)}.`);
  }
}
if (wrong.length > 0) throw new Error(`${wrong.join('; ')}.`);
