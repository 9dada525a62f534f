import type { NasWorkload, Operation } from '../../contract/index.ts';
import { eachRank, type WorkloadSetting } from '../built-workload.ts';
import { nasOperations } from './operations.ts';
import { work, type RankPrograms } from './nas-parts.ts';

/** Random numbers on every rank, then three sums: two of a double, one of the ten counts. */
export function epRanks(name: NasWorkload['class'], { ranks, host }: WorkloadSetting): RankPrograms {
  const operations = nasOperations({ benchmark: 'EP', class: name }, 1) / ranks;
  const program: readonly Operation[] = [
    ...work('EP', operations, host), ...[8, 8, 80].map((bytes): Operation => ({ op: 'collective', collective: 'allreduce', bytes })),
  ];
  return eachRank(ranks, () => program);
}
