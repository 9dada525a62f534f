import type { JobTime, Quantity, RankTime } from '../contract/index.ts';
import { latenciesOf } from './job-counts.ts';
import { measuredMetrics } from './measures.ts';
import type { World } from './world.ts';

/** Means over ranks. */
export function rankMeans(times: readonly RankTime[]): Record<string, Quantity> {
  const mean = (of: (time: RankTime) => number): Quantity => ({ value: times.reduce((sum, time) => sum + of(time), 0) / times.length, unit: 'ns' });
  return {
    computeTime: mean((time) => time.computeNs), communicationTime: mean((time) => time.overheadNs + time.waitingNs), stolenTime: mean((time) => time.stolenNs),
    stolenFromCompute: mean((time) => time.stolenFromComputeNs),
  };
}

/** What each job took, in the order of the input; none where all ranks are one job. Its execution time counts from its own start. */
export function jobTimes({ statistics, ranks }: World, times: readonly RankTime[]): readonly JobTime[] {
  return (statistics.jobs?.list ?? []).map((counts): JobTime => {
    const { job } = counts;
    const own = times.slice(job.firstRank, job.firstRank + job.ranks);
    const finishedNs = own.reduce((latest, time) => Math.max(latest, time.finishedNs), 0);
    const took = finishedNs - job.startNs;
    const { meanNs, p99Ns } = latenciesOf(counts);
    const metrics: Record<string, Quantity> = { executionTime: { value: took, unit: 'ns' }, ...rankMeans(own), ...Object.fromEntries(measuredMetrics(job, counts, ranks.timers, took)) };
    return { id: job.id, startNs: job.startNs, finishedNs, metrics, messages: counts.messages, meanLatencyNs: meanNs, p99LatencyNs: p99Ns };
  });
}

/** The jobs' metrics as metrics of the run, `halfRoundTrip@solver`, so that runs can be compared by them. */
export function metricsByJob(jobs: readonly JobTime[]): Record<string, Quantity> {
  return Object.fromEntries(jobs.flatMap(({ id, metrics, messages, meanLatencyNs, p99LatencyNs }) => {
    const latencies: Record<string, Quantity> = messages === 0 ? {} : { meanLatency: { value: meanLatencyNs, unit: 'ns' }, p99Latency: { value: p99LatencyNs, unit: 'ns' } };
    return Object.entries({ ...metrics, ...latencies }).map(([name, quantity]) => [`${name}@${id}`, quantity]);
  }));
}
