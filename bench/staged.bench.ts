import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { peerWorkloads } from '../main/core/engine/loggops/testing/peer-workloads.ts';
import { bundled } from './harness/bundle.ts';
import { geometricMean, summarise } from './harness/measure.ts';
import { report } from './harness/report.ts';
import { findSmpi } from './harness/smpi/smpi.ts';
import type { StagedMeasurement } from './harness/staged-workload.ts';

// The staged engine with attribution and everything else on: the workloads of its peers over native TCP, each in a process of
// its own, against SimGrid SMPI where that is installed; then a torus of 512 ranks against one of 65,536. All two million messages
// of each, and a tenth of the torus' 39 million: DOORBELL_BENCH_SHARE=0.25 is quicker, DOORBELL_BENCH_TORUS_SHARE=1 does them all.
// SMPI, whose time grows in proportion, does a part of them. What runs is bundled, as the product's engine worker is.
const script = await bundled(resolve(import.meta.dirname, 'harness/staged-workload.ts'));
const path = process.env['DOORBELL_BENCH_PATH'] ?? 'native';
const share = Number(process.env['DOORBELL_BENCH_SHARE'] ?? 1);
const torusShare = Number(process.env['DOORBELL_BENCH_TORUS_SHARE'] ?? 0.1);
/** A peer is stopped after this, seconds. */
const patience = 120;

const measured = (name: string, runs: number, part: number): StagedMeasurement =>
  JSON.parse(execFileSync(process.execPath, ['--max-semi-space-size=4', script, name, path, String(runs), String(part)], { encoding: 'utf8' })) as StagedMeasurement;

const smpi = findSmpi();
/** The least of three: a process's start now and then takes longer than its run. What takes long is done once. */
const leastOf = (seconds: () => number | undefined): number | undefined => {
  let least = seconds();
  for (let again = 0; again < 2 && least !== undefined && least < 5; again++) least = Math.min(least, seconds() ?? least);
  return least;
};
const ratios: number[] = [];
const rowOf = (name: string, m: StagedMeasurement) => {
  const timing = summarise(m.seconds);
  const processor = timing.medianSeconds / summarise(m.processorSeconds).medianSeconds;
  return {
    name, timing, counts: { messages: m.messages, 'messages per processor': m.messages * processor, 'stage visits': m.stageVisits, events: m.events },
    visitsPerMessage: m.stageVisits / m.messages, segmentsPerMessage: m.segments / m.messages, peakMiB: m.peakMiB, finishedNs: m.finishedNs,
  };
};
const rows = peerWorkloads.map((workload) => {
  const row = rowOf(workload.name, measured(workload.name, 5, share));
  const rate = row.counts.messages / row.timing.medianSeconds;
  // The start of the simulator is taken off as the time of the fewest iterations.
  const part = Math.min(share, 0.25) / 4;
  const [few, many] = [1, Math.max(2, Math.ceil(workload.iterations * part))];
  const short = smpi === undefined || workload.iterations === 1 ? 0 : leastOf(() => smpi.seconds(workload, few, patience));
  const iterations = workload.iterations === 1 ? 1 : many;
  const long = smpi === undefined ? undefined : leastOf(() => smpi.seconds(workload, iterations, patience));
  const perIteration = row.counts.messages / Math.ceil(workload.iterations * share);
  const smpiRate = long === undefined || short === undefined ? undefined : (perIteration * (workload.iterations === 1 ? 1 : many - few)) / (long - short);
  if (smpiRate !== undefined) ratios.push(rate / smpiRate);
  const peer = smpiRate === undefined ? smpi === undefined ? '' : `SMPI failed or took longer than ${patience} s` : `SMPI ${(smpiRate / 1000).toFixed(0)} k/s, ratio ${(rate / smpiRate).toFixed(1)}`;
  console.log(`${workload.name}: ${(rate / 1e6).toFixed(2)} M messages/s, ${row.visitsPerMessage.toFixed(1)} stage visits and ${row.segmentsPerMessage.toFixed(2)} segments per message, ${row.peakMiB.toFixed(0)} MiB; ${peer}`);
  return { ...row, smpiMessagesPerSecond: smpiRate };
});
if (ratios.length > 0) console.log(`Against SimGrid SMPI ${smpi?.version ?? ''}: ${geometricMean(ratios).toFixed(1)} times its messages per second (geometric mean of ${ratios.length})`);

const small = rowOf('torus of 512 ranks', measured('torus_8x8x8_1000', 3, 0.25));
const large = rowOf('torus of 65,536 ranks', measured('torus_64x32x32_100', 1, torusShare));
const perMessage = (row: typeof small): number => row.timing.medianSeconds / row.counts.messages;
console.log(`65,536 ranks: ${large.peakMiB.toFixed(0)} MiB, ${(1e-6 / perMessage(large)).toFixed(2)} M messages/s, ${(perMessage(large) / perMessage(small)).toFixed(1)} times the time per message of 512 ranks`);
report('staged', [...rows, small, large]);
