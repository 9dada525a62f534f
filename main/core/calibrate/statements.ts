import type { Measured } from './measured.ts';

/** How a published number was used. */
export type Use = 'fitted' | 'consistency' | 'held out';

/** Something a source says that the simulation can be held to. */
export interface Statement {
  readonly id: string;
  readonly title: string;
  /** What the source states, in our words. */
  readonly published: string;
  readonly source: string;
  readonly use: Use;
  /** `hard`: a number or an ordering. `shape`: our reading of a sentence. */
  readonly kind: 'hard' | 'shape';
  /** Points it needs; a statement is judged only where all of them were run. */
  readonly points: readonly string[];
  judge(measured: Measured): Judgement;
}

/** What came out. */
export interface Judgement {
  /** Simulated value as text with unit. */
  readonly simulated: string;
  /** Relative error against a published number; absent for orderings and shapes. */
  readonly error?: number;
  readonly holds: boolean;
}

const founding = 'Nanos, Goumas, Koziris 2010';

/** A published number with its tolerance. */
function figure(id: string, title: string, point: string, metric: string, value: number, tolerance: number, use: Use, source: string, show: (value: number) => string): Statement {
  return {
    id, title, source, use, kind: 'hard', published: `${show(value)} (± ${Math.round(tolerance * 100)} %)`, points: [point],
    judge(measured) {
      const simulated = metricOf(measured, point, metric);
      const error = simulated / value - 1;
      return { simulated: show(simulated), error, holds: Math.abs(error) <= tolerance };
    },
  };
}

const rate = (value: number): string => `${fixed(value / 1e6, 2)} MB/s`;
const micro = (value: number): string => `${fixed(value / 1e3, 3)} µs`;

const tables: readonly Statement[] = [
  ['native', 1238, 811.73], ['xen-bridged', 748.75, 425.97], ['sr-iov', 884.75, 634.84],
].flatMap(([path, iperf, netperf]) => [
  figure(`T2.${path}`, `iperf, ${path}`, `streams/iperf/${path}`, 'goodput', Number(iperf) * 1e6, 0.05, 'fitted', `${founding}, Table 2`, rate),
  figure(`T1.${path}`, `netperf, ${path}`, `streams/netperf/${path}`, 'goodput', Number(netperf) * 1e6, 0.15, 'fitted', `${founding}, Table 1`, rate),
]);

const palo: readonly Statement[] = [
  figure('P1', 'Half round trip, raw, 1 B', 'palo/raw/1', 'halfRoundTrip', 4880, 0.02, 'fitted', 'Squyres 2011', micro),
  figure('P2', 'Half round trip, MPI, 1 B', 'palo/mpi/1', 'halfRoundTrip', 5170, 0.02, 'fitted', 'Squyres 2011', micro),
];

/** A ratio of execution times that has to lie between two bounds. */
function ratio(id: string, title: string, published: string, use: Use, above: string, below: string, low: number, high: number, locator: string): Statement {
  return {
    id, title, published, source: `${founding}, ${locator}`, use, kind: 'hard', points: [above, below],
    judge(measured) {
      const value = timeOf(measured, above) / timeOf(measured, below);
      return { simulated: fixed(value, 3), holds: value >= low && value <= high };
    },
  };
}

const at = (placement: string, path: string): string => `advection/${placement}/${path}`;
const ranks = (count: number, path: string): string => `scaling/${count}/${path}`;
const paths = ['native', 'xen-bridged', 'sr-iov'] as const;
const speedUp = (measured: Measured, placement: string): number => timeOf(measured, at(placement, 'xen-bridged')) / timeOf(measured, at(placement, 'sr-iov'));
const communication = (measured: Measured, count: number, path: string): number => timeOf(measured, ranks(count, path)) - metricOf(measured, ranks(count, path), 'computeTime');

