import type { NasWorkload, Operation } from '../../contract/index.ts';
import { eachRank, loop, type WorkloadSetting } from '../built-workload.ts';
import { doubleBytes } from '../halo.ts';
import { mgSizes } from './classes.ts';
import { powerOf, work, type RankPrograms } from './nas-parts.ts';

/** Ranks along each dimension, the first one running fastest: mg.f's `setup`. */
export function mgGrid(ranks: number): readonly [number, number, number] {
  const power = powerOf(ranks);
  const x = Math.floor(power / 3);
  const y = Math.floor((power - x) / 2);
  return [1 << x, 1 << y, 1 << (power - x - y)];
}

/** A rank's part of one level: points along each dimension, and how far its neighbours are; undefined where it has no point. */
interface Part {
  readonly points: readonly number[];
  readonly strides: readonly number[];
}

function partOf(at: readonly number[], extents: readonly number[], edge: number): Part | undefined {
  // A level with fewer points than ranks keeps every so many ranks, with one point each.
  const strides = extents.map((extent) => Math.max(1, extent / edge));
  if (at.some((value, dimension) => value % (strides[dimension] ?? 1) !== 0)) return undefined;
  return { points: extents.map((extent) => Math.max(1, edge / extent)), strides };
}

/** Bytes of the messages along each dimension: later dimensions carry the ghosts of earlier ones (mg.f's `give3`). */
export function mgFaceBytes([x = 1, y = 1, z = 1]: readonly number[]): readonly number[] {
  return [y * z, (x + 2) * z, (x + 2) * (y + 2)].map((points) => points * doubleBytes);
}

/** Faces with both neighbours, one dimension after the other; the grid wraps around. */
function comm3(at: readonly number[], extents: readonly number[], part: Part): readonly Operation[] {
  const faces = mgFaceBytes(part.points);
  return extents.flatMap((extent, dimension): readonly Operation[] => {
    const stride = part.strides[dimension] ?? 1;
    const bytes = faces[dimension] ?? 0;
    if (extent / stride <= 1) return [];
    const neighbour = (direction: number): number => {
      const there = at.map((value, index) => (index === dimension ? (value + direction * stride + extent) % extent : value));
      return (there[0] ?? 0) + (extents[0] ?? 1) * ((there[1] ?? 0) + (extents[1] ?? 1) * (there[2] ?? 0));
    };
    const tag = 2 * dimension;
    return [
      { op: 'ireceive', from: neighbour(-1), bytes, tag: tag + 1 }, { op: 'ireceive', from: neighbour(1), bytes, tag },
      { op: 'isend', to: neighbour(1), bytes, tag: tag + 1 }, { op: 'isend', to: neighbour(-1), bytes, tag }, { op: 'waitall' },
    ];
  });
}

/**
 * V-cycles down to 2 × 2 × 2 points. Restriction, residual and smoothing each end with an exchange of faces. The 58 operations a point of
 * mg.f's rate are spread evenly over the points that the kernels touch. Handing points on when ranks run out of them is left out.
 */
export function mgRanks(name: NasWorkload['class'], iterations: number, { ranks, host }: WorkloadSetting): RankPrograms {
  const { edge } = mgSizes[name];
  const levels = powerOf(edge);
  const extents = mgGrid(ranks);
  const pointsOf = (level: number): number => (1 << level) * (1 << level) * (1 << level);
  // Kernels per level: the coarsest has two (restriction, smoothing), those between four, the finest four (interpolation, two residuals, smoothing).
  let touched = 2 * pointsOf(1);
  for (let level = 2; level <= levels; level += 1) touched += 4 * pointsOf(level);
  const perPoint = (58 * pointsOf(levels)) / touched;
  return eachRank(ranks, (rank) => {
    const at = [rank % extents[0], Math.floor(rank / extents[0]) % extents[1], Math.floor(rank / (extents[0] * extents[1]))];
    const kernel = (level: number, exchanges: boolean): readonly Operation[] => {
      const part = partOf(at, extents, 1 << level);
      if (part === undefined) return [];
      const points = part.points.reduce((product, count) => product * count, 1);
      return [...work('MG', points * perPoint, host), ...(exchanges ? comm3(at, extents, part) : [])];
    };
    const down = Array.from({ length: levels - 1 }, (_, index) => kernel(levels - 1 - index, true)).flat();
    const up = Array.from({ length: levels - 1 }, (_, index) => [...kernel(index + 2, false), ...kernel(index + 2, true), ...kernel(index + 2, true)]).flat();
    return loop(iterations, [...down, ...kernel(1, true), ...up, ...kernel(levels, true)]);
  });
}
