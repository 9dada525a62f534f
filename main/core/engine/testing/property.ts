import type { Parameters } from 'fast-check';

/** Seed of all property tests of the engine. fast-check prints it with the counterexample; `path` narrows a failure down. */
export const propertySeed = 20_101_126;

/** `runs` cases from the fixed seed. */
export function seeded(runs: number): Parameters<unknown> {
  return { seed: propertySeed, numRuns: runs, verbose: 1 };
}
