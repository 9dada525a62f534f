import type { Comparison } from './comparison.ts';
import { twins, type RecordScenario } from './scenario.ts';

const bytesPerStream = 64 * 1_048_576;

const table = (path: string, tool: 'iperf' | 'netperf', sendBytes: number): RecordScenario => ({
  path: { id: path, preset: 'nanos-2010' }, testbed: [path, 'nanos-2010'], hosts: 2, vms: { perHost: 4, vcpus: 2 }, placement: twins(4), waiting: 'block',
  workload: { kind: 'streams', tool, streams: 4, sendBytes, bytesPerStream },
});

const notOrdered = 'Equal VMs get equal shares here: schedulers and engines are fair, and a run without noise has no VM that is ahead. The source does not say what set its VMs apart.';

function perVm(prefix: string, use: Comparison['use'], scenario: RecordScenario, values: readonly number[]): readonly Comparison[] {
  return values.map((published, vm) => ({
    id: `${prefix}.node${String(vm + 1)}`, title: `VM ${String(vm + 1)} of four that send at once`, use, published, unit: 'MB/s', scenarios: [scenario],
    conditions: 'A pair of VMs each; read as MB/s. The receiver\'s rate over the whole stream.',
    simulated: ([{ ranks }]) => (bytesPerStream / (ranks[4 + vm].finishedNs / 1e9)) / 1e6,
    note: notOrdered,
  }));
}

const iperf = { bridged: table('xen-bridged', 'iperf', 131_072), iov: table('sr-iov', 'iperf', 131_072) };
const netperf = { bridged: table('xen-bridged', 'netperf', 16_384), iov: table('sr-iov', 'netperf', 16_384) };

/** The rates of single VMs in the tables of Nanos 2010; their totals are among the measurements of the paths. */
export const perVmComparisons: readonly Comparison[] = [
  ...perVm('nanos.t2.bridged', 'consistency', iperf.bridged, [205, 190, 181.25, 172.5]),
  ...perVm('nanos.t2.iov', 'consistency', iperf.iov, [221.25, 222.25, 221.25, 220]),
  ...perVm('nanos.t1.bridged', 'consistency', netperf.bridged, [90.45, 123.03, 112.23, 100.26]),
  ...perVm('nanos.t1.iov', 'consistency', netperf.iov, [160.33, 159.43, 152.45, 162.63]),
];
