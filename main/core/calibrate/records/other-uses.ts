/** How a record is used that is no measurement, migration, comparison or fact, and that no option of a path names. */
export type OtherUse =
  /** Statements of the ledger (`npm run ledger`) judge it. */
  | { readonly kind: 'statement'; readonly statements: readonly string[] }
  /** A test that is no replay. */
  | { readonly kind: 'test'; readonly file: string; readonly says: string }
  | { readonly kind: 'not replayable'; readonly because: string };

const statement = (...statements: readonly string[]): OtherUse => ({ kind: 'statement', statements });
const no = (because: string): OtherUse => ({ kind: 'not replayable', because });
const betweenPaths = 'main/core/calibrate/between-paths.test.ts';

const smpi = 'Factors of SimGrid\'s flow model, which multiply the bandwidth and latency of its links. Paths have stages in their place, and LogGOPS has one latency and one gap for all sizes.';
const loggp = 'Parameters that another model was given or fitted. They can be set on the LogGOPS model; nothing here is derived from them, and what they were fitted to is not published with them.';

/** By record. */
export const otherUses: Readonly<Record<string, OtherUse>> = {
  'nanos.text.bridged_over_iov': statement('T1.xen-bridged', 'T1.sr-iov'),
  'nanos.text.iov_over_native': statement('T1.sr-iov', 'T1.native'),
  'nanos.text.iov_over_linerate': statement('T1.sr-iov'),
  'nanos.text.iov_minus_bridged': statement('T2.xen-bridged', 'T2.sr-iov'),
  'nanos.fig2.iov_over_bridged_time': statement('K1'),
  'nanos.fig2.iov_perf_of_native': statement('K2'),
  'nanos.fig2.intranode_best': statement('K3'),
  'nanos.fig2.speedup_not_prop': statement('K4'),
  'nanos.fig3.iov_perf_of_native': statement('K2'),
  'nanos.fig3.compute_overhead': statement('K7', 'K7s'),
  'nanos.fig3.bridged_knee': statement('K8'),
  'nanos.fig3.native_comm_visible': statement('K10'),
  'nanos.fig3b.iov_constant': statement('K8', 'K9'),
  'nanos.fig4.speedup_at_50': statement('K11'),
  'nanos.fig4.crossover': statement('K12'),
  'nanos.disc.inter_88': statement('K2'),
  'nanos.disc.intra_70': statement('K3'),
  'xenloop.rtt.factor': { kind: 'test', file: betweenPaths, says: 'Two to five times; both ranks poll, so neither path wakes them.' },
  'eli.thr': { kind: 'test', file: 'plugins/sr-iov/index.test.ts', says: 'Without exits nothing is left of what a VM adds to its interrupts.' },
  'aist.hpl': no('HPL is no workload here.'),
  'aist.pin': no('vCPUs that float cost nothing while every one finds a core: memory of one socket is as near as that of the other, and caches do not cool down. With one VM on each host and no more vCPUs than cores nothing else is left to lose.'),
  'zhang15.ec2bw': no('EC2 shapes the traffic; paths have no rate limit of a provider.'),
  onload: no('Sockets in user space are no path here.'),
  'ivc.nas': no('The gain is that of whole applications on a testbed that is not described in what was read.'),
  'freeflow.vnet': no('Overlays are no path: no encapsulation, no second bridge.'),
  'riommu.base': no('A kernel driver maps and unmaps each buffer under a strict IOMMU, at a cost of the core. Here buffers stay mapped, and what misses is a lookup in the IOTLB. What a mapping costs under either IOMMU stands in the paper, of which the abstract was read; chosen to meet these two figures it would be nothing but them.'),
  'riommu.resid': no('As riommu.base.'),
  'tukey.small': no(loggp),
  'atlahs.def': no(loggp),
  'taurus.os': no(loggp),
  'taurus.or': no(loggp),
  'simgrid.lat': no(smpi),
  'simgrid.bw': no(smpi),
  'simgrid.ib': no(smpi),
};
