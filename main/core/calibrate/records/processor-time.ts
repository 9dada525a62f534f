import type { Executor } from '@doorbell/sdk';
import type { RunResult } from '../../contract/index.ts';
import type { Comparison } from './comparison.ts';
import { twins, type RecordScenario } from './scenario.ts';

const bytes = 64 * 1_048_576;
const onCores: readonly Executor[] = ['guest-user', 'guest-kernel', 'hypervisor', 'driver-domain'];

/** One stream between a VM on each of two hosts. */
function stream(path: string, preset: string, config: Readonly<Record<string, unknown>>, sendBytes: number): RecordScenario {
  return {
    path: { id: path, preset, config }, testbed: [path, preset], hosts: 2, vms: { perHost: 1, vcpus: 2 }, placement: twins(1), waiting: 'block',
    workload: { kind: 'streams', tool: 'netperf', streams: 1, sendBytes, bytesPerStream: bytes },
  };
}

/** What cores of the receiving host do for what arrives, ns. */
function receivingNs({ stages }: RunResult, by: readonly Executor[] = onCores): number {
  return stages.filter(({ side, executor }) => side === 'receiver' && by.includes(executor)).reduce((sum, { busyNs }) => sum + busyNs, 0);
}

const tuned = stream('xen-bridged', 'santos-2008', {}, 16_384);
/** The preset without what it takes off: the costs of 2010. */
const untuned = stream('xen-bridged', 'santos-2008', { deliverPerSegmentNs: 22_100, deliverPerByteNs: 0.998 }, 16_384);

const portBytes = 48 * 1_048_576;
/** One of ten ports, and the VMs that share it; segments of one frame, as many in flight as the preset has bytes: 1 MiB. */
const guests = (vms: number): RecordScenario => ({
  path: { id: 'sr-iov', preset: 'dong-2010-port', config: { windowSegments: 724 } }, testbed: ['sr-iov', 'dong-2010-port'], hosts: 2, vms: { perHost: vms, vcpus: 1, pinning: 'floating' }, placement: twins(vms), waiting: 'block',
  workload: { kind: 'streams', tool: 'netperf', streams: vms, sendBytes: 1448, bytesPerStream: Math.ceil(portBytes / vms) },
});
/** Of one core, 1 = all of it. */
const load = (result: RunResult): number => receivingNs(result) / (result.metrics.executionTime?.value ?? Number.NaN);

/** Segments of one frame: the source's guests receive frames of 1500 bytes. */
const exits = stream('sr-iov', 'kvm-2012', {}, 1448);
const posted = stream('sr-iov', 'kvm-2012', { interruptDelivery: 'posted' }, 1448);

/** Published costs of processors, as shares and differences. */
export const processorComparisons: readonly Comparison[] = [
  {
    id: 'santos08.rx', title: 'What the optimised receive path takes off the driver domain', use: 'fitted', published: 56, unit: '%', difference: { of: 'time', way: 'less' }, scenarios: [untuned, tuned],
    conditions: 'Xen, conventional NIC. Assumed: one stream of 16 KiB sends, MTU 1500, costs of 2010 before.',
    simulated: ([before, after]) => 100 * (1 - receivingNs(after, ['driver-domain']) / receivingNs(before, ['driver-domain'])),
    note: 'The share itself is the preset\'s parameter, so this shows that nothing else of the driver domain comes in between. It is read as one of the driver domain; with the guest and the hypervisor counted too it is 29 % here.',
  },
  {
    id: 'dong10.cpu', title: 'Processor time that each VM from the 11th to the 60th adds', use: 'held out', published: 1.76, unit: '%', scenarios: [guests(1), guests(6)],
    conditions: 'Xen HVM, ten gigabit ports, 9.48 Gb/s in all whatever the number of VMs. Assumed: one port with its share of them, one to six, at 2.8 GHz, one stream of 1 MiB in flight in each, frames not joined, the receiving host; 2000 interrupts a second from each function, as its Linux driver of that time sets, and three exits of 2000 cycles for each, as other records have them.',
    simulated: ([one, six]) => (100 * (load(six) - load(one))) / 5,
    note: '2000 interrupts a second of each function and their exits are all that grows with VMs here, whatever they receive. Later versions of the driver start at 8000, with which 1.72 % comes out; but neither the paper\'s driver nor its rate was read, and one is not chosen by the figure. What else a guest of Xen HVM costs is not simulated: its timers, which tick whatever the path does, accesses to the emulated interrupt controller beyond three exits, and what an exit does to caches.',
  },
  {
    id: 'eli.gain', title: 'Receiving core of a guest: time with exits over time without', use: 'fitted', published: 1.3, publishedTo: 1.6, unit: '1', scenarios: [exits, posted],
    conditions: 'KVM, 10 GbE. Assumed: segments of one frame, three exits each (judged by this range). Where that core binds the ratio is the gain in throughput.',
    simulated: ([slow, fast]) => receivingNs(slow) / receivingNs(fast),
    note: 'Between a sender and a receiver of equal cores the sender binds here, so the stream itself gains nothing.',
  },
];
