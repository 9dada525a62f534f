import type { MigrationModel } from '@doorbell/sdk';
import type { MigrationSettings, VmMemory } from '../contract/index.ts';
import { wholePages } from './pages.ts';

/**
 * When rounds do not get smaller fast enough, after the rule of QEMU's auto-converge (migration/ram.c, qapi/migration.json): a guest
 * is slowed when more than `throttle-trigger-threshold` = 50 % of what was sent was written meanwhile, for the second time since
 * the last time; by `cpu-throttle-initial` = 20 %, then `cpu-throttle-increment` = 10 % more each time, up to `max-cpu-throttle` = 99 %.
 */
export const autoConverge = { threshold: 0.5, rounds: 2, initial: 0.2, increment: 0.1, most: 0.99 } as const;

/** A migration's pre-copy, between its rounds. {@link nextStep} moves it on. */
export interface Precopy {
  /** What the round under way (at first: the first) sends, bytes of whole pages. */
  bytes: number;
  /** Rounds that have ended. */
  rounds: number;
  /** Rounds that wrote too much, since this last had consequences. */
  unproductive: number;
  /** Share of its speed that throttling leaves the VM. */
  speed: number;
  /** Most that a round can find written. */
  readonly sendableBytes: number;
  /** Registered memory that goes through the channel after the stop, whatever the dirty log says. */
  readonly lateBytes: number;
  readonly touchedBytes: number;
  readonly settings: PrecopySettings;
}

export type PrecopySettings = Pick<MigrationSettings, 'downtimeLimitNs' | 'maxRounds' | 'onNonConvergence'>;

/** A round that has ended. */
export interface EndedRound {
  readonly sentBytes: number;
  readonly ns: number;
  /** Of distinct pages written meanwhile; see `dirtiedBytes`. */
  readonly dirtiedBytes: number;
  /** What the channel will carry when the VM has stopped, as far as anybody can know. */
  readonly rateBytesPerSecond: number;
}

/**
 * What follows a round. `round`: another one. `throttle`: another one, at the share `share` of the VM's full speed. `stop`: the
 * VM stops and `bytes` are sent; `converged` where that takes no longer than the limit. `abandon`: the VM stays where it is.
 */
export type PrecopyStep =
  | { readonly kind: 'round'; readonly bytes: number }
  | { readonly kind: 'throttle'; readonly share: number; readonly bytes: number }
  | { readonly kind: 'stop'; readonly bytes: number; readonly converged: boolean }
  | { readonly kind: 'abandon'; readonly reason: string };

/**
 * The first round sends all touched pages; zero pages are not sent. `hidden`: what the device writes is in no dirty log, so
 * registered pages are sent again after the stop. `pinned`: they are sent only then.
 */
export function startPrecopy(memory: VmMemory, tracking: MigrationModel['dmaDirtyTracking'], settings: PrecopySettings): Precopy {
  const touchedBytes = wholePages(memory.touchedBytes);
  const lateBytes = tracking === 'tracked' ? 0 : Math.min(touchedBytes, wholePages(memory.registeredBytes));
  const sendableBytes = tracking === 'pinned' ? touchedBytes - lateBytes : touchedBytes;
  return { bytes: sendableBytes, rounds: 0, unproductive: 0, speed: 1, sendableBytes, lateBytes, touchedBytes, settings };
}

/** What to do after a round: stop as soon as what is left takes no longer than the limit of downtime. */
export function nextStep(precopy: Precopy, round: EndedRound): PrecopyStep {
  const { settings, sendableBytes, lateBytes, touchedBytes } = precopy;
  const bytes = Math.min(sendableBytes, wholePages(round.dirtiedBytes));
  const residual = Math.min(touchedBytes, bytes + lateBytes);
  const limit = (round.rateBytesPerSecond * settings.downtimeLimitNs) / 1e9;
  precopy.rounds += 1;
  precopy.bytes = bytes;
  if (residual <= limit) return { kind: 'stop', bytes: residual, converged: true };
  // No further round and no slower VM makes registered memory smaller.
  if (lateBytes > limit && bytes <= limit) return giveUp(settings, residual, `${mebibytes(lateBytes)} of registered memory must be sent after the stop, which takes longer than the limit of downtime`);
  if (isUnproductive(precopy, round.sentBytes, bytes)) {
    if (settings.onNonConvergence !== 'throttle') return giveUp(settings, residual, `the VM writes as fast as the channel sends: ${mebibytes(bytes)} written while ${mebibytes(round.sentBytes)} were sent`);
    const speed = slower(precopy.speed);
    if (speed < precopy.speed && precopy.rounds < settings.maxRounds) {
      precopy.speed = speed;
      return { kind: 'throttle', share: speed, bytes };
    }
  }
  if (precopy.rounds >= settings.maxRounds) return giveUp(settings, residual, `${mebibytes(residual)} are left after ${String(precopy.rounds)} rounds`);
  return { kind: 'round', bytes };
}

/** Counts rounds that wrote too much: for throttling more than half of what was sent, for giving up all of it, twice in a row. */
function isUnproductive(precopy: Precopy, sentBytes: number, writtenBytes: number): boolean {
  const throttles = precopy.settings.onNonConvergence === 'throttle';
  if (throttles ? writtenBytes > sentBytes * autoConverge.threshold : writtenBytes >= sentBytes) precopy.unproductive += 1;
  else if (!throttles) precopy.unproductive = 0;
  if (precopy.unproductive < autoConverge.rounds) return false;
  precopy.unproductive = 0;
  return true;
}

/** Speeds are whole per cents, so that steps add up exactly. */
function slower(speed: number): number {
  const slowed = 1 - speed;
  const next = slowed === 0 ? autoConverge.initial : Math.min(autoConverge.most, slowed + autoConverge.increment);
  return Math.round((1 - next) * 100) / 100;
}

function giveUp({ onNonConvergence }: PrecopySettings, bytes: number, reason: string): PrecopyStep {
  return onNonConvergence === 'abandon' ? { kind: 'abandon', reason } : { kind: 'stop', bytes, converged: false };
}

function mebibytes(bytes: number): string {
  return `${String(Math.round(bytes / 104_857.6) / 10)} MiB`;
}
