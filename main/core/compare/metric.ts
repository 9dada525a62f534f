import type { Quantity, RunSummary } from '../contract/index.ts';

/** The metric that decides, per workload; `executionTime` is for applications, and every run has it but campaigns, which have the last. */
export const headlineMetrics = [
  'goodput', 'halfRoundTrip', 'messageRate', 'bandwidth', 'verbLatency', 'collectiveLatency', 'requestRate', 'taskRate', 'executionTime', 'timeToSolution',
] as const;

const titles: Readonly<Record<string, string>> = {
  goodput: 'Goodput',
  halfRoundTrip: 'Half round trip',
  messageRate: 'Message rate',
  bandwidth: 'Bandwidth',
  verbLatency: 'Latency of the verb',
  collectiveLatency: 'Latency of the collective',
  collectiveLatencyMax: 'Longest latency of the collective',
  requestRate: 'Requests per second',
  requestLatency: 'Request latency, mean',
  requestLatencyP50: 'Request latency, median',
  requestLatencyP99: 'Request latency, 99th percentile',
  taskRate: 'Tasks per second',
  operationRate: 'Operations per second',
  timePerIteration: 'Time per iteration',
  timePerStep: 'Time per step',
  timePerRound: 'Time per round',
  executionTime: 'Execution time',
  computeTime: 'Compute time',
  communicationTime: 'Communication time',
  stolenTime: 'Stolen time',
  cpuPerByte: 'CPU time per byte',
  setUpTime: 'Set-up before the first message',
  crossingShare: 'Operations that cross hosts',
  timeToSolution: 'Time to solution, mean of jobs',
  makespan: 'Makespan',
  meanWait: 'Waiting time, mean of jobs',
  meanSlowdown: 'Slowdown, mean of jobs',
  worstSlowdown: 'Slowdown, worst job',
  utilisation: 'Utilisation of hosts',
  failures: 'Failures of hosts',
  downtime: 'Downtime',
  migrationTime: 'Time of migrations, in all',
  migrations: 'Migrations',
  lostWork: 'Lost work',
  heldSegments: 'Segments held',
  lostTries: 'Tries lost',
  meanLatency: 'Message latency, mean',
  p99Latency: 'Message latency, 99th percentile',
};

/** Name of a metric for people; `halfRoundTrip@near` is the one of job near, where several run side by side. */
export function metricTitle(metric: string): string {
  const at = metric.indexOf('@');
  if (at > 0) return `${metricTitle(metric.slice(0, at))} of ${metric.slice(at + 1)}`;
  const title = Object.hasOwn(titles, metric) ? titles[metric] : undefined;
  if (title !== undefined) return title;
  const executor = /^cpuSeconds\.(.+)$/.exec(metric)?.[1];
  if (executor !== undefined) return `CPU time, ${executor.replaceAll('-', ' ')}`;
  const words = metric.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[._-]+/g, ' ').toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/**
 * The headline metric that most of the runs have; earlier in the list wins a tie. Of runs of several jobs it is one of the job that most of
 * the runs have, of the first such job in the document.
 */
export function headlineMetric(rows: readonly RunSummary[]): string {
  const jobs = jobsOf(rows);
  const candidates: readonly string[] = jobs.length === 0 ? headlineMetrics : jobs.flatMap((job) => headlineMetrics.map((metric) => `${metric}@${job}`));
  let best: string = candidates[0];
  let most = 0;
  for (const metric of candidates) {
    const count = rows.filter((row) => Object.hasOwn(row.metrics, metric)).length;
    if (count > most) { best = metric; most = count; }
  }
  return best;
}

/** Jobs with metrics of their own, in the order of the run that has most of them. */
function jobsOf(rows: readonly RunSummary[]): readonly string[] {
  return rows.reduce<readonly string[]>((longest, { metrics }) => {
    const found = [...new Set(Object.keys(metrics).flatMap((metric) => (metric.includes('@') ? [metric.slice(metric.indexOf('@') + 1)] : [])))];
    return found.length > longest.length ? found : longest;
  }, []);
}

/** Rates, and how busy hosts are, are better when higher; times, bytes and shares when lower. */
export function higherIsBetter(unit: Quantity['unit'], metric = ''): boolean {
  return unit === 'B/s' || unit === '1/s' || metric === 'utilisation';
}
