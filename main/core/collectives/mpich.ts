import type { CollectiveOperation } from '../contract/index.ts';
import { elementBytes, memberBlocks } from './blocks.ts';
import { isPowerOfTwo, powerOfTwoUpTo } from './trees.ts';

/**
 * Defaults of MPICH's control variables, bytes and members, from `src/mpi/coll/cvars.txt` of the public sources (3.4 to 4.2):
 * MPIR_CVAR_BCAST_SHORT_MSG_SIZE, _LONG_MSG_SIZE and _MIN_PROCS, REDUCE_SHORT_MSG_SIZE, ALLREDUCE_SHORT_MSG_SIZE,
 * ALLGATHER_SHORT_MSG_SIZE and _LONG_MSG_SIZE, ALLTOALL_SHORT_MSG_SIZE and _MEDIUM_MSG_SIZE,
 * REDUCE_SCATTER_COMMUTATIVE_LONG_MSG_SIZE. The tuning file built into 4.x (`maint/tuning/coll/mpir/generic.json`) says the
 * same, except that its allreduce changes at 8 bytes instead of 2,048; the documented variable is taken.
 */
const limits = {
  bcastShort: 12_288, bcastLong: 524_288, bcastMembers: 8, reduceShort: 2048, allreduceShort: 2048, allgatherShort: 81_920, allgatherLong: 524_288,
  alltoallShort: 256, alltoallMedium: 32_768, alltoallMembers: 8, reduceScatterLong: 524_288,
} as const;

/** MPICH's choice for one communicator, whose members it does not group by node (its defaults do not for data). */
export function decideMpich({ collective, bytes, counts }: CollectiveOperation, members: number): string {
  const elements = bytes / elementBytes(bytes);
  const enough = elements >= powerOfTwoUpTo(members);
  switch (collective) {
    case 'barrier': return 'dissemination';
    case 'bcast':
      if (bytes < limits.bcastShort || members < limits.bcastMembers) return 'binomial';
      return bytes < limits.bcastLong && isPowerOfTwo(members) ? 'scatter-allgather' : 'scatter-allgather-ring';
    case 'reduce': return bytes > limits.reduceShort && enough ? 'rabenseifner' : 'binomial';
    case 'allreduce': return bytes > limits.allreduceShort && enough ? 'rabenseifner' : 'recursive-doubling';
    case 'gather': return counts === undefined ? 'binomial' : 'linear';
    case 'scatter': return counts === undefined ? 'binomial' : 'linear-nb';
    case 'allgather': {
      const total = memberBlocks(bytes, members, counts).range(0, members).bytes;
      if (isPowerOfTwo(members)) return total < limits.allgatherLong ? 'recursive-doubling' : 'ring';
      return total < limits.allgatherShort ? 'bruck' : 'ring';
    }
    case 'alltoall':
      if (bytes <= limits.alltoallShort && members >= limits.alltoallMembers) return 'bruck';
      return bytes <= limits.alltoallMedium ? 'scattered' : 'pairwise-exchange';
    case 'alltoallv': return 'scattered';
    case 'reduce-scatter': return bytes < limits.reduceScatterLong ? 'recursive-halving' : 'pairwise';
    case 'scan': case 'exscan': return 'recursive-doubling';
  }
}
