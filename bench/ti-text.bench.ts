import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { summarise } from './harness/measure.ts';
import { report, type BenchRow } from './harness/report.ts';

/** Reading time-independent traces, making up the text included. Memory must grow with what is kept, a fifth of the text, and not with the text. */
const script = resolve(import.meta.dirname, 'harness/read-ti-text.ts');
const runs = 3;
/** What Node takes while text is made up and thrown away, and what growing arrays leave behind. */
const allowedMiB = (storedMiB: number): number => 400 + 1.5 * storedMiB;

const rows: BenchRow[] = [];
for (const mebibytes of [64, 256, 1024]) {
  const times: number[] = [];
  let answer = { lines: 0, bytes: 0, peakMiB: 0, storedMiB: 0 };
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    answer = JSON.parse(execFileSync(process.execPath, [script, String(mebibytes)], { encoding: 'utf8' })) as typeof answer;
    times.push((performance.now() - begun) / 1000);
    if (answer.peakMiB > allowedMiB(answer.storedMiB)) throw new Error(`Reading ${String(mebibytes)} MiB took ${answer.peakMiB.toFixed(0)} MiB to keep ${answer.storedMiB.toFixed(0)} MiB.`);
  }
  rows.push({ name: `${String(mebibytes)} MiB`, timing: summarise(times), counts: { lines: answer.lines, bytes: answer.bytes }, notes: { peakMiB: answer.peakMiB, storedMiB: answer.storedMiB } });
  console.log(`${String(mebibytes)} MiB of text: peak ${answer.peakMiB.toFixed(0)} MiB, kept ${answer.storedMiB.toFixed(0)} MiB`);
}
report('ti-text', rows);
