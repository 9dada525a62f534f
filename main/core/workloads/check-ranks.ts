import { readAlgorithm } from '../collectives/index.ts';
import type { NasWorkload, Workload } from '../contract/index.ts';
import { decompose, evenDecomposition, parseExtents, product } from './cartesian.ts';
import { pencilGrid } from './fft.ts';
import { ftSizes, luSizes, mgSizes } from './nas/classes.ts';
import { mgGrid } from './nas/nas-mg.ts';
import { luGrid } from './nas/nas-lu.ts';
import { isPowerOfTwo } from './nas/nas-parts.ts';
import { fixedRanks } from './rank-count.ts';

/** Why a workload cannot run on so many ranks. `field`: the one of the workload to look at, absent: the number of ranks. */
export interface RankComplaint {
  readonly field?: string;
  readonly message: string;
  readonly hint: string;
}

/** Most ranks of a shuffle with uneven partitions: its program lists every pair. */
const mostSkewedRanks = 2048;

/** Says what does not fit; undefined where the workload can run. */
export function checkRanks(workload: Workload, ranks: number): RankComplaint | undefined {
  return checkAlgorithm(workload) ?? checkCount(workload, ranks);
}

function checkAlgorithm(workload: Workload): RankComplaint | undefined {
  if (!('algorithm' in workload) || workload.algorithm === undefined) return undefined;
  const reading = readAlgorithm(workload.kind === 'collective' ? workload.collective : workload.kind === 'fft' ? 'alltoall' : 'allreduce', workload.algorithm);
  return reading.ok ? undefined : { field: 'algorithm', message: reading.message, hint: `Use one of ${reading.known.join(', ')}.` };
}

function checkCount(workload: Workload, ranks: number): RankComplaint | undefined {
  switch (workload.kind) {
    // Streams follow from VMs and path, ranks of a trace from what it holds.
    case 'streams': case 'trace': return undefined;
    case 'ping-pong': return checkFixed(workload, ranks, 'A ping-pong');
    case 'osu': return checkFixed(workload, ranks, `The OSU test ${workload.benchmark}`) ?? checkPairs(ranks, `The OSU test ${workload.benchmark}`);
    case 'verbs': return checkPairs(ranks, `The verbs test ${workload.benchmark}`);
    case 'collective': case 'advection': case 'training': return undefined;
    case 'stencil-2d': return checkGrid(workload, ranks, 'A 2-D stencil', workload.haloWidth);
    case 'stencil-3d': return checkGrid(workload, ranks, 'A 3-D stencil', workload.haloWidth);
    case 'conjugate-gradient': return checkGrid(workload, ranks, 'A conjugate gradient', 1);
    case 'fft': return checkFft(workload.grid, workload.decomposition, ranks);
    case 'nas': return checkNas(workload, ranks);
    case 'manager-worker': return ranks >= 2 ? undefined : { message: 'A manager needs at least one worker.', hint: 'Use two ranks or more.' };
    case 'mapreduce': return workload.skew === 0 || ranks <= mostSkewedRanks ? undefined : {
      field: 'skew', message: `Uneven partitions are listed pair by pair, which is too much for ${String(ranks)} ranks.`, hint: `Use at most ${String(mostSkewedRanks)} ranks, or skew 0.`,
    };
    case 'request-response': return checkClients(workload.servers, workload.fanOut, ranks);
  }
}

function checkFixed(workload: Workload, ranks: number, what: string): RankComplaint | undefined {
  const fixed = fixedRanks(workload, 1);
  return fixed === undefined || fixed === ranks ? undefined : { message: `${what} has ${String(fixed)} ranks, not ${String(ranks)}.`, hint: 'Remove `ranks`, or write that number.' };
}

function checkPairs(ranks: number, what: string): RankComplaint | undefined {
  return ranks % 2 === 0 ? undefined : { message: `${what} pairs ranks, and ${String(ranks)} is odd.`, hint: `Use ${String(ranks + 1)} ranks${ranks > 1 ? ` or ${String(ranks - 1)}` : ''}.` };
}

