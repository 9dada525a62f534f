import type { PathChoice, VmMemory, Workload } from '../../contract/index.ts';
import { memoryOf } from '../../migration/index.ts';
import type { Difference } from '../difference.ts';
import { milliseconds, savedPercent } from './figures.ts';
import type { MigrationRecord } from './record.ts';
import type { MigrationScenario } from './scenario.ts';
import { testbeds } from './testbeds.ts';

const bridged: PathChoice = { id: 'xen-bridged' };
const mib = 1_048_576;

const clark = 'C. Clark et al.: Live Migration of Virtual Machines, NSDI 2005, introduction';

/** Xen goes on until fewer than 50 pages are left, which take 1.7 ms here. */
const quake: MigrationScenario = {
  path: bridged, platform: testbeds.gigabit2005, vmMemoryMiB: 64, seconds: 5,
  memory: { touchedBytes: 64 * mib, workingSetBytes: 4 * mib, writeBytesPerSecond: 10e6, registeredBytes: 0 }, settings: { setupNs: 0, downtimeLimitNs: 1.7e6 },
};
const specweb: MigrationScenario = {
  path: bridged, platform: testbeds.gigabit2005, vmMemoryMiB: 800, seconds: 20,
  memory: { touchedBytes: 800 * mib, workingSetBytes: 18.2e6, writeBytesPerSecond: 500e6, registeredBytes: 0 }, settings: { setupNs: 0, downtimeLimitNs: 1.7e6 },
};

const huang = 'W. Huang, Q. Gao, J. Liu, D. K. Panda: High Performance Virtual Machine Migration with RDMA over Modern Interconnects, Cluster 2007, abstract';

/** What a rank of NAS FT class A writes in each of four VMs, as if it computed all the time. */
const transforms: Workload = { kind: 'nas', benchmark: 'FT', class: 'A' };
const written: Omit<VmMemory, 'bytes'> = {
  ...memoryOf({ ranks: 4, vms: { perHost: 1, vcpus: 1, memoryMiB: 1024, vnics: 1, pinning: 'pinned', weight: 256 } }, transforms, 1, testbeds.sdr2007.host),
  // Xen of the time sent every page.
  touchedBytes: 1024 * mib,
};

function moveTransforms(settings: MigrationScenario['settings']): MigrationScenario {
  const { touchedBytes, workingSetBytes, writeBytesPerSecond, registeredBytes } = written;
  return {
    path: bridged, platform: testbeds.sdr2007, vmMemoryMiB: 1024, memory: { touchedBytes, workingSetBytes, writeBytesPerSecond, registeredBytes }, seconds: 20,
    settings: { setupNs: 0, downtimeLimitNs: 1.7e6, ...settings },
  };
}
const saved: Difference = { of: 'time', way: 'less' };
const overRdma = moveTransforms({ channel: 'rdma' });

/** Figures of Xen. */
export const xenRecords: readonly MigrationRecord[] = [
  {
    id: 'clark.quake', title: 'Downtime of a Quake 3 server', source: clark, read: 'excerpt', conditions: 'Xen, gigabit Ethernet',
    assumed: 'A guest of 64 MiB that writes 10 MB/s; stopped when fewer than 50 pages are left.', use: 'fitted', published: 60, unit: 'ms', scenarios: [quake], simulated: milliseconds.downtime,
    note: 'What xen-bridged takes to restore a domain is taken from it.',
  },
  {
    id: 'clark.quake/specweb', title: 'Downtime of a SPECweb server', source: `${clark}; conditions from section 6`, read: 'unverified', conditions: 'The same; 800 MB, 18.2 MB left at the end',
    assumed: 'These 18.2 MB are written faster than the link carries them.', use: 'held out', published: 210, unit: 'ms', scenarios: [specweb], simulated: milliseconds.downtime,
    note: 'The parts differ: the source has 201 ms for the pages, so a slower channel, and 9 ms for the rest.',
  },
  {
    id: 'huang07.total', title: 'Total time saved by RDMA, at most', source: huang, read: 'excerpt', conditions: 'Xen, InfiniBand', assumed: 'SDR links, NAS FT class A on four VMs; TCP as fast as a core of today feeds it.', use: 'held out',
    published: 80, unit: '%', difference: saved, scenarios: [moveTransforms({}), overRdma], simulated: savedPercent('totalNs'),
    note: 'A core of 2006 fed IP over InfiniBand far slower than the link; the default of TCP channels is of a core of 2022. Say `bitsPerSecond` for old hosts.',
  },
  {
    id: 'huang07.total/then', title: 'The same, with TCP as it was', source: huang, read: 'excerpt', conditions: 'Xen, InfiniBand', assumed: 'NAS FT class A on four VMs; TCP carries 1.13 Gb/s, which is fitted.', use: 'fitted',
    published: 80, unit: '%', difference: saved, scenarios: [moveTransforms({ bitsPerSecond: 1.13e9 }), overRdma], simulated: savedPercent('totalNs'),
  },
  {
    id: 'huang07.total/downtime', title: 'Downtime of an application saved by RDMA, at most', source: huang, read: 'excerpt', conditions: 'Xen, InfiniBand', assumed: 'As before.', use: 'held out',
    published: 77, unit: '%', difference: saved, scenarios: [moveTransforms({ bitsPerSecond: 1.13e9 }), overRdma], simulated: savedPercent('downtimeNs'),
    note: 'How fast the application writes was not published. Here it writes as if it computed all the time, so that 106 MB are left for TCP when its rounds end and 3 MB for RDMA: 0.81 s against 0.06 s.',
  },
];
