import { executors, type Executor, type ResourceScope } from '@doorbell/sdk';
import type { Quantity, RankTime, ResourceTime, RunResult, StageTime, Throughput } from '../contract/index.ts';
import { jobTimes, metricsByJob, rankMeans } from './job-times.ts';
import { incidentMetrics, incidentsOf } from './manager/index.ts';
import { measuredMetrics } from './measures.ts';
import { inEntity, rankState } from './cpu.ts';
import { criticalPathOf, criticalPathOmitted } from './critical-result.ts';
import { sizeTimes } from './message-sizes.ts';
import { connectedPairs, peersOf, type VisitPairs } from './peers-result.ts';
import { inInstance } from './resources.ts';
import { countVisits } from './statistics.ts';
import type { TimeBins } from './time-bins.ts';
import { timelineResult } from './timeline.ts';
import type { World } from './world.ts';

/** Everything a run tells, in an order that depends on nothing but the run. */
export function resultOf(world: World, visitPairs: VisitPairs = connectedPairs(world)): RunResult {
  const { statistics, ranks } = world;
  countVisits(statistics);
  const end = ranks.finishedNs.reduce((latest, ns) => Math.max(latest, ns), 0);
  const times = rankTimes(world);
  const cpuSeconds = Object.fromEntries(executors.map((executor, i) => [executor, statistics.executorNs[i] / 1e9])) as Record<Executor, number>;
  const criticalPath = criticalPathOf(world);
  const incidents = world.manager === undefined ? undefined : incidentsOf(world, world.manager);
  const jobs = jobTimes(world, times);
  return {
    format: 1,
    metrics: { ...metricsOf(world, times, end, cpuSeconds), ...metricsByJob(jobs), ...(incidents === undefined ? {} : incidentMetrics(incidents)) },
    ranks: times,
    stages: stageTimes(world),
    resources: [...resourceTimes(world, end), ...processorTimes(world, end), ...coreTimes(world, end)],
    messages: statistics.messageRows.map((row) => ({
      path: row.path, relation: row.relation, bytes: row.bytes, messages: row.messages, meanNs: row.sumNs / row.messages, minNs: row.minNs, maxNs: row.maxNs,
    })),
    cpuSeconds,
    timeline: statistics.timeline.spans,
    counts: { messages: statistics.messages, segments: statistics.segments, stageVisits: statistics.stageVisits, events: statistics.events },
    ...peersOf(world, visitPairs),
    sizes: sizeTimes(statistics.sizes, statistics.messageRows),
    throughput: throughputOf(statistics.throughput),
    ...timelineResult(statistics.timeline, ranks.code.length),
    ...(jobs.length === 0 ? {} : { jobs }),
    ...(criticalPath === undefined ? { criticalPathOmitted } : { criticalPath }),
    ...(incidents === undefined ? {} : { incidents }),
  };
}

function metricsOf(world: World, times: readonly RankTime[], end: number, cpuSeconds: Readonly<Record<Executor, number>>): Record<string, Quantity> {
  const { statistics, input } = world;
  const metrics: Record<string, Quantity> = { executionTime: { value: end, unit: 'ns' }, ...rankMeans(times) };
  // Several jobs have metrics of their own.
  if (input.jobs === undefined) for (const [metric, quantity] of measuredMetrics(input, statistics, world.ranks.timers, end)) metrics[metric] = quantity;
  if (statistics.messages > 0) metrics.crossingShare = { value: statistics.crossing / statistics.messages, unit: '1' };
  for (const executor of ['guest-user', 'guest-kernel', 'hypervisor', 'driver-domain'] as const) {
    metrics[`cpuSeconds.${executor}`] = { value: cpuSeconds[executor], unit: 's' };
  }
  return metrics;
}

function rankTimes({ cpu, ranks, input }: World): RankTime[] {
  return Array.from({ length: cpu.ranks }, (_, rank) => {
    const bucket = (state: number): number => cpu.ns[(rank << 4) | inEntity.buckets + state];
    return {
      rank, finishedNs: ranks.finishedNs[rank], computeNs: bucket(rankState.compute), overheadNs: bucket(rankState.overhead),
      waitingNs: bucket(rankState.waiting), stolenNs: bucket(rankState.stolen) + bucket(rankState.stolenCompute), stolenFromComputeNs: bucket(rankState.stolenCompute), startNs: bucket(rankState.start),
      ...(input.manager === undefined ? {} : { pausedNs: bucket(rankState.paused) }),
    };
  });
}

function stageTimes({ statistics: s }: World): StageTime[] {
  return s.stageRows.map((row, i): StageTime => ({
    path: row.path, relation: row.relation, side: row.side, stage: row.stage, title: row.title, executor: executors[row.executor],
    serviceNs: s.serviceNs[i], waitingNs: s.waitingNs[i], visits: s.visits[i], busyNs: s.busyNs[i],
  })).filter((row) => row.visits > 0 || row.waitingNs > 0);
}

