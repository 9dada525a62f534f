import type { MigrationModel } from '@doorbell/sdk';
import type { VmMemory } from '../../contract/index.ts';
import { dirtiedBytes } from '../dirtied-bytes.ts';
import { nextStep, startPrecopy, type EndedRound, type PrecopySettings, type PrecopyStep } from '../precopy.ts';

/** All rounds of a VM that computes on one core without a pause, over a channel that nobody else uses. */
export function migrateAlone(memory: VmMemory, tracking: MigrationModel['dmaDirtyTracking'], settings: PrecopySettings, rateBytesPerSecond: number): {
  readonly rounds: readonly EndedRound[]; readonly shares: readonly number[]; readonly last: PrecopyStep;
} {
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
