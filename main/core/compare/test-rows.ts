import type { Quantity, RunSummary } from '../contract/index.ts';

type Factors = Readonly<Record<string, string | number>>;

/** A synthetic run for tests. */
export function testRow(factors: Factors, metrics: Readonly<Record<string, Quantity>>, over: Partial<RunSummary> = {}): RunSummary {
  const name = JSON.stringify(factors);
  return {
    format: 1, fingerprint: name, experiment: 'sample', title: 'A sample', factors, metrics,
    plugins: [{ id: String(factors['path'] ?? 'native'), version: '1.0.0', sha256: 'ab'.repeat(32) }],
    versions: { doorbell: '0.1.0', engine: 1, node: '24.21.0' },
    resultSha256: 'cd'.repeat(32), inputSha256: 'ef'.repeat(32), createdAt: '2026-01-01T00:00:00.000Z', machine: 'test',
    wallSeconds: 1, batch: 'b1', experimentSha256: '01'.repeat(32), ...over,
  };
}

/** Goodput of streams, one run per path and tool: B/s. */
export function streamRows(rates: Readonly<Record<string, readonly [netperf: number, iperf: number]>>): readonly RunSummary[] {
  return Object.entries(rates).flatMap(([path, pair]) => (['netperf', 'iperf'] as const).map((tool, index) =>
    testRow({ path, tool, replicate: 1 }, { goodput: { value: pair[index] ?? 0, unit: 'B/s' }, executionTime: { value: 1e9, unit: 'ns' } })));
}

const shares: Readonly<Record<string, number>> = { inter: 1, hybrid: 7 / 15, 'intra-block': 1 / 15, 'intra-round-robin': 1 / 15 };

/**
 * Execution times of an application with five noisy replicates over placements and distributions. `times` gives ms by
 * path and placement; the noise is fixed, shared by all paths of a replicate to one half.
 */
export function advectionRows(times: Readonly<Record<string, Readonly<Record<string, number>>>>, replicates = 5): readonly RunSummary[] {
  return Object.entries(times).flatMap(([path, byPlacement], pathAt) => Object.entries(byPlacement).flatMap(([placement, ms]) =>
    ['1x1xN', '1xNx1', 'Nx1x1'].flatMap((distribution, at) => Array.from({ length: replicates }, (_, index) => {
      const noise = replicates === 1 ? 0 : ((index * 7) % 5 - 2) * 0.003 + ((index * 3 + pathAt + at) % 5 - 2) * 0.003;
      return testRow({ path, placement, distribution, ranks: 16, hosts: 2, replicate: index + 1 }, {
        executionTime: { value: ms * 1e6 * (1 + at * 0.02) * (1 + noise), unit: 'ns' },
        crossingShare: { value: shares[placement] ?? 0, unit: '1' },
      });
    }))));
}

/** Times under which sr-iov wins with traffic between hosts and xen-bridged within a host. */
export const advectionTimes = {
  native: { inter: 600, hybrid: 590, 'intra-block': 570, 'intra-round-robin': 580 },
  'xen-bridged': { inter: 1700, hybrid: 1300, 'intra-block': 700, 'intra-round-robin': 650 },
  'sr-iov': { inter: 850, hybrid: 860, 'intra-block': 860, 'intra-round-robin': 900 },
} as const;
