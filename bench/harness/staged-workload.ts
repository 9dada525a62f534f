import { performance } from 'node:perf_hooks';
import { createSimulation } from '../../main/core/engine/index.ts';
import { setCompilerFlags } from '../../main/services/runner/set-compiler-flags.ts';
import { stagedCase } from './staged-cases.ts';

/** What a process of its own says about one run of the staged engine. */
export interface StagedMeasurement {
  readonly messages: number;
  readonly segments: number;
  readonly stageVisits: number;
  readonly events: number;
  /** When the last rank ends. */
  readonly finishedNs: number;
  /** Wall-clock and processor seconds of each run, preparing it included; the program's text is built before. */
  readonly seconds: readonly number[];
  readonly processorSeconds: readonly number[];
  readonly peakMiB: number;
}

// As in the engine's worker.
setCompilerFlags();
const [name = '', path = 'native', runs = '3', share = '1'] = process.argv.slice(2);
const input = stagedCase(name, path, Number(share));
const seconds: number[] = [];
const processorSeconds: number[] = [];
let counts = { messages: 0, segments: 0, stageVisits: 0, events: 0 };
let finishedNs = 0;
for (let run = 0; run < Number(runs); run++) {
  const usedBefore = process.cpuUsage();
  const before = performance.now();
  const simulation = createSimulation(input);
  while (!simulation.advance(200_000));
  const outcome = simulation.outcome();
  seconds.push((performance.now() - before) / 1000);
  const { user, system } = process.cpuUsage(usedBefore);
  processorSeconds.push((user + system) / 1e6);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.failure.message}`);
  counts = outcome.result.counts;
  finishedNs = outcome.result.metrics['executionTime'].value;
}
const measurement: StagedMeasurement = { ...counts, finishedNs, seconds, processorSeconds, peakMiB: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(measurement));
