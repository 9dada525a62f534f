import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { peerWorkloads } from '../main/core/engine/loggops/testing/peer-workloads.ts';
import { summarise } from './harness/measure.ts';
import type { WorkloadMeasurement } from './harness/loggops-workload.ts';
import { report } from './harness/report.ts';

// The LogGOPS kernel on the workloads of its peers, each in a process of its own, so that its peak memory is its own.
const script = resolve(import.meta.dirname, 'harness/loggops-workload.ts');
const mostMiB = 200;

const wrong: string[] = [];
const rows = peerWorkloads.map(({ name, maxNs }) => {
  const measured = JSON.parse(execFileSync(process.execPath, [script, name, '5'], { encoding: 'utf8' })) as WorkloadMeasurement;
  if (measured.maxNs !== maxNs) wrong.push(`${name} ends at ${measured.maxNs} ns instead of ${maxNs} ns`);
  if (measured.peakMiB > mostMiB) wrong.push(`${name} takes ${measured.peakMiB.toFixed(0)} MiB, more than ${mostMiB} MiB`);
  const timing = summarise(measured.seconds);
  const share = timing.medianSeconds / summarise(measured.processorSeconds).medianSeconds;
  return {
    name, timing, counts: { messages: measured.messages, events: measured.events, 'messages per processor': measured.messages * share }, peakMiB: measured.peakMiB, maxNs: measured.maxNs,
  };
});
report('loggops', rows);
console.log(`Peak memory: ${rows.map(({ name, peakMiB }) => `${name} ${peakMiB.toFixed(0)} MiB`).join(', ')}`);
if (wrong.length > 0) throw new Error(`${wrong.join('; ')}.`);
