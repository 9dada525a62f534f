import { describe, expect, it } from 'vitest';
import type { NasWorkload, Operation } from '../../contract/index.ts';
import { trafficOf } from '../testing/traffic.ts';
import { cgSegment, cgTransposePartner } from './nas-cg.ts';
import { isBytes } from './nas-is.ts';
import { luGrid } from './nas-lu.ts';
import { mgFaceBytes, mgGrid } from './nas-mg.ts';
import { nasProgram } from './nas.ts';
import { nasOperations } from './operations.ts';

const host = { cores: 8, coreHz: 2e9 };

/** Sizes of messages of one iteration that rank 0 sends, and how many of each. */
function sizes(benchmark: NasWorkload['benchmark'], name: NasWorkload['class'], ranks: number): ReadonlyMap<number, number> {
  const { program } = nasProgram({ kind: 'nas', benchmark, class: name, iterations: 1 }, { ranks, host });
  const counts = new Map<number, number>();
  for (const [key, { sent }] of trafficOf(program)) {
    const parts = key.split(' ');
    const bytes = Number(parts.at(-1));
    if (parts[0] === '0') counts.set(bytes, (counts.get(bytes) ?? 0) + sent);
  }
  return counts;
}

const sendsTo = (operations: readonly Operation[]): readonly Operation[] => operations.flatMap((operation) => (operation.op === 'loop' ? sendsTo(operation.body) : operation.op === 'collective' ? [operation] : []));

describe('operation counts', () => {
  it.each<[NasWorkload['benchmark'], NasWorkload['class'], number, number]>([
    // By hand from the formulas of the sources: 2·15·14000·(3 + 132 + 25·(5 + 132) + 3), 58·4·256³, 250 · (1984.77·64³ − ...).
    ['CG', 'A', 15, 1_496_460_000], ['CG', 'B', 75, 54_708_750_000], ['MG', 'A', 4, 3_892_314_112], ['MG', 'B', 20, 19_461_570_560],
    // What lu and ft print for class A: 119.28 and 7.14 × 10⁹.
    ['LU', 'A', 250, 119.28e9], ['FT', 'A', 6, 7.1357e9], ['EP', 'A', 1, 26.68e9], ['IS', 'A', 10, 0.7812e9],
  ])('%s of class %s', (benchmark, name, iterations, operations) => {
    expect(nasOperations({ benchmark, class: name }, iterations) / operations).toBeCloseTo(1, 3);
  });

  it('are spread over the ranks without loss: compute of all ranks is the total over the rate', () => {
    const fast = { cores: 8, coreHz: 2e9, memoryBytesPerSecond: 1e15 };
    for (const [benchmark, iterations] of [['CG', 2], ['FT', 2], ['IS', 2], ['LU', 2], ['MG', 2], ['EP', 1]] as const) {
      const { program } = nasProgram({ kind: 'nas', benchmark, class: 'A', iterations }, { ranks: 8, host: fast });
      const ns = (operations: readonly Operation[]): number => operations.reduce((sum, operation) => sum + (operation.op === 'compute' ? operation.ns : operation.op === 'loop' ? operation.count * ns(operation.body) : 0), 0);
      const total = program.ranks.reduce((sum, list) => sum + ns(list), 0);
      expect(total * 2 / nasOperations({ benchmark, class: 'A' }, iterations)).toBeCloseTo(1, 6);
    }
  });
});

describe('message sizes of the published decompositions', () => {
  it('CG: 14000 rows over 4 x 4 ranks are segments of 28,000 bytes; over 2 x 4 half rows; 26 products of two sums and a transpose', () => {
    expect(cgSegment(14_000, 16, 5) * 8).toBe(28_000);
    expect([cgSegment(75_000, 8, 0), cgSegment(75_000, 8, 1)]).toEqual([18_750, 18_750]);
    expect([cgSegment(1401, 2, 0), cgSegment(1401, 2, 1)]).toEqual([701, 700]);
    expect([0, 1, 2, 3, 4].map((rank) => cgTransposePartner(16, rank))).toEqual([0, 4, 8, 12, 1]);
    expect(Array.from({ length: 8 }, (_, rank) => cgTransposePartner(8, cgTransposePartner(8, rank)))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    // Rank 0 lies on the diagonal, so it sends itself nothing. Sums of 8 bytes: 1 + 25 · 2 + 1 over two stages, and one of 16 bytes.
    expect([...sizes('CG', 'A', 16)]).toEqual([[8, 104], [28_000, 52], [16, 2]]);
  });

  it('MG: 256³ points over 2 x 2 x 2 ranks exchange faces of 128 points, with the ghosts of earlier dimensions', () => {
    expect([mgGrid(8), mgGrid(16), mgGrid(32), mgGrid(64)]).toEqual([[2, 2, 2], [2, 2, 4], [2, 4, 4], [4, 4, 4]]);
    expect(mgFaceBytes([128, 128, 128])).toEqual([131_072, 133_120, 135_200]);
    // The finest level: three exchanges (two residuals, one smoothing), both ways.
    const counts = sizes('MG', 'A', 8);
    expect([131_072, 133_120, 135_200].map((bytes) => counts.get(bytes))).toEqual([6, 6, 6]);
    // 512 ranks keep every fourth of 8 in each dimension at the coarsest level: rank 1 has nothing there.
    const { program } = nasProgram({ kind: 'nas', benchmark: 'MG', class: 'A', iterations: 1 }, { ranks: 512, host });
    expect(JSON.stringify(program.ranks[1]).length).toBeLessThan(JSON.stringify(program.ranks[0]).length);
  });

  it('FT: 256 x 256 x 128 points over 16 ranks transpose 524,288 bytes a pair; over 256 ranks in rows and columns', () => {
    const calls = (ranks: number) => sendsTo(nasProgram({ kind: 'nas', benchmark: 'FT', class: 'A', iterations: 1 }, { ranks, host }).program.ranks[0] ?? []);
    expect(calls(16)).toMatchObject([{ collective: 'alltoall', bytes: 524_288 }, { collective: 'alltoall', bytes: 524_288 }, { collective: 'reduce', bytes: 16 }]);
    expect(calls(256)).toMatchObject([{ collective: 'alltoall', bytes: 32_768, comm: 0 }, { collective: 'alltoall', bytes: 32_768, comm: 16 }, {}, {}, {}]);
  });

  it('IS: 2²³ keys over 16 ranks are 131,072 bytes a pair; counts of 1024 buckets and five test keys', () => {
    expect(isBytes('A', 16)).toEqual({ buckets: 4116, counts: 4, keys: 131_072 });
  });

  it('LU: 64³ points over 4 x 4 ranks: 62 planes of 600 or 640 bytes a sweep, two layers of 81,920 bytes', () => {
    expect([luGrid(8), luGrid(16), luGrid(2)]).toEqual([[4, 2], [4, 4], [2, 1]]);
    // The corner rank has a boundary on two sides, so 15 of its 16 points travel; it serves two neighbours in the first sweep.
    expect([...sizes('LU', 'A', 16)]).toEqual([[81_920, 2], [600, 124]]);
  });
});
