import type { Protocol } from '@doorbell/sdk';

/** What a protocol does about what it lost; see {@link Protocol.reliability}. */
export type Lossy = Exclude<Protocol['reliability'], { readonly kind: 'none' }>;

/**
 * How long it takes until a segment is sent again that was lost `tries` times since it was sent or since the connection was set up,
 * ns, and the tries there are then; `undefined`: never, the retries are exhausted and the run fails.
 */
export function nextTry(reliability: Lossy, tries: number, connectNs: number): { readonly waitNs: number; readonly tries: number } | undefined {
  let waitNs = reliability.kind === 'timeout' ? reliability.rtoNs : reliability.timerNs;
  if (tries === reliability.retries) return reliability.onExhausted === 'fail' ? undefined : { waitNs: waitNs + connectNs, tries: 1 };
  if (reliability.kind === 'timeout') for (let i = 0; i < tries; i++) waitNs *= reliability.backoff;
  return { waitNs, tries: tries + 1 };
}

/** What became of a segment that was sent at `sinceNs` to somebody who could be reached from `reachableNs` on. */
export interface Reached {
  /** When the first try succeeded. */
  readonly atNs: number;
  /** Tries that were lost, the first one included. */
  readonly lostTries: number;
}

/** The retries of a segment did not last until its receiver could be reached. */
export interface GaveUp {
  /** The last try, which was lost as those before it: what comes after its timer is the end of the connection. */
  readonly lastTryNs: number;
}

/** The first try at or after `reachableNs`, or when the retries were exhausted before. */
export function firstTryAfter(reliability: Lossy, connectNs: number, sinceNs: number, reachableNs: number): Reached | GaveUp {
  let atNs = sinceNs;
  let lostTries = 0;
  let tries = 0;
  while (atNs < reachableNs) {
    const next = nextTry(reliability, tries, connectNs);
    if (next === undefined) return { lastTryNs: atNs };
    // A timer of nothing would never get there.
    atNs += Math.max(next.waitNs, 1);
    tries = next.tries;
    lostTries++;
  }
  return { atNs, lostTries };
}
