import type { Cluster, Operation } from '../contract/index.ts';
import { pack } from './built-workload.ts';
import { memoryNs } from './compute-time.ts';
import { coordinatesOf, neighboursOf, product, shareOf, type Neighbour } from './cartesian.ts';

/** Bytes of a double. */
export const doubleBytes = 8;

/** A rank's part of a grid and its halos. */
export interface Block {
  /** Cells along each dimension. */
  readonly cells: readonly number[];
  readonly neighbours: readonly Neighbour[];
}

/** The block of a rank in a grid cut as evenly as possible. `weak`: every rank has a whole grid. */
export function blockOf(rank: number, grid: readonly number[], extents: readonly number[], scaling: 'strong' | 'weak', periodic: boolean): Block {
  const at = coordinatesOf(rank, extents);
  const cells = grid.map((size, dimension) => (scaling === 'weak' ? size : shareOf(size, extents[dimension] ?? 1, at[dimension] ?? 0)));
  return { cells, neighbours: neighboursOf(rank, extents, periodic) };
}

/** Bytes of the face of a block across one dimension. */
export function faceBytes(cells: readonly number[], dimension: number, layers: number, valuesPerCell: number): number {
  return product(cells.filter((_, other) => other !== dimension)) * layers * valuesPerCell * doubleBytes;
}

/** Cells of a block that need no halo. */
export function innerCells({ cells, neighbours }: Block, layers: number): number {
  return product(cells.map((count, dimension) => Math.max(0, count - layers * neighbours.filter((neighbour) => neighbour.dimension === dimension).length)));
}

/**
 * Halo exchange with all neighbours: receives are posted, faces packed and sent. `begin` leaves everything under way, `end` waits and
 * unpacks. Arrays are as in C: a face across the first dimension is contiguous and sent from where it lies.
 */
export function haloExchange({ cells, neighbours }: Block, layers: number, valuesPerCell: number, host: Cluster['host']): { readonly begin: readonly Operation[]; readonly end: readonly Operation[] } {
  const faces = neighbours.map((neighbour) => ({ ...neighbour, bytes: faceBytes(cells, neighbour.dimension, layers, valuesPerCell) }));
  // A message keeps the direction it travels in as its tag: where two ranks are neighbours on both sides, nothing is mixed up.
  const tag = ({ dimension }: Neighbour, travels: -1 | 1): number => 2 * dimension + (travels === 1 ? 1 : 0);
  const copyNs = faces.reduce((sum, { dimension, bytes }) => sum + (dimension === 0 ? 0 : memoryNs(host, 2 * bytes)), 0);
  return {
    begin: [
      ...faces.map((face): Operation => ({ op: 'ireceive', from: face.rank, bytes: face.bytes, tag: tag(face, face.direction === 1 ? -1 : 1) })),
      ...pack(copyNs),
      ...faces.map((face): Operation => ({ op: 'isend', to: face.rank, bytes: face.bytes, tag: tag(face, face.direction) })),
    ],
    end: faces.length === 0 ? [] : [{ op: 'waitall' }, ...pack(copyNs)],
  };
}
