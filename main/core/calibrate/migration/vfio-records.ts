import type { PathChoice } from '../../contract/index.ts';
import { channelGigabits, milliseconds, seconds } from './figures.ts';
import type { MovedVm } from './moved-vm.ts';
import type { MigrationRecord } from './record.ts';
import type { MigrationScenario } from './scenario.ts';
import { testbeds } from './testbeds.ts';

const moves: PathChoice = { id: 'sr-iov', preset: 'connectx7-vfio-2025' };

/** Guest memory is not published; 32 GiB and six rounds go together with 31 s at 0.9 GB/s of pages written. */
const traffic: MigrationScenario = {
  path: moves, platform: testbeds.connectx7, vmMemoryMiB: 32 * 1024, seconds: 60,
  memory: { touchedBytes: 32 * 1_073_741_824, workingSetBytes: 32 * 1_073_741_824, writeBytesPerSecond: 0.9e9, registeredBytes: 0 }, settings: { setupNs: 0 },
};
/** A path that makes its queue pairs and regions anew; only its model counts. */
const byVerbs: MigrationScenario = { ...traffic, path: { id: 'vrdma', preset: 'roce-100g' }, vmMemoryMiB: 1024, seconds: 3, memory: { touchedBytes: 1e9, workingSetBytes: 0, writeBytesPerSecond: 0, registeredBytes: 0 } };

const source = 'A. Y. Polyakov et al.: Device-assisted Live Migration of RDMA devices, SOSP 2025, evaluation';
const common = {
  source, read: 'second-hand', conditions: 'ConnectX-7 200G function, QEMU/KVM VFIO, EPYC 9654, channel of 16 Gb/s', scenarios: [traffic],
} as const;
const each = 100_000;
const restored = (parameter: 'reconnectPerQueuePairNs' | 'reconnectPerRegionNs') => ([{ model }]: readonly MovedVm[]): number => (each * model[parameter]) / 1e9;

/** Figures of a virtual function that moves with its VM. */
export const vfioRecords: readonly MigrationRecord[] = [
  {
    ...common, id: 'sosp25.down/channel', title: 'Rate of a TCP channel on a NIC of 200 Gb/s', assumed: 'A core bounds it.', use: 'fitted', published: 16, unit: 'Gb/s', simulated: channelGigabits,
    note: 'What a core feeds into a TCP channel is taken from it.',
  },
  {
    ...common, id: 'sosp25.conv1', title: 'Pre-copy under 1 Gb/s of RDMA traffic', assumed: '32 GiB (judgement), 0.9 GB/s of pages written (fitted), a limit of 300 ms (QEMU\'s default).', use: 'fitted', published: 31, unit: 's', simulated: seconds.precopy,
  },
  { ...common, id: 'sosp25.conv1/rounds', title: 'Rounds of it, on average', assumed: 'As before.', use: 'calibration', published: 5.6, unit: 'rounds', simulated: ([{ rounds }]) => rounds.length },
  {
    ...common, id: 'sosp25.down', title: 'Downtime', assumed: 'As before; saving and restoring the function take 80 ms each, which is fitted.', use: 'fitted', published: 308, unit: 'ms', simulated: milliseconds.downtime,
  },
  {
    ...common, id: 'sosp25.down/peak', title: 'First peak of round trips that the application sees', assumed: 'As before.', use: 'held out', published: 310, unit: 'ms', simulated: milliseconds.silence,
    note: 'Two peaks of 310 and 81 ms become one here: traffic waits until the network leads to the new place.',
  },
  { ...common, id: 'sosp25.spike2', title: 'Second peak: routes', assumed: '', use: 'fitted', published: 81, unit: 'ms', simulated: ([{ model }]) => model.announceNs / 1e6 },
  { ...common, id: 'sosp25.qp', title: '100,000 queue pairs restored with the function', assumed: '', use: 'fitted', published: 2.5, unit: 's', simulated: restored('reconnectPerQueuePairNs') },
  { ...common, id: 'sosp25.qp/verbs', title: '100,000 queue pairs created and connected', assumed: '', use: 'fitted', published: 15.02, unit: 's', scenarios: [byVerbs], simulated: restored('reconnectPerQueuePairNs') },
  { ...common, id: 'sosp25.mr', title: '100,000 regions restored with the function', assumed: '', use: 'fitted', published: 0.1, unit: 's', simulated: restored('reconnectPerRegionNs') },
  { ...common, id: 'sosp25.mr/verbs', title: '100,000 regions registered', assumed: '', use: 'fitted', published: 37.75, unit: 's', scenarios: [byVerbs], simulated: restored('reconnectPerRegionNs') },
];
