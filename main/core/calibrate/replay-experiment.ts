import type { Measurement, Platform } from '@doorbell/sdk';
import type { Cluster, Experiment, Job, MpiSettings, PathChoice, Workload } from '../contract/index.ts';
import { defaultSharedMemory } from '../experiment/index.ts';

/** Messages under way at once of a `bandwidth` measurement. */
const window = 64;

/** Payload after which rates and means have settled; every repetition takes the same time without noise. */
const settledBytes = 64 * 1024 * 1024;

/**
 * The experiment that a published figure was read off, without noise: the preset on its testbed, two ranks on two hosts (or
 * in two VMs of one host), or a stream from every VM to its twin. Ranks poll, as benchmarks of latency do; what a path adds
 * to wake them is in its own stages. Streams block, as netperf and iperf do, and a core that sleeps is woken in 5 µs.
 */
export function replayExperiment(pathId: string, measurement: Measurement, testbed: Platform): Experiment {
  const path: PathChoice = { id: pathId, preset: measurement.preset };
  const onOneHost = measurement.relation === 'same-host';
  const { quantity, pairs = 1 } = measurement;
  const vmsPerHost = (quantity === 'streams' ? pairs : 1) * (onOneHost ? 2 : 1);
  const job: Job = {
    id: 'replay',
    ranks: 2 * (quantity === 'streams' ? pairs : 1),
    vms: { perHost: vmsPerHost, vcpus: Math.max(1, Math.floor(testbed.host.cores / vmsPerHost)), memoryMiB: 1024, vnics: 1, pinning: 'pinned', weight: 256 },
    rails: 'fixed',
    placement: Array.from({ length: 2 * (quantity === 'streams' ? pairs : 1) }, (_, rank) => (onOneHost ? { host: 0, vm: rank } : { host: rank < pairs ? 0 : 1, vm: rank % pairs })),
    paths: { sameHost: path, otherHost: path },
    workload: workloadOf(measurement),
    mpi: mpiOf(measurement),
  };
  return {
    format: 1, name: 'replay', title: measurement.id, question: measurement.citation,
    cluster: clusterOf(testbed, onOneHost ? 1 : 2), jobs: [job], sweep: { axes: {} }, replicates: 1, seed: 1,
    noise: { compute: 0, startSkewNs: 0, service: 0 }, events: [],
  };
}

/** The metric that a measurement's workload answers. */
export function replayMetric({ quantity }: Measurement): string {
  return { 'half-round-trip': 'halfRoundTrip', bandwidth: 'bandwidth', streams: 'goodput' }[quantity];
}

function clusterOf(testbed: Platform, hosts: number): Cluster {
  return { hosts, host: testbed.host, nic: { ...testbed.nic, perHost: 1 }, network: testbed.network };
}

function workloadOf({ quantity, layer, messageBytes, pairs = 1 }: Measurement): Workload {
  switch (quantity) {
    case 'half-round-trip': return { kind: 'ping-pong', size: messageBytes, repetitions: 20, layer };
    case 'bandwidth': {
      const windows = Math.min(20, Math.max(2, Math.ceil(settledBytes / (window * messageBytes))));
      if (layer === 'mpi') return { kind: 'osu', benchmark: 'bw', size: messageBytes, iterations: windows, warmup: 1, window };
      return { kind: 'verbs', benchmark: 'send_bw', size: messageBytes, iterations: windows * window, window };
    }
    case 'streams': return { kind: 'streams', tool: 'netperf', streams: pairs, sendBytes: messageBytes, bytesPerStream: Math.max(settledBytes, 64 * messageBytes) };
  }
}

function mpiOf({ quantity, libraryNs = 0 }: Measurement): MpiSettings {
  return {
    sendOverheadNs: libraryNs, receiveOverheadNs: libraryNs, waiting: quantity === 'streams' ? 'block' : 'poll', wakeUpNs: 5000,
    sharedMemory: defaultSharedMemory, progress: 'in-call',
  };
}
