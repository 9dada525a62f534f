import type { CollectiveOperation, TrainingWorkload } from '../contract/index.ts';
import { compute, eachRank, loop, perIteration, type BuiltWorkload } from './built-workload.ts';

/** Bytes of a gradient in single precision. */
const gradientBytes = 4;

/** Sizes of the buckets, bytes; the last one has the rest. Whole gradients only. */
export function bucketsOf({ size, bucketBytes }: Pick<TrainingWorkload, 'size' | 'bucketBytes'>): readonly number[] {
  const each = Math.max(gradientBytes, Math.floor(bucketBytes / gradientBytes) * gradientBytes);
  return [...Array.from({ length: Math.floor(size / each) }, () => each), ...(size % each === 0 ? [] : [size % each])];
}

/** Each step computes, then sums its buckets over all ranks one after the other; compute and sums do not overlap. */
export function trainingProgram(workload: TrainingWorkload, ranks: number): BuiltWorkload {
  const { computeNsPerStep, steps, algorithm } = workload;
  const sum = (bytes: number): CollectiveOperation => ({ op: 'collective', collective: 'allreduce', bytes, algorithm });
  const buckets = bucketsOf(workload);
  const [whole = 0] = buckets;
  const equal = buckets.filter((bytes) => bytes === whole).length;
  const step = [...compute(computeNsPerStep), ...loop(equal, [sum(whole)]), ...buckets.slice(equal).map(sum)];
  const operations = loop(steps, step);
  return { program: { layer: 'mpi', ranks: eachRank(ranks, () => operations) }, measures: [perIteration('timePerStep', steps)] };
}
