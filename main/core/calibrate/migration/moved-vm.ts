import type { MigrationModel } from '@doorbell/sdk';
import type { CopyRound, IncidentPhase, MigrationIncident } from '../../contract/index.ts';
import { channelBytesPerSecond, foreseeMigration, memoryOf } from '../../migration/index.ts';
import { migrationSettings, scenarioExperiment, type MigrationScenario } from './scenario.ts';

/** What came of a scenario. */
export interface MovedVm {
  readonly model: MigrationModel;
  /** From the call until the VM runs on the target, as hypervisors count it, ns. */
  readonly totalNs: number;
  readonly downtimeNs: number;
  /** No traffic from or to the VM, ns. */
  readonly silenceNs: number;
  readonly rounds: readonly Pick<CopyRound, 'bytes' | 'fromNs' | 'toNs'>[];
  readonly residualBytes: number;
  readonly converged: boolean;
}

/** As a run says it. */
export function movedBySimulation(incident: MigrationIncident, model: MigrationModel): MovedVm {
  const { phases, askedNs, downtimeNs, rounds, residualBytes, converged } = incident;
  const start = (name: IncidentPhase['name']): number => phases.find((phase) => phase.name === name)?.fromNs ?? incident.endedNs;
  const announced = phases.find(({ name }) => name === 'announce')?.toNs ?? incident.endedNs;
  return { model, totalNs: start('announce') - askedNs, downtimeNs, silenceNs: announced - start('drain'), rounds, residualBytes, converged };
}

/** As arithmetic says it, for a channel without others: the least that a run can say. */
export function movedByForesight(scenario: MigrationScenario, model: MigrationModel): MovedVm {
  const { jobs: [job], cluster } = scenarioExperiment(scenario);
  const settings = migrationSettings(scenario);
  const rate = channelBytesPerSecond(settings, cluster.nic.linkBitsPerSecond);
  const foreseen = foreseeMigration(memoryOf(job, job.workload, 1, cluster.host), model, settings, rate, { queuePairs: 0, regions: 0 });
  let at = settings.setupNs;
  const rounds = foreseen.rounds.map(({ sentBytes, ns }) => {
    const fromNs = at;
    at += ns;
    return { bytes: sentBytes, fromNs, toNs: at };
  });
  const { last, totalNs, downtimeNs, silenceNs } = foreseen;
  return { model, totalNs, downtimeNs, silenceNs, rounds, residualBytes: last.kind === 'stop' ? last.bytes : 0, converged: last.kind === 'stop' && last.converged };
}
