import { ethernetFrameBytes, ethernetMinimumBytes, goodputCeiling, tcpHeaderBytes, tcpProtocol, unloadedLatency, type Manifest, type PathModel, type Platform } from '@doorbell/sdk';
import { defaultLoggops } from '../../engine/loggops/parameters.ts';
import { placeRanks } from '../../plan/placement.ts';

/** Manifests of the built-in paths, and the models of their presets on their testbeds. */
export interface BuiltInPaths {
  readonly manifests: readonly Manifest[];
  model(path: string, preset: string, config?: Readonly<Record<string, unknown>>): PathModel;
}

/** A published limit, ability or constant, and where the lab keeps to it. */
export interface RecordFact {
  readonly record: string;
  readonly says: string;
  holds(paths: BuiltInPaths): boolean;
}

const steerings = ['mac', 'vntag', 'etag', 'ip', 'udp-port'];

/** Facts about adapters and paths. */
const abilities: readonly RecordFact[] = [
  {
    record: 'palo.vdevices', says: '`vfio-bypass` takes at most 128 functions of the adapter of `palo-2011`.',
    holds: ({ model }) => model('vfio-bypass', 'palo-2011').limits.functionsPerNic === 128,
  },
  {
    record: 'patent.vnics', says: '`double-bypass` takes at most 256 vNICs of `cisco-vic-patent-era`, and steers by each published field.',
    holds: ({ model }) => steerings.every((steering) => {
      const { capabilities, limits } = model('double-bypass', 'cisco-vic-patent-era', { steering });
      return capabilities.steering.join() === steering && limits.functionsPerNic === 256;
    }),
  },
  {
    record: 'patent.nolatency', says: '`double-bypass` has no measurement, and every preset is extrapolated.',
    holds: (paths) => onlyExtrapolated(paths, 'double-bypass', () => true),
  },
  {
    record: 'vrdma.paper', says: 'Presets of the paravirtual device are extrapolated, and none is measured.',
    holds: (paths) => onlyExtrapolated(paths, 'vrdma', (preset) => ['vsphere-qdr-2012', 'roce-100g'].includes(preset)),
  },
  {
    record: 'vrdmablog.features', says: '`passthrough` has neither live migration nor snapshots, `vrdma` has both and keeps the kernel out of the path.',
    holds: ({ model }) => {
      const [direct, shared] = [model('passthrough', 'qdr-vsphere-2012'), model('vrdma', 'vsphere-qdr-2012')].map(({ capabilities }) => capabilities);
      return direct.liveMigration === 'unsupported' && direct.snapshot === 'unsupported' && shared.liveMigration === 'transparent' && shared.snapshot === 'supported' && shared.osBypass;
    },
  },
  {
    record: 'vrdmablog.pt', says: '8 B take less than 2 µs with `passthrough`, preset `qdr-vsphere-2012`.',
    holds: ({ model }) => unloadedLatency(model('passthrough', 'qdr-vsphere-2012'), 'otherHost', 8).totalNs < 2000,
  },
  {
    record: 'slides.nonumbers', says: '`xen-mp` has the two architectures: a backend in the driver domain, and a function of the guest\'s own.',
    holds: ({ model }) => {
      const [split, direct] = ['driver-domain', 'iov'].map((backend) => model('xen-mp', 'xen2mx-2012', { backend }));
      return split.driverDomain !== undefined && direct.driverDomain === undefined && direct.capabilities.hypervisorBypass;
    },
  },
  { record: 'usnic12.switch', says: 'The switch of `vfio-bypass`, preset `vic-1225-nexus-3548`.', holds: ({ manifests }) => testbedOf(manifests, 'vfio-bypass', 'vic-1225-nexus-3548').network.switchNs === 190 },
  { record: 'freeflow.hop', says: 'The switch of `vrdma`, preset `freeflow-roce40-2019`.', holds: ({ manifests }) => testbedOf(manifests, 'vrdma', 'freeflow-roce40-2019').network.switchNs === 550 },
  {
    record: 'usnic12.mpiadd', says: 'The library\'s time on both sides, with which `usnic12.mpi` is replayed: 0.35 µs.',
    holds: ({ manifests }) => {
      const added = 2 * (manifestOf(manifests, 'vfio-bypass').measurements?.find(({ record }) => record === 'usnic12.mpi')?.libraryNs ?? 0);
      return added >= 300 && added <= 400;
    },
  },
];

