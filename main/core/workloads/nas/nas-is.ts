import type { NasWorkload, Operation } from '../../contract/index.ts';
import { exp2 } from '../../statistics/index.ts';
import { eachRank, loop, type WorkloadSetting } from '../built-workload.ts';
import { isSizes } from './classes.ts';
import { isOperationsPerKey } from './operations.ts';
import { work, type RankPrograms } from './nas-parts.ts';

/** Bytes of an int: a key, a count. */
const intBytes = 4;
/** Keys that the partial verification follows ride along with the counts of the buckets. */
const testKeys = 5;

/** Bytes of the messages of one ranking: counts of all buckets; how many keys come; keys for one peer, which the buckets balance. */
export function isBytes(name: NasWorkload['class'], ranks: number): { readonly buckets: number; readonly counts: number; readonly keys: number } {
  const { keysLog2, bucketsLog2 } = isSizes[name];
  return { buckets: (exp2(bucketsLog2) + testKeys) * intBytes, counts: intBytes, keys: Math.round(exp2(keysLog2) / ranks / ranks) * intBytes };
}

/** Counts are summed, then every rank gets its range of keys. */
export function isRanks(name: NasWorkload['class'], iterations: number, { ranks, host }: WorkloadSetting): RankPrograms {
  const bytes = isBytes(name, ranks);
  const half = work('IS', (isOperationsPerKey * exp2(isSizes[name].keysLog2)) / ranks / 2, host);
  const exchange: readonly Operation[] = ranks === 1 ? [] : [
    { op: 'collective', collective: 'alltoall', bytes: bytes.counts }, { op: 'collective', collective: 'alltoall', bytes: bytes.keys },
  ];
  const program = loop(iterations, [...half, { op: 'collective', collective: 'allreduce', bytes: bytes.buckets }, ...exchange, ...half]);
  return eachRank(ranks, () => program);
}
