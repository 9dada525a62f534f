import type { PathModel } from '@doorbell/sdk';
import type { Noise, Operation, Program } from '../contract/index.ts';

/** Whether two seeds could give two results: noise of the experiment, or jitter of a path's stages. */
export function isRandom(noise: Noise, models: readonly PathModel[]): boolean {
  return noise.compute > 0 || noise.startSkewNs > 0 || noise.service > 0 || hasJitter(models);
}

/** Whether a program draws the length of some work. */
export function hasVariation({ ranks }: Program): boolean {
  return [...new Set(ranks)].some(varies);
}

function varies(operations: readonly Operation[]): boolean {
  return operations.some((operation) => (operation.op === 'compute' ? operation.variation !== undefined : operation.op === 'loop' && varies(operation.body)));
}

function hasJitter(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return Object.entries(part).some(([key, value]: [string, unknown]) => (key === 'jitter' ? typeof value === 'number' && value > 0 : hasJitter(value)));
}
