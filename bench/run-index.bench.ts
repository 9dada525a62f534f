import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRunIndex } from '../main/services/store/run-index.ts';
import { compactSegments } from '../main/services/store/segments.ts';
import { openWorkspace } from '../main/services/store/workspace.ts';
import { writeRun } from '../main/services/store/write-run.ts';
import { sampleOrigin, sampleResult } from '../main/services/testing/sample-run.ts';
import { measure } from './harness/measure.ts';
import { report } from './harness/report.ts';

const count = Number(process.env['DOORBELL_BENCH_RUNS'] ?? 10_000);
const folder = await mkdtemp(join(tmpdir(), 'doorbell bench '));
try {
  const layout = await openWorkspace(folder, Date.now());
  console.log(`Writing ${count} runs …`);
  const begun = performance.now();
  const numbers = Array.from({ length: count }, (_, number) => number);
  const write = async (): Promise<void> => {
    for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
      await writeRun(layout, sampleOrigin(number), sampleResult(number), { createdAt: new Date().toISOString(), wallSeconds: 0.1 }, (error) => { throw error; });
    }
  };
  await Promise.all(Array.from({ length: 16 }, write));
  const writing = (performance.now() - begun) / 1000;
  const open = async (): Promise<number> => {
    const index = createRunIndex(layout);
    await index.refresh();
    return index.summaries.size;
  };
  const loose = await measure(open, { runs: 3, warmUps: 1 });
  if (loose.result !== count) throw new Error(`The index has ${loose.result} of ${count} runs.`);
  await compactSegments(layout);
  const compacted = await measure(open, { runs: 7, warmUps: 1 });
  const rows = [
    { name: `write ${count} runs`, timing: { runs: 1, medianSeconds: writing, spread: 0, fastestSeconds: writing }, counts: { runs: count } },
    { name: `open ${count} loose runs`, timing: loose.timing, counts: { runs: count } },
    { name: `open ${count} runs in segments`, timing: compacted.timing, counts: { runs: count } },
  ];
  report('run-index', rows);
} finally {
  await rm(folder, { recursive: true, force: true });
}
