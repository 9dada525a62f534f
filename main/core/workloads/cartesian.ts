import type { Extents } from '../contract/index.ts';

/** `4x3` as [4, 3]. */
export function parseExtents(text: Extents): readonly number[] {
  return text.split('x').map(Number);
}

/** A grid of `ranks` ranks that is as even as possible, larger extents first: what MPI_Dims_create promises. */
export function evenDecomposition(ranks: number, dimensions: number): readonly number[] {
  if (dimensions === 1) return [ranks];
  let best: readonly number[] = [];
  const spread = (extents: readonly number[]): number => (extents[0] ?? 0) - (extents.at(-1) ?? 0);
  for (let first = ranks; first >= 1; first -= 1) {
    if (ranks % first !== 0) continue;
    const rest = evenDecomposition(ranks / first, dimensions - 1);
    if ((rest[0] ?? 1) > first) continue;
    const extents = [first, ...rest];
    if (best.length === 0 || spread(extents) < spread(best)) best = extents;
  }
  return best;
}

/** The grid of ranks a document asks for; whether it has as many is checked elsewhere. */
export function decompose(written: Extents, ranks: number, dimensions: number): readonly number[] {
  return written === 'auto' ? evenDecomposition(ranks, dimensions) : parseExtents(written);
}

/** Coordinates of a rank, the last dimension running fastest, as MPI_Cart_coords. */
export function coordinatesOf(rank: number, extents: readonly number[]): readonly number[] {
  const coordinates: number[] = [];
  let rest = rank;
  for (let dimension = extents.length - 1; dimension >= 0; dimension -= 1) {
    const extent = extents[dimension] ?? 1;
    coordinates.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return coordinates;
}

/** The rank at some coordinates. */
export function rankAt(coordinates: readonly number[], extents: readonly number[]): number {
  return extents.reduce((rank, extent, dimension) => rank * extent + (coordinates[dimension] ?? 0), 0);
}

/** A neighbour along one dimension. */
export interface Neighbour {
  readonly rank: number;
  readonly dimension: number;
  readonly direction: -1 | 1;
}

/** Neighbours of a rank along all dimensions; none beyond the edge of a grid that does not wrap, and never the rank itself. */
export function neighboursOf(rank: number, extents: readonly number[], periodic: boolean): readonly Neighbour[] {
  const own = coordinatesOf(rank, extents);
  return extents.flatMap((extent, dimension) => ([-1, 1] as const).flatMap((direction): readonly Neighbour[] => {
    const at = (own[dimension] ?? 0) + direction;
    if (extent === 1 || (!periodic && (at < 0 || at >= extent))) return [];
    return [{ rank: rankAt(own.map((value, index) => (index === dimension ? (at + extent) % extent : value)), extents), dimension, direction }];
  }));
}

/** Cells of part `index` when `cells` are cut into `parts` as evenly as possible, larger parts first. */
export function shareOf(cells: number, parts: number, index: number): number {
  return Math.floor(cells / parts) + (index < cells % parts ? 1 : 0);
}

export function product(values: readonly number[]): number {
  return values.reduce((result, value) => result * value, 1);
}
