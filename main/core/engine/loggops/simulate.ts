import { createGeneralSimulation } from './general.ts';
import type { LoggopsParameters } from './parameters.ts';
import type { LoggopsProgram } from './program.ts';
import { createSingleSimulation, isSingle } from './single/simulation.ts';
import type { Observation } from './observation.ts';
import type { LoggopsOutcome, LoggopsSimulation } from './outcome.ts';

/**
 * A program under the LogGOPS cost model, by the rules of LogGOPSim: events happen in order of time and, at equal time,
 * of first insertion; each takes its host's processor, and messages also its interface, from when they are free. What is seen of
 * messages goes into `observation`, where there is one; looking and reading clocks are for the general simulation alone, because the other one's loop is
 * slower by up to 40 % with a branch for them in it, even where nothing is looked at.
 */
export function createLoggopsSimulation(program: LoggopsProgram, parameters: LoggopsParameters, observation?: Observation): LoggopsSimulation {
  return observation === undefined && isSingle(program, parameters) ? createSingleSimulation(program, parameters) : createGeneralSimulation(program, parameters, observation);
}

/** A program from beginning to end. */
export function simulateLoggops(program: LoggopsProgram, parameters: LoggopsParameters): LoggopsOutcome {
  const simulation = createLoggopsSimulation(program, parameters);
  while (!simulation.advance(1_000_000));
  return simulation.outcome();
}
