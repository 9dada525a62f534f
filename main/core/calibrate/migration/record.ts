import type { Difference } from '../difference.ts';
import type { MigrationScenario } from './scenario.ts';
import type { MovedVm } from './moved-vm.ts';

/** `fitted`: a parameter was chosen by it, so it proves nothing. `calibration`: it comes with what was fitted. `held out`: nothing was chosen to meet it. */
export type MigrationUse = 'fitted' | 'calibration' | 'held out';

/** Largest relative error by use. */
export const migrationTolerance: Readonly<Record<MigrationUse, number>> = { fitted: 0.15, calibration: 0.15, 'held out': 0.4 };

/** A published figure of a live migration. */
export interface MigrationRecord {
  /** Id of the published record, with what it says of it after a slash where there are several figures. */
  readonly id: string;
  readonly title: string;
  /** Authors, year, title, place in it. */
  readonly source: string;
  /** How it was read: word for word, in an excerpt, in somebody else's notes, or from memory of a text that was not at hand. */
  readonly read: 'verbatim' | 'excerpt' | 'second-hand' | 'unverified';
  /** What the source says of how it was measured. */
  readonly conditions: string;
  /** What it does not say, and where the scenario's values come from. */
  readonly assumed: string;
  readonly use: MigrationUse;
  /** A value, or a range that the simulated value must lie in. */
  readonly published: number | readonly [low: number, high: number];
  readonly unit: string;
  /** Of percentages that hold one migration against another. */
  readonly difference?: Difference;
  readonly scenarios: readonly MigrationScenario[];
  simulated(moved: readonly MovedVm[]): number;
  /** Why it is missed, or what else is to be known. */
  readonly note?: string;
}
