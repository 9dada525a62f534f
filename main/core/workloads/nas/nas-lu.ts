import type { NasWorkload, Operation } from '../../contract/index.ts';
import { eachRank, loop, type WorkloadSetting } from '../built-workload.ts';
import { shareOf } from '../cartesian.ts';
import { doubleBytes } from '../halo.ts';
import { luSizes } from './classes.ts';
import { luOperations } from './operations.ts';
import { powerOf, work, type RankPrograms } from './nas-parts.ts';

/** Unknowns of a point. */
const unknowns = 5;
/** Layers that the right-hand side needs. */
const layers = 2;

/** Ranks along x and y: as many along x, or twice as many. */
export function luGrid(ranks: number): readonly [number, number] {
  const y = 1 << Math.floor(powerOf(ranks) / 2);
  return [ranks / y, y];
}

/** Points of a rank along x and y, and its neighbours. */
export function luPart(edge: number, ranks: number, rank: number): {
  readonly x: number; readonly y: number; readonly north?: number; readonly south?: number; readonly west?: number; readonly east?: number;
} {
  const [columns, rows] = luGrid(ranks);
  const row = rank % columns;
  const column = Math.floor(rank / columns);
  return {
    x: shareOf(edge, columns, row), y: shareOf(edge, rows, column),
    ...(row > 0 ? { north: rank - 1 } : {}), ...(row < columns - 1 ? { south: rank + 1 } : {}),
    ...(column > 0 ? { west: rank - columns } : {}), ...(column < rows - 1 ? { east: rank + columns } : {}),
  };
}

/**
 * A time step: two layers of the right-hand side with all neighbours, then two sweeps over the planes in which every rank waits for its
 * northern and western neighbours, computes, and serves the southern and eastern ones, and back. Of lu.f's operations a third is
 * given to each of the three parts (judgement).
 */
export function luRanks(name: NasWorkload['class'], iterations: number, { ranks, host }: WorkloadSetting): RankPrograms {
  const { edge } = luSizes[name];
  const planes = edge - 2;
  const third = luOperations(edge) / 3;
  return eachRank(ranks, (rank) => {
    const { x, y, north, south, west, east } = luPart(edge, ranks, rank);
    const share = (x * y) / (edge * edge);
    const right = work('LU', third * share, host);
    const plane = work('LU', (third * share) / planes, host);
    // Points on the boundary are not computed, so they do not travel.
    const edgeY = (y - (west === undefined ? 1 : 0) - (east === undefined ? 1 : 0)) * unknowns * doubleBytes;
    const edgeX = (x - (north === undefined ? 1 : 0) - (south === undefined ? 1 : 0)) * unknowns * doubleBytes;
    const receive = (from: number | undefined, bytes: number, tag: number): readonly Operation[] => (from === undefined ? [] : [{ op: 'receive', from, bytes, tag }]);
    const send = (to: number | undefined, bytes: number, tag: number): readonly Operation[] => (to === undefined ? [] : [{ op: 'send', to, bytes, tag }]);
    const layer = (points: number): number => layers * unknowns * points * edge * doubleBytes;
    return loop(iterations, [
      ...shift(north, south, layer(y), 0), ...shift(south, north, layer(y), 1), ...shift(west, east, layer(x), 2), ...shift(east, west, layer(x), 3), ...right,
      ...loop(planes, [...receive(north, edgeY, 4), ...receive(west, edgeX, 5), ...plane, ...send(south, edgeY, 4), ...send(east, edgeX, 5)]),
      ...loop(planes, [...receive(south, edgeY, 6), ...receive(east, edgeX, 7), ...plane, ...send(north, edgeY, 6), ...send(west, edgeX, 7)]),
    ]);
  });
}

/** From one neighbour and to the opposite one, as lu.f's `exchange_3`. */
function shift(from: number | undefined, to: number | undefined, bytes: number, tag: number): readonly Operation[] {
  return [
    ...(from === undefined ? [] : [{ op: 'ireceive', from, bytes, tag, request: 0 } as const]),
    ...(to === undefined ? [] : [{ op: 'send', to, bytes, tag } as const]),
    ...(from === undefined ? [] : [{ op: 'wait', request: 0 } as const]),
  ];
}
