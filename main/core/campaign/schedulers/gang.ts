import { hostsFor, place } from '../place.ts';
import type { World } from '../world.ts';

/**
 * Gangs (J. Ousterhout, "Scheduling techniques for concurrent systems", ICDCS 1982): a job gets hosts in the first row of the matrix
 * that has room, and all hosts turn to the next row together. Jobs run in no other row, also where their hosts are free there.
 */
export function startInRows(world: World): void {
  for (let job = world.queue[0]; job !== undefined; job = world.queue[0]) {
    const row = world.occupancy.findIndex((_, index) => job !== undefined && hostsFor(world, job, index) !== undefined);
    const hosts = row < 0 ? undefined : hostsFor(world, job, row);
    if (hosts === undefined) break;
    place(world, job, hosts, row);
  }
  const { sliceNs } = world.input.campaign.scheduler;
  const rows = usedRows(world);
  if (rows.length > 0 && !rows.includes(world.row)) turnTo(world, next(rows, world.row));
  if (rows.length < 2) world.sliceEndsNs = Infinity;
  else if (world.sliceEndsNs === Infinity) world.sliceEndsNs = world.now + sliceNs;
}

/** The turn of a row is over. */
export function endSlice(world: World): void {
  const rows = usedRows(world);
  if (rows.length < 2) world.sliceEndsNs = Infinity;
  else turnTo(world, next(rows, world.row));
}

function turnTo(world: World, row: number): void {
  const { sliceNs, switchNs } = world.input.campaign.scheduler;
  world.row = row;
  world.switchUntilNs = world.now + switchNs;
  world.sliceEndsNs = world.switchUntilNs + sliceNs;
  world.dirty = true;
}

function next(rows: readonly number[], row: number): number {
  return rows.find((other) => other > row) ?? rows[0];
}

function usedRows(world: World): readonly number[] {
  return [...new Set(world.running.map(({ row }) => row))].sort((left, right) => left - right);
}
