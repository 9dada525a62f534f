import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StencilWorkload } from '../contract/index.ts';
import { buildProgram, buildWorkload } from './build-workload.ts';
import { coordinatesOf, evenDecomposition, neighboursOf, product, rankAt, shareOf } from './cartesian.ts';
import { checkRanks } from './check-ranks.ts';
import { computeNs } from './compute-time.ts';
import { pencilGrid, transposeBytes } from './fft.ts';
import { blockOf, innerCells } from './halo.ts';
import { partitionBytes, straggles } from './mapreduce.ts';
import { bucketsOf } from './training.ts';

const host = { cores: 8, coreHz: 2e9 };
const stencil: StencilWorkload = {
  kind: 'stencil-2d', grid: '100x60', scaling: 'strong', iterations: 10, decomposition: 'auto', periodic: false, haloWidth: 1, valuesPerCell: 2,
  compute: { flopsPerCell: 6, bytesPerCell: 24 }, overlap: false, reduceEvery: 0,
};

describe('grids of ranks', () => {
  it.each([[12, 2, [4, 3]], [16, 2, [4, 4]], [7, 2, [7, 1]], [12, 3, [3, 2, 2]], [24, 3, [4, 3, 2]], [64, 3, [4, 4, 4]], [65_536, 3, [64, 32, 32]]])('are even: %i in %i dimensions', (ranks, dimensions, extents) => {
    expect(evenDecomposition(ranks, dimensions)).toEqual(extents);
  });

  it('number ranks as MPI does, and neighbours are mutual', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 3 }), fc.boolean(), (extents, periodic) => {
      for (let rank = 0; rank < product(extents); rank += 1) {
        expect(rankAt(coordinatesOf(rank, extents), extents)).toBe(rank);
        for (const { rank: other, dimension, direction } of neighboursOf(rank, extents, periodic)) {
          expect(neighboursOf(other, extents, periodic)).toContainEqual({ rank, dimension, direction: -direction });
        }
      }
    }), { seed: 20_261_121 });
    expect(coordinatesOf(5, [4, 3])).toEqual([1, 2]);
  });

  it('share cells without loss', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 50 }), (cells, parts) => {
      const shares = Array.from({ length: parts }, (_, index) => shareOf(cells, parts, index));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(cells);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }), { seed: 20_261_121 });
  });
});

describe('what does not fit is said with a way out', () => {
  it.each<[Parameters<typeof checkRanks>[0], number, string]>([
    [{ ...stencil, decomposition: '5x3' }, 12, 'A 2-D stencil of 12 ranks cannot be cut 5x3: that makes 15 parts. Write 4x3, or auto.'],
    [{ ...stencil, grid: '4x4', haloWidth: 2 }, 16, 'A 2-D stencil of 4x4 cells cut 4x4 leaves a rank with fewer cells along dimension 1 than its halo of 2. Use a larger grid, fewer ranks, or another decomposition.'],
    [{ kind: 'nas', benchmark: 'CG', class: 'A' }, 12, 'NAS CG needs a power of two, not 12 ranks. Use 8 or 16 ranks.'],
    [{ kind: 'nas', benchmark: 'LU', class: 'S' }, 64, 'Class S of NAS LU is too small for 64 ranks. Use a larger class or fewer ranks.'],
    [{ kind: 'osu', benchmark: 'bw', size: 1, iterations: 1, warmup: 0, window: 64 }, 4, 'The OSU test bw has 2 ranks, not 4. Remove `ranks`, or write that number.'],
    [{ kind: 'osu', benchmark: 'mbw-mr', size: 1, iterations: 1, warmup: 0, window: 64 }, 5, 'The OSU test mbw-mr pairs ranks, and 5 is odd. Use 6 ranks or 4.'],
    [{ kind: 'fft', grid: '32x64x64', iterations: 1, decomposition: 'slab' }, 64, 'Slabs of 32x64x64 points are enough for 32 ranks, not for 64. Use decomposition pencil, a larger grid or fewer ranks.'],
    [{ kind: 'collective', collective: 'barrier', size: 8, iterations: 1, warmup: 0, algorithm: 'ring' }, 4, 'barrier has no algorithm "ring". Use one of linear, double-ring, recursive-doubling, bruck, dissemination, tree.'],
    [{ kind: 'request-response', servers: 4, requestsPerClient: 1, requestBytes: 1, size: 1, fanOut: 1, serviceNs: 1, serviceVariation: 'none', thinkNs: 0 }, 4, '4 of 4 ranks serve, so nobody asks. Use fewer servers or more ranks.'],
  ])('%j', (workload, ranks, text) => {
    const complaint = checkRanks(workload, ranks);
    expect(`${complaint?.message ?? ''} ${complaint?.hint ?? ''}`).toBe(text);
  });
});

