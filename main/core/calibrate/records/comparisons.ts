import { rankComparisons } from './between-ranks.ts';
import type { Comparison } from './comparison.ts';
import { perVmComparisons } from './per-vm.ts';
import { processorComparisons } from './processor-time.ts';
import { verbsComparisons } from './verbs.ts';

/** Every published figure that is replayed and is no measurement of one preset. */
export const comparisons: readonly Comparison[] = [...perVmComparisons, ...processorComparisons, ...rankComparisons, ...verbsComparisons];
