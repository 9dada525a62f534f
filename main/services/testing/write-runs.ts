// Writes made-up runs into a workspace, one after the other, and says so: node write-runs.ts WORKSPACE FIRST COUNT
import { openWorkspace } from '../store/workspace.ts';
import { writeRun } from '../store/write-run.ts';
import { sampleOrigin, sampleResult } from './sample-run.ts';

const [workspace = '', first = '0', count = '0'] = process.argv.slice(2);
const layout = await openWorkspace(workspace, Date.now());
for (let number = Number(first); number < Number(first) + Number(count); number += 1) {
  const when = { createdAt: new Date().toISOString(), wallSeconds: 0.1 };
  const summary = await writeRun(layout, sampleOrigin(number), sampleResult(number), when, (error) => { throw error; });
  process.stdout.write(`${summary.fingerprint}\n`);
}