function resourceTimes(world: World, end: number): ResourceTime[] {
  const { resources } = world;
  return resources.groups.flatMap(({ declared, base, instances, servers }) =>
    Array.from({ length: instances }, (_, i): ResourceTime => ({
      resource: declared.id, title: declared.title, instance: instanceName(world, declared.scope, i), busyNs: resources.ns[((base + i) << 3) | inInstance.busyNs],
      utilisation: shareOf(resources.ns[((base + i) << 3) | inInstance.busyNs], servers * end), meanQueue: end > 0 ? resources.ns[((base + i) << 3) | inInstance.waitNs] / end : 0,
      longestQueue: Math.max(0, resources.int[((base + i) << 4) | inInstance.longest] - servers), visits: resources.ns[((base + i) << 3) | inInstance.visits],
    })).filter((row) => row.visits > 0));
}

function processorTimes({ cpu, input }: World, end: number): ResourceTime[] {
  return Array.from({ length: cpu.entities - cpu.ranks }, (_, i): ResourceTime => {
    const entity = cpu.ranks + i;
    return {
      resource: 'driver-domain', title: 'Driver domain vCPU', instance: `host ${cpu.int[(entity << 5) | inEntity.host]} vCPU ${i % ((cpu.entities - cpu.ranks) / input.hosts)}`,
      busyNs: cpu.busyNs[entity], utilisation: shareOf(cpu.busyNs[entity], end), meanQueue: end > 0 ? cpu.ns[(entity << 4) | inEntity.waitNs] / end : 0,
      longestQueue: Math.max(0, cpu.int[(entity << 5) | inEntity.longest] - 1), visits: cpu.ns[(entity << 4) | inEntity.itemsServed],
    };
  }).filter((row) => row.visits > 0);
}

function coreTimes({ cpu }: World, end: number): ResourceTime[] {
  return Array.from(cpu.occupant, (occupant, core): ResourceTime => {
    const host = Math.floor(core / cpu.coresPerHost);
    // Ranks that float wait for all cores of their host at once: each core has its part of that queue.
    const shared = cpu.occupant.length + host;
    const floats = cpu.floatingGuests && core % cpu.coresPerHost < cpu.guestCores;
    const queueNs = cpu.queueNs[core] + (floats ? cpu.queueNs[shared] / cpu.guestCores : 0);
    const busyNs = cpu.coreBusyNs[core] + (occupant < 0 ? 0 : Math.max(0, end - cpu.coreSince[core]));
    return {
      resource: 'core', title: 'Core', instance: `host ${host} core ${core % cpu.coresPerHost}`, busyNs,
      utilisation: shareOf(busyNs, end), meanQueue: end > 0 ? queueNs / end : 0, longestQueue: floats ? Math.max(cpu.queueMost[core], cpu.queueMost[shared]) : cpu.queueMost[core], visits: cpu.coreTurns[core],
      pollingNs: cpu.corePollNs[core],
    };
  }).filter((row) => row.visits > 0);
}

function instanceName({ topology: { nicsPerHost, uplinksPerLeaf } }: World, scope: ResourceScope, i: number): string {
  const nic = (n: number): string => (nicsPerHost === 1 ? `${n}` : `${Math.floor(n / nicsPerHost)} NIC ${n % nicsPerHost}`);
  switch (scope) {
    case 'link': return `host ${nic(Math.floor(i / 2))} ${i % 2 === 0 ? 'out' : 'in'}`;
    case 'switch-port': return `port ${nic(i)}`;
    case 'nic': return `host ${nic(i)}`;
    case 'uplink': case 'downlink': return `leaf ${Math.floor(i / uplinksPerLeaf)} spine ${i % uplinksPerLeaf}`;
    default: return `${scope} ${i}`;
  }
}

/** What is still under way when the last rank ends is counted as busy, so the share is cut at 1. */
function shareOf(busyNs: number, ns: number): number {
  return ns > 0 ? Math.min(1, busyNs / ns) : 0;
}

/** Sums by interval as a result has them: bytes, messages and, where they were added up, mean latencies. */
export function throughputOf({ binNs, used, values, channels }: TimeBins): Throughput {
  const of = (channel: number): number[] => Array.from({ length: used }, (_, bin) => values[bin * channels + channel]);
  const messages = of(1);
  return { binNs, bytes: of(0), messages, ...(channels < 3 ? {} : { latencyNs: of(2).map((ns, bin) => (messages[bin] === 0 ? 0 : ns / messages[bin])) }) };
}
