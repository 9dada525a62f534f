import { setImmediate as nextTurn } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import type { Simulation } from '../../core/engine/index.ts';

/** Aimed at, ms: well under the 50 ms in which a worker must hear a cancel. */
const sliceMs = 20;

/** Events of the first slice, when nothing is known of their cost. */
const firstEvents = 500;
const mostEvents = 10_000_000;

/** How a simulation was left. */
export type AdvanceEnd = 'ended' | 'stopped';

/**
 * Advances a simulation to its end in slices of at most 50 ms, and gives way to messages between them. `between` is
 * called after each slice and answers whether to go on.
 */
export async function advanceToEnd(simulation: Simulation, between: (progress: number) => boolean): Promise<AdvanceEnd> {
  let events = firstEvents;
  for (;;) {
    const begun = performance.now();
    if (simulation.advance(events)) return 'ended';
    const ms = performance.now() - begun;
    // Grows carefully, shrinks at once: one slow slice is one too many.
    const factor = ms === 0 ? 2 : Math.min(2, sliceMs / ms);
    events = Math.max(1, Math.min(mostEvents, Math.round(events * factor)));
    await nextTurn();
    if (!between(simulation.progress)) return 'stopped';
  }
}
