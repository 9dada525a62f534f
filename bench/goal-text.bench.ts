import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { peerProgram, peerWorkloads } from '../main/core/engine/loggops/testing/peer-workloads.ts';
import { geometricMean, summarise } from './harness/measure.ts';
import { report, type BenchRow } from './harness/report.ts';
import { writeGoal } from './harness/write-goal.ts';

/**
 * From GOAL text to the result, start of the process and import included, text against text. With DOORBELL_LOGGOPSIM naming
 * a folder that holds LogGOPSim and txt2bin, those two take turns with Doorbell on the same text.
 */
const script = resolve(import.meta.dirname, 'harness/run-goal.ts');
const peer = process.env['DOORBELL_LOGGOPSIM'];
const runs = 3;
const folder = mkdtempSync(join(tmpdir(), 'doorbell-goal-'));

function seconds(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1000;
}

const rows: BenchRow[] = [];
const ratios: number[] = [];
const text = join(folder, 'text.goal');
const binary = join(folder, 'schedule.bin');
try {
  for (const workload of peerWorkloads) {
    // LogGOPSim takes a minute for this one; its figure would say nothing about reading.
    if (workload.pattern === 'a2a_lin') continue;
    writeGoal(text, peerProgram(workload));
    let answer = { messages: 0, maxNs: 0, peakMiB: 0 };
    const own: number[] = [];
    const other: number[] = [];
    for (let run = 0; run < runs; run++) {
      own.push(seconds(() => { answer = JSON.parse(execFileSync(process.execPath, [script, text], { encoding: 'utf8' })) as typeof answer; }));
      if (answer.maxNs !== workload.maxNs) throw new Error(`${workload.name} ends at ${String(answer.maxNs)} ns instead of ${String(workload.maxNs)} ns.`);
      if (peer === undefined) continue;
      other.push(seconds(() => {
        execFileSync(join(peer, 'txt2bin'), ['-i', text, '-o', binary], { stdio: 'ignore' });
        execFileSync(join(peer, 'LogGOPSim'), ['-f', binary, '-b'], { stdio: 'ignore' });
      }));
    }
    const timing = summarise(own);
    const ratio = other.length === 0 ? undefined : summarise(other).medianSeconds / timing.medianSeconds;
    if (ratio !== undefined) ratios.push(ratio);
    rows.push({
      name: workload.name, timing, counts: { messages: answer.messages, bytes: statSync(text).size },
      ...(ratio === undefined ? {} : { notes: { 'times LogGOPSim with its converter': ratio } }),
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report('goal-text', rows);
if (ratios.length > 0) {
  console.log(`LogGOPSim with its converter takes ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} times as long; geometric mean ${geometricMean(ratios).toFixed(2)}.`);
}
