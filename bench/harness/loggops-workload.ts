import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { defaultLoggops, simulateLoggops } from '../../main/core/engine/loggops/index.ts';
import { peerProgram, peerWorkloads } from '../../main/core/engine/loggops/testing/peer-workloads.ts';
import { messagesPending, ranksPending } from './pending-program.ts';

/** What a process of its own says about one workload. */
export interface WorkloadMeasurement {
  readonly messages: number;
  readonly events: number;
  readonly maxNs: number;
  /** Wall-clock seconds of each run; the program is built before. The first one includes the compiler's work. */
  readonly seconds: readonly number[];
  /** Seconds of the processor in this process: on a busy machine these change less. */
  readonly userSeconds: readonly number[];
  readonly peakMiB: number;
}

const [name = '', runs = '3'] = process.argv.slice(2);
const { program, parameters } = workloadOf(name);
const seconds: number[] = [];
const userSeconds: number[] = [];
let last = { messages: 0, events: 0, maxNs: 0 };
for (let run = 0; run < Number(runs); run++) {
  const usedBefore = process.cpuUsage();
  const before = performance.now();
  const outcome = simulateLoggops(program, parameters);
  seconds.push((performance.now() - before) / 1000);
  userSeconds.push(process.cpuUsage(usedBefore).user / 1e6);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.waiting.count} operations wait for ever.`);
  last = outcome.result;
}
const { messages, events, maxNs } = last;
const measurement: WorkloadMeasurement = { messages, events, maxNs, seconds, userSeconds, peakMiB: peakMiB() };
console.log(JSON.stringify(measurement));

function workloadOf(wanted: string) {
  const [count, what] = wanted.split(' ');
  if (what === 'messages') return messagesPending(Number(count));
  if (what === 'ranks') return ranksPending(Number(count));
  const workload = peerWorkloads.find((other) => other.name === wanted);
  if (workload === undefined) throw new Error(`No workload is called ${wanted}. There are: ${peerWorkloads.map((other) => other.name).join(', ')}.`);
  return { program: peerProgram(workload), parameters: defaultLoggops };
}

/** Linux hands the peak of the process that started this one down in `maxRSS`, but not in its own status file. */
function peakMiB(): number {
  const status = '/proc/self/status';
  const peak = existsSync(status) ? /VmHWM:\s*(\d+) kB/.exec(readFileSync(status, 'utf8')) : null;
  return (peak === null ? process.resourceUsage().maxRSS : Number(peak[1])) / 1024;
}
