import { performance } from 'node:perf_hooks';
import { defaultLoggops, simulateLoggops } from '../../main/core/engine/loggops/index.ts';
import { peerProgram, peerWorkloads } from '../../main/core/engine/loggops/testing/peer-workloads.ts';

/** What a process of its own says about one workload. */
export interface WorkloadMeasurement {
  readonly messages: number;
  readonly events: number;
  readonly maxNs: number;
  /** Wall-clock seconds of each run; the program is built before. */
  readonly seconds: readonly number[];
  /** Processor seconds of each run: on a busy machine these change less. */
  readonly processorSeconds: readonly number[];
  readonly peakMiB: number;
}

const [name = '', runs = '3'] = process.argv.slice(2);
const workload = peerWorkloads.find((other) => other.name === name);
if (workload === undefined) throw new Error(`No workload is called ${name}. There are: ${peerWorkloads.map((other) => other.name).join(', ')}.`);
const program = peerProgram(workload);
const seconds: number[] = [];
const processorSeconds: number[] = [];
let last = { messages: 0, events: 0, maxNs: 0 };
for (let run = 0; run < Number(runs); run++) {
  const usedBefore = process.cpuUsage();
  const before = performance.now();
  const outcome = simulateLoggops(program, defaultLoggops);
  seconds.push((performance.now() - before) / 1000);
  const { user, system } = process.cpuUsage(usedBefore);
  processorSeconds.push((user + system) / 1e6);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.waiting.count} operations wait for ever.`);
  last = outcome.result;
}
const { messages, events, maxNs } = last;
const measurement: WorkloadMeasurement = { messages, events, maxNs, seconds, processorSeconds, peakMiB: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(measurement));
