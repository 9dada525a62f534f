import type { NasWorkload } from '../../contract/index.ts';
import { exp2 } from '../../statistics/index.ts';
import type { WorkloadSetting } from '../built-workload.ts';
import { computeNs } from '../compute-time.ts';
import { complexBytes } from '../fft.ts';
import { doubleBytes } from '../halo.ts';
import type { MemoryUse } from '../memory-use.ts';
import { cgSizes, ftSizes, isSizes, luSizes, mgSizes } from './classes.ts';
import { bytesPerOperation } from './nas-parts.ts';
import { nasIterations, nasOperations } from './operations.ts';

/** Arrays of all ranks together, bytes; what an iteration writes is spread evenly over it. */
interface Arrays {
  readonly held: number;
  readonly written: number;
  /** What messages leave from and arrive in. */
  readonly buffers: number;
}

/** What one rank holds and writes, from the arrays in the benchmarks' sources (NPB 3.3); all ranks have equal parts. */
export function nasMemory(workload: NasWorkload, { ranks, host }: WorkloadSetting): MemoryUse {
  const { benchmark } = workload;
  const { held, written, buffers } = arraysOf(workload, ranks);
  const iterations = nasIterations(workload);
  const operations = nasOperations(workload, iterations) / iterations / ranks;
  const perSecond = (written / ranks / computeNs(host, operations, operations * bytesPerOperation[benchmark])) * 1e9;
  return {
    heldBytes: held / ranks, writtenBytes: written / ranks, bufferBytes: buffers / ranks,
    writeBytesPerSecond: benchmark === 'EP' ? epBatchesPerSecond(host) * epBatchBytes : perSecond,
  };
}

/** ep.f makes pairs in batches of 2¹⁶ and keeps both numbers of each as doubles. */
const epBatchPairs = 65_536;
const epBatchBytes = 2 * epBatchPairs * doubleBytes;

function epBatchesPerSecond(host: WorkloadSetting['host']): number {
  const operations = nasOperations({ benchmark: 'EP', class: 'S' }, 1) / exp2(24);
  return 1e9 / computeNs(host, operations * epBatchPairs, 0);
}

function arraysOf({ benchmark, class: name }: NasWorkload, ranks: number): Arrays {
  switch (benchmark) {
    case 'EP': return { held: ranks * epBatchBytes, written: ranks * epBatchBytes, buffers: 0 };
    case 'CG': {
      // About rows × (nonzer + 1)² values with columns; x, z, p, q, r, of which an inner iteration writes all but x.
      const { rows, nonzer } = cgSizes[name];
      return { held: rows * ((nonzer + 1) * (nonzer + 1) * 12 + 5 * doubleBytes), written: 4 * rows * doubleBytes, buffers: 2 * rows * doubleBytes };
    }
    case 'MG': {
      // u, v and r, with the coarser levels of u and r an eighth each of the one before.
      const { edge } = mgSizes[name];
      const points = edge * edge * edge * doubleBytes;
      return { held: points * (1 + (2 * 8) / 7), written: (points * 2 * 8) / 7, buffers: 12 * edge * edge * doubleBytes };
    }
    case 'FT': {
      // u0, u1, u2 and the factors of time; an iteration writes the first three.
      const [x, y, z] = ftSizes[name].grid;
      const array = x * y * z * complexBytes;
      return { held: 3.5 * array, written: 3 * array, buffers: 2 * array };
    }
    case 'IS': {
      // Keys, keys by bucket, keys received and their counts, 4 bytes each; the keys themselves stay.
      const keys = 4 * exp2(isSizes[name].keysLog2);
      return { held: 4 * keys, written: 3 * keys, buffers: 2 * keys };
    }
    case 'LU': {
      // u, rsd, frct with five values a point; a time step writes u and rsd.
      const { edge } = luSizes[name];
      const field = 5 * edge * edge * edge * doubleBytes;
      return { held: 3 * field, written: 2 * field, buffers: 4 * 5 * edge * edge * doubleBytes };
    }
  }
}
