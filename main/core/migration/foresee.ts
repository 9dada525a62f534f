import type { MigrationModel } from '@doorbell/sdk';
import type { MigrationSettings, VmMemory } from '../contract/index.ts';
import { dirtiedBytes } from './dirtied-bytes.ts';
import { nextStep, startPrecopy, type EndedRound, type PrecopySettings, type PrecopyStep } from './precopy.ts';

/** All rounds, and how they ended. */
export interface ForeseenRounds {
  readonly rounds: readonly EndedRound[];
  /** Shares of its speed that throttling left the VM, in order. */
  readonly shares: readonly number[];
  readonly last: PrecopyStep;
}

/** The rounds of a VM that computes on one core without a pause, over a channel that nobody else uses. */
export function foreseeRounds(memory: VmMemory, tracking: MigrationModel['dmaDirtyTracking'], settings: PrecopySettings, rateBytesPerSecond: number): ForeseenRounds {
  const precopy = startPrecopy(memory, tracking, settings);
  const rounds: EndedRound[] = [];
  const shares: number[] = [];
  for (;;) {
    const sentBytes = precopy.bytes;
    const ns = (sentBytes * 1e9) / rateBytesPerSecond;
    const round = { sentBytes, ns, dirtiedBytes: dirtiedBytes(memory, ns * precopy.speed, 0, tracking), rateBytesPerSecond };
    rounds.push(round);
    const step = nextStep(precopy, round);
    if (step.kind === 'throttle') shares.push(step.share);
    if (step.kind === 'stop' || step.kind === 'abandon') return { rounds, shares, last: step };
  }
}

/** A migration that meets nobody. */
export interface ForeseenMigration extends ForeseenRounds {
  /** From the call to the first instruction on the target. */
  readonly totalNs: number;
  /** The VM stands still. 0 where it stays. */
  readonly downtimeNs: number;
  /** Nothing comes from or to the VM; with `downtimeNs` in it. */
  readonly silenceNs: number;
}

/** What a migration takes where neither link nor cores are shared: no simulated one takes less. */
export function foreseeMigration(
  memory: VmMemory, model: MigrationModel, settings: Pick<MigrationSettings, 'setupNs'> & PrecopySettings, rateBytesPerSecond: number,
  connections: { readonly queuePairs: number; readonly regions: number },
): ForeseenMigration {
  const foreseen = foreseeRounds(memory, model.dmaDirtyTracking, settings, rateBytesPerSecond);
  const precopyNs = settings.setupNs + foreseen.rounds.reduce((sum, { ns }) => sum + ns, 0);
  if (foreseen.last.kind !== 'stop') return { ...foreseen, totalNs: precopyNs, downtimeNs: 0, silenceNs: 0 };
  const downtimeNs = model.saveNs + ((foreseen.last.bytes + model.deviceStateBytes) * 1e9) / rateBytesPerSecond + model.restoreNs
    + connections.queuePairs * model.reconnectPerQueuePairNs + connections.regions * model.reconnectPerRegionNs;
  const { quiesceNs, drainNs, announceNs } = model;
  return { ...foreseen, downtimeNs, totalNs: precopyNs + quiesceNs + drainNs + downtimeNs, silenceNs: drainNs + downtimeNs + announceNs };
}