describe('sizes by hand', () => {
  it('a stencil of 100 x 60 cells on 4 x 3 ranks: 25 x 20 cells each, faces of 20 and 25 cells of 16 bytes', () => {
    const program = buildProgram(stencil, { ranks: 12, host });
    // Rank 4 is at (1, 1), with four neighbours. 500 cells of 24 bytes at 3 GB/s are 4 µs; 3000 operations would take 1.5.
    expect(program.ranks[4]).toMatchObject([{
      op: 'loop', count: 10, body: [
        { op: 'ireceive', from: 1, bytes: 320 }, { op: 'ireceive', from: 7, bytes: 320 }, { op: 'ireceive', from: 3, bytes: 400 }, { op: 'ireceive', from: 5, bytes: 400 },
        // Two strided faces are copied, each byte read and written.
        { op: 'pack', ns: (2 * 2 * 400) / 3 }, { op: 'isend', to: 1 }, { op: 'isend', to: 7 }, { op: 'isend', to: 3 }, { op: 'isend', to: 5 }, { op: 'waitall' }, { op: 'pack' }, { op: 'compute', ns: 4000 },
      ],
    }]);
    expect(innerCells(blockOf(4, [100, 60], [4, 3], 'strong', false), 1)).toBe(23 * 18);
    expect(innerCells(blockOf(0, [100, 60], [4, 3], 'strong', false), 2)).toBe(23 * 18);
  });

  it('overlap splits the same compute, and sums come as often as asked for', () => {
    const body = buildProgram({ ...stencil, overlap: true, reduceEvery: 4 }, { ranks: 12, host }).ranks[4] ?? [];
    expect(body).toMatchObject([{ op: 'loop', count: 2, body: [{ op: 'loop', count: 4 }, { op: 'collective', bytes: 8 }] }, { op: 'loop', count: 2 }]);
    const [step] = body.slice(-1);
    const computes = step?.op === 'loop' ? step.body.flatMap((operation) => (operation.op === 'compute' ? [operation.ns] : [])) : [];
    expect(computes).toEqual([computeNs(host, 23 * 18 * 6, 23 * 18 * 24), computeNs(host, 86 * 6, 86 * 24)]);
  });

  it('two neighbours on both sides keep their messages apart', () => {
    const tags = (buildProgram({ ...stencil, periodic: true }, { ranks: 2, host }).ranks[0]?.flatMap((operation) => (operation.op === 'loop' ? operation.body : [])) ?? [])
      .flatMap((operation) => (operation.op === 'isend' || operation.op === 'ireceive' ? [`${operation.op} ${String(operation.tag)}`] : []));
    expect(new Set(tags).size).toBe(4);
  });

  it('roofline: the longer of operations and bytes', () => {
    expect(computeNs(host, 2000, 0)).toBe(1000);
    expect(computeNs({ ...host, flopsPerCycle: 4 }, 2000, 0)).toBe(250);
    expect(computeNs(host, 2000, 30_000)).toBe(10_000);
    expect(computeNs({ ...host, memoryBytesPerSecond: 1e10 }, 2000, 30_000)).toBe(3000);
  });

  it('transposes: 256³ complex points, slabs over 16 ranks are 1 MiB a pair; pencils over 4 x 4 are 4 MiB', () => {
    expect(transposeBytes({ grid: '256x256x256', decomposition: 'slab' }, 16)).toEqual([1_048_576]);
    expect(pencilGrid(16)).toEqual([4, 4]);
    expect(transposeBytes({ grid: '256x256x256', decomposition: 'pencil' }, 16)).toEqual([4_194_304, 4_194_304]);
  });

  it('buckets of ResNet-50: three of 25 MiB and the rest; whole gradients, nothing lost', () => {
    expect(bucketsOf({ size: 102_400_000, bucketBytes: 26_214_400 })).toEqual([26_214_400, 26_214_400, 26_214_400, 23_756_800]);
    expect(bucketsOf({ size: 10, bucketBytes: 7 })).toEqual([4, 4, 2]);
  });

  it('MapReduce: partitions fall from 1 + skew to 1 − skew, and stragglers are spread', () => {
    const base = { kind: 'mapreduce', inputBytesPerRank: 4000, shuffleRatio: 1, mapNsPerByte: 1, reduceNsPerByte: 1, skew: 0.5, stragglers: 2, stragglerFactor: 3, rounds: 1 } as const;
    expect(partitionBytes(base, 5)).toEqual([1200, 1000, 800, 600, 400]);
    expect([0, 1, 2, 3, 4, 5].filter((rank) => straggles(rank, 6, 2))).toEqual([2, 5]);
    expect([0, 1, 2].filter((rank) => straggles(rank, 3, 9))).toEqual([0, 1, 2]);
  });

  it('OSU: 64 messages a window, a reply of four bytes; rates count what the clock saw', () => {
    const { program, measures } = buildWorkload({ kind: 'osu', benchmark: 'bw', size: 1000, iterations: 10, warmup: 2, window: 64 }, { ranks: 2, host });
    expect(program.ranks[0]).toMatchObject([{ op: 'loop', count: 2 }, { op: 'start' }, { op: 'loop', count: 10, body: [{ op: 'loop', count: 64, body: [{ op: 'isend' }] }, { op: 'waitall' }, { op: 'receive', bytes: 4 }] }, { op: 'stop' }]);
    expect(measures).toEqual([{ metric: 'bandwidth', of: 'timer-rate', timer: 0, by: 640_000, unit: 'B/s' }]);
  });

  it('verbs: never more than the window under way, and as many operations as asked for', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40 }), (iterations, window) => {
      const [list = []] = buildProgram({ kind: 'verbs', benchmark: 'write_bw', size: 8, iterations, window }, { ranks: 2, host }).ranks;
      const open = new Set<number>();
      let puts = 0;
      const run = (operations: typeof list): void => {
        for (const operation of operations) {
          if (operation.op === 'loop') for (let turn = 0; turn < operation.count; turn += 1) run(operation.body);
          if (operation.op === 'wait') expect(open.delete(operation.request)).toBe(true);
          if (operation.op === 'waitall') open.clear();
          if (operation.op !== 'put') continue;
          puts += 1;
          expect(open.has(operation.request ?? -1)).toBe(false);
          open.add(operation.request ?? -1);
          expect(open.size).toBeLessThanOrEqual(window);
        }
      };
      run(list);
      expect([puts, open.size]).toEqual([iterations, 0]);
    }), { seed: 20_261_121 });
  });
});
