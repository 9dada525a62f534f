import { createGeneralSimulation } from './general.ts';
import type { LoggopsParameters } from './parameters.ts';
import type { LoggopsProgram } from './program.ts';
import { createSingleSimulation, isSingle } from './single/simulation.ts';
import type { LoggopsOutcome, LoggopsSimulation } from './outcome.ts';

/**
 * A program under the LogGOPS cost model, by the rules of LogGOPSim: events happen in order of time and, at equal time,
 * of first insertion; each takes its host's processor, and messages also its interface, from when they are free.
 */
export function createLoggopsSimulation(program: LoggopsProgram, parameters: LoggopsParameters): LoggopsSimulation {
  return isSingle(program, parameters) ? createSingleSimulation(program, parameters) : createGeneralSimulation(program, parameters);
}

/** A program from beginning to end. */
export function simulateLoggops(program: LoggopsProgram, parameters: LoggopsParameters): LoggopsOutcome {
  const simulation = createLoggopsSimulation(program, parameters);
  while (!simulation.advance(1_000_000));
  return simulation.outcome();
}