function checkGrid(workload: { readonly grid: string; readonly decomposition: string; readonly scaling: 'strong' | 'weak' }, ranks: number, what: string, halo: number): RankComplaint | undefined {
  const grid = parseExtents(workload.grid);
  const extents = decompose(workload.decomposition, ranks, grid.length);
  if (product(extents) !== ranks) {
    return {
      field: 'decomposition', message: `${what} of ${String(ranks)} ranks cannot be cut ${extents.join('x')}: that makes ${String(product(extents))} parts.`,
      hint: `Write ${evenDecomposition(ranks, grid.length).join('x')}, or auto.`,
    };
  }
  const narrow = grid.findIndex((cells, dimension) => (workload.scaling === 'weak' ? cells : Math.floor(cells / (extents[dimension] ?? 1))) < halo);
  if (narrow < 0) return undefined;
  return {
    field: 'grid', message: `${what} of ${workload.grid} cells cut ${extents.join('x')} leaves a rank with fewer cells along dimension ${String(narrow + 1)} than its halo of ${String(halo)}.`,
    hint: 'Use a larger grid, fewer ranks, or another decomposition.',
  };
}

function checkFft(text: string, decomposition: 'slab' | 'pencil', ranks: number): RankComplaint | undefined {
  const [x = 1, y = 1, z = 1] = parseExtents(text);
  if (decomposition === 'slab') {
    const most = Math.min(x, y);
    return ranks <= most ? undefined : {
      field: 'decomposition', message: `Slabs of ${text} points are enough for ${String(most)} ranks, not for ${String(ranks)}.`, hint: 'Use decomposition pencil, a larger grid or fewer ranks.',
    };
  }
  const [rows, columns] = pencilGrid(ranks);
  return rows <= Math.min(x, y) && columns <= Math.min(y, z) ? undefined : {
    field: 'grid', message: `Pencils of ${text} points cannot be shared out among ${String(rows)} x ${String(columns)} ranks.`, hint: 'Use a larger grid, or a number of ranks that is nearer to a square.',
  };
}

/** Fewest points along an edge of a rank's part of LU: its sources refuse less. */
const fewestLuPoints = 4;

function checkNas({ benchmark, class: name }: NasWorkload, ranks: number): RankComplaint | undefined {
  if (benchmark === 'EP') return undefined;
  if (!isPowerOfTwo(ranks)) {
    let below = 1;
    while (below * 2 <= ranks) below *= 2;
    return { message: `NAS ${benchmark} needs a power of two, not ${String(ranks)} ranks.`, hint: `Use ${String(below)} or ${String(2 * below)} ranks.` };
  }
  const tooMany = (fits: boolean): RankComplaint | undefined => (fits ? undefined : {
    field: 'class', message: `Class ${name} of NAS ${benchmark} is too small for ${String(ranks)} ranks.`, hint: 'Use a larger class or fewer ranks.',
  });
  switch (benchmark) {
    case 'CG': case 'IS': return undefined;
    case 'MG': return tooMany(Math.max(...mgGrid(ranks)) <= mgSizes[name].edge);
    case 'FT': return tooMany(Math.max(...pencilGrid(ranks)) <= Math.min(...ftSizes[name].grid) || ranks <= Math.min(...ftSizes[name].grid));
    case 'LU': return tooMany(Math.floor(luSizes[name].edge / Math.max(...luGrid(ranks))) >= fewestLuPoints);
  }
}

function checkClients(servers: number, fanOut: number, ranks: number): RankComplaint | undefined {
  if (ranks <= servers) {
    return { field: 'servers', message: `${String(servers)} of ${String(ranks)} ranks serve, so nobody asks.`, hint: 'Use fewer servers or more ranks.' };
  }
  return fanOut <= servers ? undefined : { field: 'fanOut', message: `A request cannot go to ${String(fanOut)} of ${String(servers)} servers.`, hint: 'Use a smaller fanOut or more servers.' };
}
