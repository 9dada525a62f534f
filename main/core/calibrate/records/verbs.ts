import type { PathChoice, RunResult } from '../../contract/index.ts';
import type { Comparison } from './comparison.ts';
import { twins, type RecordScenario } from './scenario.ts';

const metric = ({ metrics }: RunResult, name: string): number => metrics[name]?.value ?? Number.NaN;

/** One rank in a VM, or on bare metal, of each of two hosts. */
function apart(
  path: string, preset: string, workload: RecordScenario['workload'], testbed: RecordScenario['testbed'] = [path, preset], config: PathChoice['config'] = {},
): RecordScenario {
  return { path: { id: path, preset, config }, testbed, hosts: 2, vms: { perHost: 1, vcpus: 4 }, placement: twins(1), workload, waiting: 'poll' };
}

/** The same where processes sleep until something comes: sockets that block, as netperf and qperf use them. */
function asleep(...of: Parameters<typeof apart>): RecordScenario {
  return { ...apart(...of), waiting: 'block' };
}

const short: RecordScenario['workload'] = { kind: 'ping-pong', size: 8, repetitions: 20, layer: 'raw' };
const long: RecordScenario['workload'] = { kind: 'verbs', benchmark: 'send_bw', size: 1_048_576, iterations: 256, window: 64 };
const fdr = ['sr-iov', 'connectx3-fdr-2016'] as const;
/** Of the function's testbed, which published 6.0 GB/s with and without a function: the bare host's own preset was fitted to another one. */
const sameAdapter = { adapterPerByteNs: 0.1666 };

/** Published figures of verbs that are no measurement of one preset. */
export const verbsComparisons: readonly Comparison[] = [
  {
    id: 'octo12.read', title: 'RDMA Read from a VM, 8 B', use: 'held out', published: 3000, unit: 'ns', conditions: 'InfiniBand QDR, vSphere 5, polling; the size is not published. Assumed: 8 B.',
    scenarios: [apart('passthrough', 'qdr-vsphere-2012', { kind: 'verbs', benchmark: 'read_lat', size: 8, iterations: 20, window: 1 })], simulated: ([result]) => metric(result, 'verbLatency'),
    note: 'The request takes as long through both adapters as the reply that carries the data: what was fitted to a Send is charged twice, with the receive request that a Send takes up and a read does not. How much that is, and the 600 ns for reading memory at the target, are judged; nothing was chosen to meet this figure.',
  },
  {
    id: 'freeflow.tcp', title: 'Half a round trip of a host\'s TCP, 8 B', use: 'held out', published: 10_000, publishedTo: Number.MAX_VALUE, unit: 'ns', conditions: 'At least 10 µs, second-hand; no testbed. Assumed: the preset of 100 GbE, no library; both sides sleep in the kernel, as tools that measure TCP do, and are woken in 5 µs.',
    scenarios: [asleep('native', 'tcp-100g', short)], simulated: ([result]) => metric(result, 'halfRoundTrip'),
  },
  {
    id: 'ec2.rtt', title: 'Round trip of netperf between instances of EC2, 1 B', use: 'held out', published: 92_000, publishedTo: 100_000, unit: 'ns',
    conditions: 'Functions of an 82599 under Xen HVM, instances c3. Assumed: one switch between the hosts; netperf blocks, so each side is woken in 5 µs.',
    scenarios: [asleep('sr-iov', 'ec2-2014', { kind: 'ping-pong', size: 1, repetitions: 20, layer: 'raw' })], simulated: ([result]) => 2 * metric(result, 'halfRoundTrip'),
    note: 'What lies between two instances was not published: EC2\'s network has more than one switch and others\' traffic, and the guests\' driver moderates interrupts. The two hosts and one switch take half of it.',
  },
  {
    id: 'lockwood.bw', title: 'Bandwidth that a function loses against bare metal, 1 MiB', use: 'held out', published: 0, publishedTo: 2, unit: '%', difference: { of: 'bandwidth', way: 'less' }, conditions: 'ConnectX-3, KVM; below 2 %, second-hand. The adapter of zhang16.bw on both sides.',
    scenarios: [apart('native', 'connectx3-fdr-2014', long, fdr, sameAdapter), apart(...fdr, long)], simulated: ([bare, guest]) => 100 * (1 - metric(guest, 'bandwidth') / metric(bare, 'bandwidth')),
  },
  {
    id: 'naddod.ratio', title: 'RoCE behind InfiniBand on one adapter, 8 B', use: 'held out', published: 10, unit: '%', difference: { of: 'time', way: 'more' },
    conditions: 'ConnectX-4, EDR and 100 GbE, second-hand; switches not stated. Assumed: the ConnectX-5 of 100 Gb/s on bare metal, a cable between the hosts.',
    scenarios: (['infiniband', 'roce'] as const).map((transport) => apart('vrdma', 'connectx5-ethernet', short, undefined, { transport })),
    simulated: ([infiniband, roce]) => 100 * (metric(roce, 'halfRoundTrip') / metric(infiniband, 'halfRoundTrip') - 1),
    note: 'Over a cable the two differ by headers and by 15 ns on each side, a judgement. Data sheets have 90 ns for a switch of EDR and 300 ns for one of 100 GbE, which would put RoCE far more than 10 % behind.',
  },
  {
    id: 'freeflow.extra', title: 'What a software path adds to Send, 8 B', use: 'consistency', published: 0, publishedTo: 1500, unit: 'ns', conditions: 'ConnectX-3 FDR; below 1.5 µs, second-hand. The relay was fitted to its whole latency.',
    scenarios: [apart('native', 'connectx3-fdr-2014', short, ['vrdma', 'freeflow-fdr-2019']), apart('vrdma', 'freeflow-fdr-2019', short)],
    simulated: ([bare, relayed]) => metric(relayed, 'halfRoundTrip') - metric(bare, 'halfRoundTrip'),
  },
];
