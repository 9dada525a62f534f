import type { PathChoice } from '../../contract/index.ts';
import { channelGigabits, milliseconds, seconds } from './figures.ts';
import type { MigrationRecord } from './record.ts';
import type { MigrationScenario } from './scenario.ts';
import { testbeds } from './testbeds.ts';

const virtio: PathChoice = { id: 'virtio-net' };
const gib = 1_073_741_824;

const rdmaText = 'M. R. Hines: RDMA Live Migration Specification (QEMU docs/rdma.txt), 2013, "Performance"';
const qemu2013 = 'QEMU/KVM, 8 GB of guest memory, 40 Gb/s InfiniBand';

/** `stress --vm 1 --vm-keep` writes a byte of each page of 7500 MB, round and round; KVM lets the first write to each page after a look at the log fault. */
const stress: MigrationScenario = {
  path: virtio, platform: testbeds.qdr2013, vmMemoryMiB: 8192, seconds: 40,
  memory: { touchedBytes: 7.77e9, workingSetBytes: 7.5e9, writeBytesPerSecond: 2.7e9, registeredBytes: 0 },
  settings: { channel: 'rdma', setupNs: 50e6, downtimeLimitNs: 30e6 },
};

const idle2013: MigrationScenario = {
  path: virtio, platform: testbeds.qdr2013, vmMemoryMiB: 8192, seconds: 20,
  memory: { touchedBytes: 8 * gib, workingSetBytes: 0, writeBytesPerSecond: 0, registeredBytes: 0 }, settings: { channel: 'rdma' },
};

const opnfvText = 'OPNFV KVM4NFV: Fast Live Migration, user guide, 2016';
const opnfvConditions = 'QEMU 2.4, Xeon E5-2699 v3, X540 10 GbE, downtime limit 10 ms';

/** DPDK's forwarder turns over some 1,500 buffers of 2 KiB, at a packet of 64 B each third of a microsecond. */
const forwarding: MigrationScenario = {
  path: virtio, platform: testbeds.haswell2016, vmMemoryMiB: 8192, seconds: 5,
  memory: { touchedBytes: 2.65e9, workingSetBytes: 4 * 1_048_576, writeBytesPerSecond: 6e9, registeredBytes: 0 },
  settings: { setupNs: 10e6, downtimeLimitNs: 10e6 },
};
/** QEMU stopped the dirty log before the guest ran again: the 20 ms that the source says of it, behind what saving the device takes. */
const logStopped: MigrationScenario = { ...forwarding, path: { ...virtio, config: { saveNs: 20_200_000 } } };
const idle2016: MigrationScenario = { ...forwarding, memory: { ...forwarding.memory, workingSetBytes: 0, writeBytesPerSecond: 0 } };

const hypervisorLog = 'P. Schuster: Cloud Hypervisor, pull request 7799, 2026, log of a migration';
/** Everything but what the guest's system holds is written in each round. */
const hypervisor2026: MigrationScenario = {
  path: virtio, platform: testbeds.fast2026, vmMemoryMiB: 6144, seconds: 30,
  memory: { touchedBytes: 6 * gib, workingSetBytes: 5418 * 1_048_576, writeBytesPerSecond: 4e9, registeredBytes: 0 }, settings: { setupNs: 0 },
};

