import type { CollectiveName, CollectiveOperation } from '../contract/index.ts';
import { cutByCounts, elementBytes } from './blocks.ts';
import { isPowerOfTwo, powerOfTwoUpTo } from './trees.ts';

/** Communicators with fewer members than the number take the row; `a 64 b` is a below 64 bytes, then b. */
type Rows = readonly (readonly [membersBelow: number, choices: string])[];

/**
 * The fixed decisions of Open MPI 4.1.0 to 5.0.9, which are the same: `ompi/mca/coll/tuned/coll_tuned_decision_fixed.c` of the
 * public sources, for commutative operators. They never cut messages and give no fan-out, so a `chain` there is a `pipeline`
 * here; `two_proc` is the exchange that `pairwise`, `neighbor` and `recursive-doubling` come down to with two members.
 */
const tables: Readonly<Partial<Record<CollectiveName | 'allgatherv', Rows>>> = {
  barrier: [
    [4, 'recursive-doubling'], [8, 'linear'], [64, 'recursive-doubling'], [256, 'bruck'], [512, 'tree'], [1024, 'bruck'], [4096, 'tree'],
    [Infinity, 'bruck'],
  ],
  bcast: [
    [4, 'pipeline 32 binary 256 pipeline 512 knomial 1024 linear 32768 binary 131072 pipeline 262144 linear 524288 binomial 1048576 binary'],
    [8, 'binary 64 binomial 128 binary 2048 binomial 8192 linear 1048576 pipeline'],
    [16, 'knomial 8 binary 64 knomial 4096 binary 16384 binomial 32768 linear'],
    [32, 'knomial 4096 binomial 1048576 scatter-allgather'],
    [64, 'binomial 2048 knomial'],
    [128, 'knomial'],
    [256, 'binomial 2 binary 16384 linear 32768 binary 65536 knomial'],
    [1024, 'knomial 16384 split-binary 32768 knomial'],
    [2048, 'knomial 524288 scatter-allgather'],
    [4096, 'knomial 262144 scatter-allgather'],
    [Infinity, 'knomial 8192 binary 16384 knomial 262144 scatter-allgather'],
  ],
  reduce: [
    [4, 'rabenseifner 8 binary 16 pipeline 32 linear 262144 pipeline'],
    [8, 'binary 4096 pipeline 65536 binomial 262144 linear 524288 binomial 1048576 linear'],
    [16, 'binary 8192 binomial'],
    [32, 'binary 4096 binomial'],
    [256, 'binomial'],
    [512, 'binomial 8192 in-order-binary 16384 binomial'],
    [2048, 'binomial'],
    [4096, 'binomial 512 in-order-binary 1024 binomial 8192 in-order-binary 16384 binomial'],
    [Infinity, 'binomial 16 in-order-binary 32 binomial 1024 in-order-binary 2048 binomial 8192 in-order-binary 16384 binomial'],
  ],
  allreduce: [
    [4, 'ring 8 recursive-doubling 4096 ring 8192 recursive-doubling 16384 ring 65536 segmented-ring 262144 rabenseifner'],
    [8, 'ring 16 recursive-doubling 8192 rabenseifner'],
    [16, 'recursive-doubling 8192 rabenseifner'],
    [32, 'segmented-ring 64 recursive-doubling 4096 rabenseifner'],
    [64, 'segmented-ring 128 rabenseifner'],
    [128, 'recursive-doubling 262144 rabenseifner'],
    [256, 'reduce-bcast 131072 recursive-doubling 262144 rabenseifner'],
    [512, 'reduce-bcast 4096 rabenseifner'],
    [2048, 'reduce-bcast 2048 recursive-doubling 16384 rabenseifner'],
    [4096, 'reduce-bcast 2048 segmented-ring 4096 recursive-doubling 16384 rabenseifner'],
    [Infinity, 'reduce-bcast 2048 segmented-ring 16384 recursive-doubling 32768 rabenseifner'],
  ],
  gather: [
    [4, 'linear-sync 2 linear 4 binomial 32768 linear 65536 binomial 131072 linear-sync'],
    [8, 'binomial 1024 linear 8192 binomial 32768 linear 262144 linear-sync'],
    [256, 'binomial'],
    [512, 'binomial 2048 linear 8192 binomial'],
    [Infinity, 'binomial'],
  ],
  scatter: [
    [4, 'linear-nb 2 linear 131072 linear-nb 262144 linear'],
    [8, 'binomial 2048 linear 4096 binomial 8192 linear 32768 linear-nb 1048576 linear'],
    [16, 'binomial 16384 linear-nb 1048576 linear'],
    [32, 'binomial 16384 linear 32768 linear-nb'],
    [64, 'binomial 512 linear-nb 8192 binomial 16384 linear-nb'],
    [Infinity, 'binomial 512 linear-nb'],
  ],
  allgather: [
    [3, 'neighbor'],
    [32, 'recursive-doubling'],
    [64, 'recursive-doubling 1024 neighbor 65536 ring'],
    [128, 'recursive-doubling 512 neighbor 65536 ring'],
    [256, 'recursive-doubling 512 neighbor 131072 ring 524288 neighbor 1048576 ring'],
    [512, 'recursive-doubling 32 bruck 128 recursive-doubling 1024 neighbor 131072 ring 524288 neighbor 1048576 ring'],
    [1024, 'recursive-doubling 64 bruck 256 recursive-doubling 2048 neighbor'],
    [2048, 'recursive-doubling 4 bruck 8 recursive-doubling 16 bruck 32 recursive-doubling 256 bruck 512 recursive-doubling 4096 neighbor'],
    [4096, 'bruck 32 recursive-doubling 128 bruck 512 recursive-doubling 4096 neighbor'],
    [Infinity, 'recursive-doubling 2 bruck 8 recursive-doubling 16 bruck 512 recursive-doubling 4096 neighbor'],
  ],
  /** By the mean of the blocks. */
  allgatherv: [
    [3, 'ring 2048 neighbor 4096 ring 8192 neighbor'],
    [8, 'linear 256 neighbor 4096 ring 8192 neighbor 16384 bruck 262144 neighbor'],
    [16, 'linear 1024 bruck'],
    [32, 'linear 128 bruck 262144 ring'],
    [64, 'linear 256 bruck 8192 ring'],
    [128, 'linear 256 bruck 4096 ring'],
    [256, 'bruck 1024 neighbor 65536 ring'],
    [512, 'bruck 1024 ring'],
    [1024, 'bruck 512 linear 1024 bruck 4096 neighbor 1048576 ring'],
    [Infinity, 'bruck 4096 neighbor'],
  ],
  alltoall: [
    [3, 'pairwise 32768 linear-sync 262144 pairwise'],
    [8, 'linear-sync 8192 linear 16384 linear-sync 65536 linear 524288 pairwise 1048576 linear'],
    [16, 'linear-sync 262144 linear'],
    [32, 'linear-sync 4 bruck 512 linear-sync 8192 linear 32768 linear-sync 262144 linear 524288 linear-sync'],
    [64, 'bruck 512 linear 524288 linear-sync'],
    [128, 'bruck 1024 linear 2048 linear-sync 4096 linear 262144 pairwise'],
    [256, 'bruck 1024 linear-sync 2048 linear 262144 pairwise'],
    [512, 'bruck 1024 linear-sync 8192 linear 32768 pairwise'],
    [1024, 'bruck 512 linear-sync 8192 linear 16384 linear-sync 131072 linear 262144 pairwise'],
    [2048, 'bruck 512 linear-sync 1024 linear 2048 linear-sync 16384 linear 262144 linear-sync'],
    [4096, 'bruck 1024 linear-sync 4096 linear 8192 linear-sync 131072 linear'],
    [Infinity, 'bruck 2048 linear-sync 8192 linear 16384 linear-sync 32768 linear 65536 linear-sync'],
  ],
  alltoallv: [[4, 'pairwise'], [64, 'linear'], [128, 'pairwise'], [256, 'linear'], [1024, 'pairwise'], [Infinity, 'linear']],
  'reduce-scatter': [
    [4, 'ring 65536 butterfly 131072 ring'],
    [8, 'non-overlapping 8 recursive-halving 262144 ring'],
    [32, 'recursive-halving 262144 ring'],
    [64, 'non-overlapping 64 recursive-halving 2048 butterfly 524288 ring'],
    [128, 'non-overlapping 256 recursive-halving 512 butterfly 2048 recursive-halving 4096 butterfly'],
    [256, 'non-overlapping 256 recursive-halving 512 butterfly'],
    [512, 'non-overlapping 256 recursive-halving 1024 butterfly'],
    [1024, 'non-overlapping 512 recursive-halving 2048 butterfly 8192 recursive-halving 16384 butterfly'],
    [2048, 'non-overlapping 512 recursive-halving 4096 butterfly 16384 recursive-halving 32768 butterfly'],
    [4096, 'non-overlapping 512 recursive-halving 4096 butterfly'],
    [Infinity, 'non-overlapping 1024 recursive-halving 8192 butterfly'],
  ],
};

