import type { Manifest, Measurement, Platform } from '@doorbell/sdk';
import { summaryMetrics } from '../compare/index.ts';
import type { Experiment, PathChoice, PathRequest, ResolvedPath } from '../contract/index.ts';
import { simulate } from '../engine/index.ts';
import { expand, overPaths, pathRequests } from '../plan/index.ts';
import { replayExperiment } from './replay-experiment.ts';

/** The preset that every path has for comparisons on one NIC. */
export const oneNicPreset = 'same-nic';

/** What one data path does on the NIC that all share. Absent: the path has no such pairs. */
export interface OneNicRow {
  readonly id: string;
  /** The path, and which kind of it. */
  readonly title: string;
  /** Half round trip of 8 bytes, ns. */
  readonly otherHostNs?: number;
  readonly sameHostNs?: number;
  /** Messages of 1 MiB in one direction to another host, or within one where the path goes no further. */
  readonly bytesPerSecond?: number;
  /** CPU time of all processors for each of these bytes, ns; polling is not in it. */
  readonly cpuNsPerByte?: number;
}

interface Kind {
  readonly id: string;
  readonly title: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The paths in the order of the table; those with flavours once for each. */
export const oneNicKinds: readonly Kind[] = [
  { id: 'native', title: 'native, kernel TCP' },
  { id: 'xen-bridged', title: 'xen-bridged, kernel TCP' },
  { id: 'sr-iov', title: 'sr-iov, kernel TCP', config: { flavour: 'ethernet-tcp' } },
  { id: 'virtio-net', title: 'virtio-net, kernel TCP' },
  { id: 'xen-mp', title: 'xen-mp, Open-MX' },
  { id: 'sr-iov', title: 'sr-iov, Open-MX', config: { flavour: 'ethernet-raw' } },
  { id: 'vfio-bypass', title: 'vfio-bypass, raw frames' },
  { id: 'sr-iov', title: 'sr-iov, verbs', config: { flavour: 'infiniband' } },
  { id: 'vrdma', title: 'vrdma, verbs' },
  { id: 'double-bypass', title: 'double-bypass, verbs' },
  { id: 'passthrough', title: 'passthrough, verbs' },
  { id: 'inter-vm-shm', title: 'inter-vm-shm' },
];

/** What of a path is needed to look for its preset: cards and manifests have it. */
type Described = Pick<Manifest, 'id' | 'presets'>;

/** What must be described before {@link oneNicRows} can simulate: every kind of the given paths that has the preset. */
export function oneNicRequests(paths: readonly Described[]): readonly PathRequest[] {
  return kindsOf(paths).flatMap(({ kind, testbed }) => pathRequests(experimentOf(choiceOf(kind), testbed, 'half-round-trip', 'other-host')).slice(0, 1));
}

/** A row for every kind of the given paths that has the preset; a second or two of work. `models` answer {@link oneNicRequests}. */
export function oneNicRows(paths: readonly Described[], models: readonly ResolvedPath[]): readonly OneNicRow[] {
  return kindsOf(paths).map(({ kind, testbed }) => rowOf(kind, testbed, models));
}

function kindsOf(paths: readonly Described[]): readonly { readonly kind: Kind; readonly testbed: Platform }[] {
  return oneNicKinds.flatMap((kind) => {
    const testbed = paths.find(({ id }) => id === kind.id)?.presets.find(({ id }) => id === oneNicPreset)?.testbed;
    return testbed === undefined ? [] : [{ kind, testbed }];
  });
}

function choiceOf({ id, config }: Kind): PathChoice {
  return { id, preset: oneNicPreset, ...(config === undefined ? {} : { config }) };
}

type Relation = 'other-host' | 'same-host';

function rowOf(kind: Kind, testbed: Platform, models: readonly ResolvedPath[]): OneNicRow {
  const choice = choiceOf(kind);
  const [{ key }] = pathRequests(experimentOf(choice, testbed, 'half-round-trip', 'other-host'));
  const model = models.find((resolved) => resolved.key === key)?.model;
  if (model === undefined) throw new Error(`${kind.title} was not described.`);
  const run = (quantity: Measurement['quantity'], relation: Relation): Readonly<Record<string, number>> => {
    // Where a NIC belongs to one VM, two VMs of a host have one each.
    const nics = relation === 'same-host' && model.limits.functionsPerNic < 2 ? 2 : 1;
    return simulated(`${kind.title}, ${quantity}, ${relation}`, experimentOf(choice, testbed, quantity, relation, nics), models);
  };
  const stream = run('bandwidth', model.otherHost === undefined ? 'same-host' : 'other-host');
  return {
    id: kind.id, title: kind.title,
    ...(model.otherHost === undefined ? {} : { otherHostNs: run('half-round-trip', 'other-host').halfRoundTrip }),
    ...(model.sameHost === undefined ? {} : { sameHostNs: run('half-round-trip', 'same-host').halfRoundTrip }),
    bytesPerSecond: stream.bandwidth, cpuNsPerByte: stream.cpuPerByte,
  };
}

function simulated(what: string, experiment: Experiment, models: readonly ResolvedPath[]): Readonly<Record<string, number>> {
  const { entries: [entry], findings } = expand(experiment, models);
  const problem = findings.find(({ severity }) => severity === 'error');
  if (entry === undefined || problem !== undefined) throw new Error(`${what}: ${problem?.message ?? 'nothing was planned.'}`);
  const outcome = simulate(overPaths(entry.input));
  if (!outcome.ok) throw new Error(`${what}: ${outcome.failure.message}`);
  return Object.fromEntries(Object.entries(summaryMetrics(outcome.result)).map(([name, { value }]) => [name, value]));
}

/** A ping-pong of 8 bytes or a stream of 1 MiB below the MPI library, as published ones are replayed. */
function experimentOf(choice: PathChoice, testbed: Platform, quantity: Measurement['quantity'], relation: Relation, nics = 1): Experiment {
  const experiment = replayExperiment(choice.id, {
    id: 'one-nic', record: 'none', citation: 'One NIC for all paths.', preset: oneNicPreset, quantity, layer: 'raw', relation,
    messageBytes: quantity === 'bandwidth' ? 1 << 20 : 8, value: 1, use: 'held-out',
  }, testbed);
  const { cluster } = experiment;
  return { ...experiment, cluster: { ...cluster, nic: { ...cluster.nic, perHost: nics } }, jobs: experiment.jobs.map((job) => ({ ...job, paths: { sameHost: choice, otherHost: choice } })) };
}
