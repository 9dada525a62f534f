import fc from 'fast-check';
import { collectiveNames, nasBenchmarks, osuBenchmarks, verbsBenchmarks, type CollectiveWorkload, type Variation, type Workload } from '../../contract/index.ts';
import { checkRanks } from '../check-ranks.ts';
import { evenDecomposition } from '../cartesian.ts';

const bytes = fc.oneof(fc.nat(64), fc.nat(1 << 20));
const few = fc.integer({ min: 1, max: 5 });
const variation = fc.constantFrom<Variation>('none', 'uniform', 'exponential');
const cells = fc.integer({ min: 3, max: 40 });
const grid = (dimensions: number): fc.Arbitrary<string> => fc.array(cells, { minLength: dimensions, maxLength: dimensions }).map((extents) => extents.join('x'));
const scaling = fc.constantFrom('strong' as const, 'weak' as const);

function stencil(kind: 'stencil-2d' | 'stencil-3d'): fc.Arbitrary<Workload> {
  return fc.record({
    kind: fc.constant(kind), grid: grid(kind === 'stencil-2d' ? 2 : 3), scaling, iterations: few, decomposition: fc.constant('auto'), periodic: fc.boolean(), haloWidth: fc.integer({ min: 1, max: 2 }),
    valuesPerCell: few, compute: fc.record({ flopsPerCell: fc.nat(9), bytesPerCell: fc.nat(50) }), overlap: fc.boolean(), reduceEvery: fc.nat(3),
  });
}

/** Any workload with small numbers. */
export const anyWorkload: fc.Arbitrary<Workload> = fc.oneof<fc.Arbitrary<Workload>[]>(
  fc.record({ kind: fc.constant('osu'), benchmark: fc.constantFrom(...osuBenchmarks), size: bytes, iterations: few, warmup: fc.nat(2), window: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    kind: fc.constant('collective'), collective: fc.constantFrom(...collectiveNames.filter((name): name is CollectiveWorkload['collective'] => name !== 'alltoallv')), size: bytes, iterations: few, warmup: fc.nat(2),
  }),
  fc.record({ kind: fc.constant('verbs'), benchmark: fc.constantFrom(...verbsBenchmarks), size: bytes, iterations: fc.integer({ min: 1, max: 50 }), window: fc.integer({ min: 1, max: 9 }) }),
  stencil('stencil-2d'), stencil('stencil-3d'),
  fc.record({ kind: fc.constant('fft'), grid: grid(3), iterations: few, decomposition: fc.constantFrom('slab' as const, 'pencil' as const) }),
  fc.record({ kind: fc.constant('conjugate-gradient'), grid: grid(3), scaling, iterations: few, decomposition: fc.constant('auto') }),
  fc.record({ kind: fc.constant('training'), size: fc.integer({ min: 1, max: 1 << 20 }), bucketBytes: fc.integer({ min: 1 << 16, max: 1 << 20 }), computeNsPerStep: fc.nat(1e6), steps: few, algorithm: fc.constantFrom('ring', 'recursive-doubling', 'rabenseifner') }),
  fc.record({ kind: fc.constant('manager-worker'), tasks: fc.integer({ min: 1, max: 40 }), taskNs: fc.nat(1e6), variation, taskBytes: bytes, resultBytes: bytes, manageNs: fc.nat(5000) }),
  fc.record({
    kind: fc.constant('mapreduce'), inputBytesPerRank: fc.integer({ min: 1, max: 1 << 18 }), shuffleRatio: fc.constantFrom(0, 0.3, 1), mapNsPerByte: fc.nat(5), reduceNsPerByte: fc.nat(5),
    skew: fc.constantFrom(0, 0.4, 1), stragglers: fc.nat(5), stragglerFactor: fc.integer({ min: 1, max: 4 }), rounds: few,
  }),
  fc.record({
    kind: fc.constant('request-response'), servers: fc.integer({ min: 1, max: 4 }), requestsPerClient: fc.integer({ min: 1, max: 30 }), requestBytes: bytes, size: bytes, fanOut: fc.integer({ min: 1, max: 3 }),
    serviceNs: fc.nat(50_000), serviceVariation: variation, thinkNs: fc.nat(50_000),
  }),
  fc.record({ kind: fc.constant('nas'), benchmark: fc.constantFrom(...nasBenchmarks), class: fc.constantFrom('S' as const, 'W' as const), iterations: fc.integer({ min: 1, max: 2 }) }),
);

/** A workload and a number of ranks that it can run on, powers of two and others. */
export function workloadAndRanks(most: number): fc.Arbitrary<readonly [Workload, number]> {
  return fc.tuple(anyWorkload, fc.integer({ min: 1, max: most })).map(([workload, ranks]): readonly [Workload, number] => {
    const fitting = [ranks, ...Array.from({ length: ranks }, (_, index) => ranks - index), 2, 4, 8].find((count) => checkRanks(workload, count) === undefined);
    return [withDecomposition(workload, fitting ?? 1), fitting ?? 1];
  }).filter(([workload, ranks]) => checkRanks(workload, ranks) === undefined);
}

/** Half of the grids name their decomposition, turned round. */
function withDecomposition(workload: Workload, ranks: number): Workload {
  if (workload.kind !== 'stencil-3d' || workload.haloWidth === 1) return workload;
  const turned = { ...workload, decomposition: [...evenDecomposition(ranks, 3)].reverse().join('x') };
  return checkRanks(turned, ranks) === undefined ? turned : workload;
}
