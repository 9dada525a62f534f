import type { PathRequest, ResolvedPath } from '../../contract/index.ts';
import { simulate } from '../../engine/index.ts';
import { expand, overPaths, pathRequests } from '../../plan/index.ts';
import { relativeDeviation } from '../difference.ts';
import { movedBySimulation, type MovedVm } from './moved-vm.ts';
import { migrationTolerance, type MigrationRecord } from './record.ts';
import { migrationRecords } from './records.ts';
import { scenarioExperiment, type MigrationScenario } from './scenario.ts';

/** A published figure of a migration beside the simulated one. */
export interface MigrationRow extends Omit<MigrationRecord, 'scenarios' | 'simulated'> {
  /** Absent where it cannot be simulated. */
  readonly simulated?: number;
  /** simulated / published − 1, of the ratios where it is a `difference`; to the nearer bound of a range, 0 within it. */
  readonly error?: number;
  readonly verdict: 'holds' | 'missed' | 'cannot run';
  /** Of `cannot run`: why. */
  readonly problem?: string;
}

/** What must be described before {@link replayMigrations} can simulate. */
export function migrationRequests(records: readonly MigrationRecord[] = migrationRecords): readonly PathRequest[] {
  const requests = records.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => pathRequests(scenarioExperiment(scenario))));
  return [...new Map(requests.map((request) => [request.key, request])).values()];
}

/** Simulates every record: some seconds of work. `models` answer {@link migrationRequests}. Never throws; what cannot run says why. */
export function replayMigrations(models: readonly ResolvedPath[], records: readonly MigrationRecord[] = migrationRecords): readonly MigrationRow[] {
  const done = new Map<MigrationScenario, MovedVm | string>();
  const run = (scenario: MigrationScenario): MovedVm | string => {
    const moved = done.get(scenario) ?? simulateScenario(scenario, models);
    done.set(scenario, moved);
    return moved;
  };
  return records.map((record) => rowOf(record, record.scenarios.map(run)));
}

/** Moves the scenario's VM in the engine; a text says why it cannot. */
export function simulateScenario(scenario: MigrationScenario, models: readonly ResolvedPath[]): MovedVm | string {
  const experiment = scenarioExperiment(scenario);
  const { entries: [entry], findings } = expand(experiment, models);
  const problem = findings.find(({ severity }) => severity === 'error');
  if (entry === undefined || problem !== undefined) return `${problem?.path ?? ''} ${problem?.message ?? 'Nothing was planned.'}`.trim();
  const input = overPaths(entry.input);
  const outcome = simulate(input);
  if (!outcome.ok) return `${outcome.failure.message} ${outcome.failure.hint}`;
  const incident = outcome.result.incidents?.find((each) => each.kind === 'migration');
  const { migration } = input.models.otherHost;
  if (incident === undefined || migration === undefined) return 'The run says nothing of a migration.';
  return incident.outcome === 'moved' ? movedBySimulation(incident, migration) : `The VM was not moved: ${incident.outcome}. ${incident.note ?? ''}`.trim();
}

/** Compares what came of a record's scenarios with what was published. */
export function rowOf({ scenarios: _, simulated: figure, ...record }: MigrationRecord, moved: readonly (MovedVm | string)[]): MigrationRow {
  const problem = moved.find((each) => typeof each === 'string');
  if (problem !== undefined) return { ...record, verdict: 'cannot run', problem };
  const simulated = figure(moved.filter((each) => typeof each !== 'string'));
  const { published, difference } = record;
  const error = relativeDeviation(simulated, typeof published === 'number' ? [published, published] : published, difference);
  return { ...record, simulated, error, verdict: Math.abs(error) <= migrationTolerance[record.use] ? 'holds' : 'missed' };
}