const advection: readonly Statement[] = [
  ratio('K1', 'Inter: iov over bridged', 'almost half: 0.50 to 0.55', 'fitted', at('inter', 'sr-iov'), at('inter', 'xen-bridged'), 0.5, 0.55, 'Fig. 2'),
  ratio('K2', 'Inter: native over iov', '0.63, nearly 0.80 and 0.88 in three places: 0.63 to 0.88', 'consistency', at('inter', 'native'), at('inter', 'sr-iov'), 0.63, 0.88, 'Figs. 2 and 3, Sec. 4'),
  {
    id: 'K3', title: 'Intra (round-robin): bridged beats iov, and iov is further from native than in inter', published: 'an ordering', source: `${founding}, Fig. 2`,
    use: 'consistency', kind: 'hard', points: [...paths.map((p) => at('intra-round-robin', p)), at('inter', 'native'), at('inter', 'sr-iov')],
    judge(measured) {
      const order = speedUp(measured, 'intra-round-robin');
      const intra = timeOf(measured, at('intra-round-robin', 'native')) / timeOf(measured, at('intra-round-robin', 'sr-iov'));
      const inter = timeOf(measured, at('inter', 'native')) / timeOf(measured, at('inter', 'sr-iov'));
      return { simulated: `bridged/iov ${fixed(order, 3)}; native/iov ${fixed(intra, 3)} against ${fixed(inter, 3)}`, holds: order < 1 && intra < inter };
    },
  },
  {
    id: 'K4', title: 'Inter: the application gains more from iov than netperf and iperf do', published: 'more than 1.49 and 1.18', source: `${founding}, Sec. 3`,
    use: 'consistency', kind: 'hard', points: [at('inter', 'xen-bridged'), at('inter', 'sr-iov')],
    judge(measured) {
      const value = speedUp(measured, 'inter');
      return { simulated: fixed(value, 3), holds: value > 1.49 };
    },
  },
  computeStatement('K7', 'Computation is the same everywhere (CPU time)', (m, p) => metricOf(m, p, 'computeTime')),
  computeStatement('K7s', 'Computation is the same everywhere (with the time stolen from it)', (m, p) => metricOf(m, p, 'computeTime') + metricOf(m, p, 'stolenFromCompute')),
  {
    id: 'K8', title: 'Bridged degrades beyond 8 ranks: slower, computation falls as planned, communication grows', published: 'a shape', source: `${founding}, Fig. 3`,
    use: 'consistency', kind: 'shape', points: [4, 8, 16].map((n) => ranks(n, 'xen-bridged')),
    judge(measured) {
      const [t4, t8, t16] = [4, 8, 16].map((n) => timeOf(measured, ranks(n, 'xen-bridged')));
      const grows = communication(measured, 16, 'xen-bridged') > communication(measured, 8, 'xen-bridged');
      return { simulated: `${seconds(t4)}, ${seconds(t8)}, ${seconds(t16)} at 4, 8, 16`, holds: t8 < t4 && t16 > t8 && grows };
    },
  },
  {
    id: 'K9', title: 'Iov scales like native: from 8 to 16 ranks its communication grows at most 1.5 times as much as native\'s', published: 'as native, plus a constant overhead',
    source: `${founding}, Fig. 3`, use: 'consistency', kind: 'shape', points: [8, 16].flatMap((n) => [ranks(n, 'native'), ranks(n, 'sr-iov')]),
    judge(measured) {
      const growth = (path: string): number => communication(measured, 16, path) / communication(measured, 8, path);
      const value = growth('sr-iov') / growth('native');
      return { simulated: `×${fixed(growth('sr-iov'), 2)} against ×${fixed(growth('native'), 2)}`, holds: value <= 1.5 };
    },
  },
  {
    id: 'K10', title: 'Native communication becomes noticeable beyond 16 ranks: below a quarter of the time at 16, above it at 32', published: 'noticeable over 16 cores',
    source: `${founding}, Sec. 3`, use: 'consistency', kind: 'shape', points: [ranks(16, 'native'), ranks(32, 'native')],
    judge(measured) {
      const share = (n: number): number => communication(measured, n, 'native') / timeOf(measured, ranks(n, 'native'));
      return { simulated: `${percent(share(16))} at 16, ${percent(share(32))} at 32`, holds: share(16) < 0.25 && share(32) > 0.25 };
    },
  },
  {
    id: 'K11', title: 'Hybrid: iov over bridged', published: 'at least 1.40', source: `${founding}, Fig. 4`, use: 'consistency', kind: 'hard',
    points: [at('hybrid', 'xen-bridged'), at('hybrid', 'sr-iov')],
    judge(measured) {
      const value = speedUp(measured, 'hybrid');
      return { simulated: fixed(value, 3), holds: value >= 1.4 };
    },
  },
  {
    id: 'K12', title: 'Bridged wins only when few operations cross hosts: speed-up below 1 at 1/15, 1 near a share of 0.2, about 2 at 1', published: 'below 20 %',
    source: `${founding}, Fig. 4`, use: 'consistency', kind: 'hard', points: ['intra-round-robin', 'hybrid', 'inter'].flatMap((p) => [at(p, 'xen-bridged'), at(p, 'sr-iov')]),
    judge(measured) {
      const [few, half, all] = ['intra-round-robin', 'hybrid', 'inter'].map((p) => speedUp(measured, p));
      const crossing = few < 1 && half > 1 ? 1 / 15 + ((1 - few) / (half - few)) * (7 / 15 - 1 / 15) : NaN;
      const holds = few < 1 && crossing >= 0.1 && crossing <= 0.25 && all >= 1.75 && all <= 2.25;
      return { simulated: `${fixed(few, 2)}, ${fixed(half, 2)}, ${fixed(all, 2)}; 1 at ${Number.isNaN(crossing) ? 'no share' : fixed(crossing, 2)}`, holds };
    },
  },
];

function computeStatement(id: string, title: string, of: (measured: Measured, point: string) => number): Statement {
  const points = ['inter', 'hybrid', 'intra-block', 'intra-round-robin'].flatMap((placement) => paths.map((path) => at(placement, path)));
  return {
    id, title, published: 'within 1 to 2 %', source: `${founding}, Sec. 3`, use: 'consistency', kind: 'hard', points,
    judge(measured) {
      const values = points.map((point) => of(measured, point));
      const spread = Math.max(...values) / Math.min(...values) - 1;
      return { simulated: `spread ${percent(spread)}`, holds: spread <= 0.02 };
    },
  };
}

/** Everything the ledger judges. */
export const statements: readonly Statement[] = [...tables, ...palo, ...advection];

/** The statements for which all points were run. */
export function judgeable(measured: Measured): readonly Statement[] {
  return statements.filter((statement) => statement.points.every((point) => measured.has(point)));
}

function metricOf(measured: Measured, point: string, metric: string): number {
  return measured.get(point)?.[metric] ?? NaN;
}

function timeOf(measured: Measured, point: string): number {
  return metricOf(measured, point, 'executionTime');
}

function seconds(ns: number): string {
  return `${fixed(ns / 1e9, 2)} s`;
}

function percent(share: number): string {
  return `${fixed(share * 100, 1)} %`;
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}