/** Facts about wires, slots and other simulators. */
const constants: readonly RecordFact[] = [
  { record: 'eth.1538', says: 'Ethernet adds 38 bytes to each frame.', holds: () => 1500 + ethernetFrameBytes === 1538 },
  { record: 'eth.9038', says: 'The same.', holds: () => 9000 + ethernetFrameBytes === 9038 },
  { record: 'eth.84', says: 'The smallest frame of paths over Ethernet.', holds: () => ethernetMinimumBytes === 84 },
  { record: 'nanos.text.theoretical', says: 'A link of 10 Gb/s carries 1250 MB/s, headers among them.', holds: () => tenGigabit(9000).nic.linkBitsPerSecond / 8 === 1250e6 },
  ...([[1500, 40, 1186.6], [1500, 52, 1176.9], [9000, 40, 1239.2], [9000, 52, 1237.6]] as const).map(([mtu, header, published]): RecordFact => ({
    record: `tcp.max.${String(mtu)}.${String(header)}`, says: `The ceiling of TCP that headers and frames leave${header === 40 ? ', were there no timestamps' : ''}.`,
    holds: () => Math.abs(ceiling(mtu, header) - published) < 0.1,
  })),
  { record: 'pcie.g2x8', says: 'No preset of a PCI Express 2.0 adapter moves bytes faster.', holds: ({ model }) => perByteNs(model('vfio-bypass', 'palo-2011')) >= 1 / 4.0 },
  { record: 'pcie.g3x8', says: 'No preset of ConnectX-3 moves bytes faster.', holds: ({ model }) => connectx3.every(([path, preset]) => perByteNs(model(path, preset)) >= 1 / 7.88) },
  {
    record: 'ib.rates', says: 'Links of presets over InfiniBand: QDR 32, FDR 54.5, HDR 200 Gb/s.',
    holds: ({ manifests }) => infiniband.every(([path, preset, gigabits]) => testbedOf(manifests, path, preset).nic.linkBitsPerSecond === gigabits * 1e9),
  },
  ...([['a', 'inter', 15], ['b', 'intra-round-robin', 1], ['c', 'hybrid', 7]] as const).map(([figure, placement, published]): RecordFact => ({
    record: `nanos.fig1.${figure}`, says: `Of 15 pairs of neighbours ${String(published)} lie on two hosts under the placement \`${placement}\`.`,
    holds: () => crossing(placement) === published,
  })),
  {
    record: 'loggopsim.def', says: 'Defaults of the LogGOPS model.',
    holds: () => JSON.stringify(defaultLoggops) === JSON.stringify({ L: 2500, o: 1500, g: 1000, G: 6, O: 0, S: 65_535 }),
  },
];

/** Every record that is a fact. */
export const recordFacts: readonly RecordFact[] = [...abilities, ...constants];

const connectx3 = [['passthrough', 'connectx3-fdr-2016'], ['sr-iov', 'connectx3-fdr-2016'], ['native', 'connectx3-fdr-2014'], ['vrdma', 'freeflow-fdr-2019']] as const;
const infiniband = [
  ['passthrough', 'qdr-vsphere-2012', 32], ['vrdma', 'vsphere-qdr-2012', 32], ['passthrough', 'connectx3-fdr-2016', 54.5], ['sr-iov', 'connectx3-fdr-2016', 54.5], ['native', 'connectx3-fdr-2014', 54.5],
  ['vrdma', 'freeflow-fdr-2019', 54.5], ['passthrough', 'connectx6-hdr', 200], ['sr-iov', 'infiniband-hdr', 200],
] as const;

function manifestOf<Card extends Pick<Manifest, 'id'>>(manifests: readonly Card[], path: string): Card {
  const manifest = manifests.find(({ id }) => id === path);
  if (manifest === undefined) throw new Error(`No path ${path}.`);
  return manifest;
}

/** The testbed of a preset. Throws where there is none. */
export function testbedOf(manifests: readonly Pick<Manifest, 'id' | 'presets'>[], path: string, preset: string): Platform {
  const testbed = manifestOf(manifests, path).presets.find(({ id }) => id === preset)?.testbed;
  if (testbed === undefined) throw new Error(`No testbed of ${path}, ${preset}.`);
  return testbed;
}

function onlyExtrapolated({ manifests }: BuiltInPaths, path: string, concerned: (preset: string) => boolean): boolean {
  const { presets, measurements = [] } = manifestOf(manifests, path);
  return presets.every(({ id, extrapolated }) => !concerned(id) || extrapolated !== undefined) && measurements.every(({ preset }) => !concerned(preset));
}

function tenGigabit(mtuBytes: number): Platform {
  return {
    host: { cores: 1, coreHz: 2e9 }, nic: { model: '10g', linkBitsPerSecond: 10e9, mtuBytes, gsoBytes: 65_536, functions: 1, offloads: [] },
    network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
  };
}

/** MB/s */
function ceiling(mtu: number, header: number): number {
  const protocol = tcpProtocol(tenGigabit(mtu));
  const shift = tcpHeaderBytes - header;
  return goodputCeiling(tenGigabit(mtu), { ...protocol, framePayloadBytes: protocol.framePayloadBytes + shift, headerBytes: protocol.headerBytes - shift }) / 1e6;
}

/** What the slowest stage of a device takes for each further byte of a large message, ns. */
function perByteNs(model: PathModel): number {
  const stages = (bytes: number): ReadonlyMap<string, number> => new Map(unloadedLatency(model, 'otherHost', bytes).stages.map(({ id, ns }) => [id, ns]));
  const [less, more] = [stages(4 << 20), stages(8 << 20)];
  return Math.max(...[...more].map(([id, ns]) => (ns - (less.get(id) ?? 0)) / (4 << 20)));
}

function crossing(placement: 'inter' | 'hybrid' | 'intra-round-robin'): number {
  const slots = placeRanks(placement, 16, { hosts: 2, vmsPerHost: 4, vcpusPerVm: 2, cores: 8 });
  return slots.slice(1).filter(({ host }, i) => host !== slots[i].host).length;
}
