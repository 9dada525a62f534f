import { performance } from 'node:perf_hooks';
import type { PlanEntry } from '../../core/contract/index.ts';
import { createRun, type TraceProgram } from '../../core/engine/index.ts';
import { addMeasurement, noRates, type RateTable, type Workload } from '../runner/rates.ts';
import { advanceToEnd } from './advance.ts';

/** Time to spend on one kind of run, ms: first to warm the engine up, then to measure. */
const warmUpMs = 250;
const measureMs = 200;

async function simulateFor(entry: PlanEntry, trace: TraceProgram | undefined, ms: number): Promise<{ readonly part: number; readonly seconds: number }> {
  const begun = performance.now();
  const simulation = createRun(entry.input, trace);
  const end = await advanceToEnd(simulation, () => performance.now() - begun < ms);
  return { part: end === 'ended' ? 1 : simulation.progress, seconds: (performance.now() - begun) / 1000 };
}

/**
 * Measures how fast this machine simulates one kind of run, by simulating the beginning of one. Undefined where too
 * little of it could be done to tell.
 */
export async function probe(entry: PlanEntry, workload: Workload, known: RateTable = noRates, trace?: TraceProgram): Promise<RateTable | undefined> {
  let spent = 0;
  while (spent < warmUpMs) spent += Math.max(1, (await simulateFor(entry, trace, warmUpMs - spent)).seconds * 1000);
  let part = 0;
  let seconds = 0;
  while (seconds * 1000 < measureMs) {
    const round = await simulateFor(entry, trace, measureMs - seconds * 1000);
    part += round.part;
    seconds += Math.max(0.0001, round.seconds);
  }
  if (part <= 0) return undefined;
  return addMeasurement(known, workload, seconds / part, undefined);
}