/** Figures of QEMU and Cloud Hypervisor on KVM. */
export const kvmRecords: readonly MigrationRecord[] = [
  {
    id: 'qemu.rdma.rate', title: 'Rate of an RDMA channel, stress on 7500 MB', source: rdmaText, read: 'verbatim', conditions: qemu2013,
    assumed: 'The link carries 32 Gb/s of data (8b/10b).', use: 'fitted', published: 26, unit: 'Gb/s', scenarios: [stress], simulated: channelGigabits,
    note: 'The share that RDMA channels reach of a link is taken from it.',
  },
  {
    id: 'qemu.rdma.down', title: 'Downtime over RDMA, the same stress', source: rdmaText, read: 'verbatim', conditions: qemu2013,
    assumed: 'A limit of 30 ms, QEMU\'s default of the time; a write fault of 1.5 µs for each page, so 2.7 GB/s are written.', use: 'held out', published: [15, 100], unit: 'ms',
    scenarios: [stress], simulated: milliseconds.downtime,
  },
  {
    id: 'qemu.rdma.rate/pinned', title: 'Total time over RDMA, idle, all memory in use and pinned before', source: rdmaText, read: 'verbatim', conditions: `${qemu2013}, rdma-pin-all; "approximately"`,
    assumed: 'Pinning takes 250 ns a page on both sides at once, as registering does in the paths.', use: 'held out', published: 4, unit: 's',
    scenarios: [{ ...idle2013, settings: { channel: 'rdma', setupNs: 250 * ((8 * gib) / 4096) } }], simulated: seconds.total,
  },
  {
    id: 'qemu.rdma.rate/dynamic', title: 'Total time over RDMA, idle, chunks registered on the way', source: rdmaText, read: 'verbatim', conditions: `${qemu2013}; 9.5 Gb/s are published with it; "approximately"`,
    assumed: 'The published rate; no set-up.', use: 'held out', published: 7.5, unit: 's',
    scenarios: [{ ...idle2013, settings: { channel: 'rdma', setupNs: 0, bitsPerSecond: 9.5e9 } }], simulated: seconds.total,
  },
  {
    id: 'opnfv.total', title: 'Total time, 8 GiB guest that forwards with DPDK', source: opnfvText, read: 'verbatim', conditions: `${opnfvConditions}, 2013 Mb/s of 64 B packets`,
    assumed: 'Touched memory, 2.65 GB, is fitted; it also stands for the time that looking for zero pages takes.', use: 'fitted', published: 2271, unit: 'ms', scenarios: [forwarding], simulated: milliseconds.total,
  },
  {
    id: 'opnfv.total/idle', title: 'Total time, the same guest idle', source: opnfvText, read: 'verbatim', conditions: opnfvConditions, assumed: 'As opnfv.total; nothing is written.', use: 'held out', published: 2070, unit: 'ms',
    scenarios: [idle2016], simulated: milliseconds.total,
  },
  {
    id: 'opnfv.total/downtime', title: 'Downtime, forwarding, QEMU as it was', source: opnfvText, read: 'verbatim', conditions: opnfvConditions, assumed: '4 MiB of packet buffers are written all the time. That QEMU stopped the dirty log before the guest ran again, about 20 ms of which the source speaks; they are added, for the model has what later ones do.',
    use: 'calibration', published: 26, unit: 'ms', scenarios: [logStopped], simulated: milliseconds.downtime,
    note: 'The 20 ms are the source\'s, so only the rest is simulated.',
  },
  {
    id: 'opnfv.total/deferred', title: 'Downtime, forwarding, the log stopped later', source: opnfvText, read: 'verbatim', conditions: opnfvConditions, assumed: 'As before.', use: 'held out', published: 5, unit: 'ms',
    scenarios: [forwarding], simulated: milliseconds.downtime,
  },
  {
    id: 'cloud-hypervisor.7799', title: 'Three rounds of a guest that writes nearly all of 6 GiB', source: hypervisorLog, read: 'excerpt', conditions: 'Rounds of 6144, 5418 and 5418 MiB; 5418 to 5428 in the following ones',
    assumed: 'A TCP channel that a core bounds: CPU and link are not published. Memory from the log.', use: 'held out', published: 9.12, unit: 's', scenarios: [hypervisor2026], simulated: seconds.precopy,
    note: 'After the third round pre-copy is found not to converge, as it did not.',
  },
  {
    id: 'cloud-hypervisor.7799/left', title: 'Downtime that it foresaw then', source: hypervisorLog, read: 'excerpt', conditions: 'As before', assumed: 'As before.', use: 'held out', published: 2969, unit: 'ms', scenarios: [hypervisor2026], simulated: milliseconds.downtime,
  },
  {
    id: 'proxmox.gigabit', title: 'Rate of a TCP channel over gigabit Ethernet', source: 'Log of a migration with Proxmox VE, pastebin.com/VtDgQUw6, 2022', read: 'excerpt', conditions: '32 GiB guest; 103.9 MiB after the first, 785.0 after the seventh second; through SSH',
    assumed: 'The link, from the rate.', use: 'held out', published: 0.952, unit: 'Gb/s',
    scenarios: [{ path: virtio, platform: testbeds.gigabit2022, vmMemoryMiB: 1024, seconds: 15, memory: { touchedBytes: gib, workingSetBytes: 0, writeBytesPerSecond: 0, registeredBytes: 0 }, settings: { downtimeLimitNs: 100e6 } }], simulated: channelGigabits,
  },
];