/** Open MPI's choice. Scans, gathers and scatters with counts have no table there: its plain ones are linear. */
export function decideOpenMpi(call: CollectiveOperation, members: number): string {
  const { collective, bytes, counts } = call;
  if (counts !== undefined && (collective === 'gather' || collective === 'scatter')) return 'linear';
  if (counts !== undefined && collective === 'allgather') return lookUp(tables.allgatherv, members, Math.floor(totalOf(counts) / members));
  return instead(collective, lookUp(tables[collective], members, bytes), bytes, members);
}

const totalOf = (counts: readonly number[]): number => cutByCounts(counts).range(0, counts.length).bytes;

function lookUp(rows: Rows | undefined, members: number, bytes: number): string {
  const choices = rows?.find(([below]) => members < below)?.[1].split(' ') ?? ['linear'];
  let at = 0;
  while (at + 1 < choices.length && bytes >= Number(choices[at + 1])) at += 2;
  return choices[at];
}

/** What the chosen algorithm does instead where it cannot be done (`coll_base_{allgather,allreduce,bcast,reduce}.c`). */
function instead(collective: CollectiveName, chosen: string, bytes: number, members: number): string {
  const elements = bytes / elementBytes(bytes);
  if (collective === 'allgather' && chosen === 'recursive-doubling' && !isPowerOfTwo(members)) return 'bruck';
  if (collective === 'bcast' && chosen.startsWith('scatter-') && elements < members) return 'linear';
  if (chosen === 'rabenseifner' && elements < powerOfTwoUpTo(members)) return 'linear';
  return chosen;
}
