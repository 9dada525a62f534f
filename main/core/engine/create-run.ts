import { createCampaignRun } from '../campaign/create-campaign-run.ts';
import type { Operation, PlannedInput, RunFailure } from '../contract/index.ts';
import { loggopsFromProgram } from './loggops/from-program.ts';
import { createLoggopsRun } from './loggops/run-loggops.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import type { TraceProgram } from './trace-program.ts';

/**
 * Prepares a run of any kind. `trace` is what the text says that the input names by its hash; the caller reads it. Invalid
 * input is an outcome, never an exception.
 */
export function createRun(input: PlannedInput, trace?: TraceProgram): Simulation {
  if (input.kernel === 'campaign') return createCampaignRun(input, (probe) => createSimulation(probe));
  if (input.trace !== undefined && trace === undefined) return refused('The trace of the run was not read.', 'This is a fault in Doorbell.');
  if (input.kernel === 'loggops') {
    if (trace?.kind === 'graph') return createLoggopsRun(input, trace.program, trace.lines);
    const writing = loggopsFromProgram(trace === undefined ? input.program : trace.programFor(input.trace?.nsPerFlop ?? 1), input.collectives, input.measures?.some((measure) => 'timer' in measure) ?? false);
    return writing.ok ? createLoggopsRun(input, writing.program) : refused(writing.message, 'Choose a data path for this workload.');
  }
  if (trace?.kind === 'graph') {
    const { ranks } = trace.program;
    if (ranks !== input.places.length) return refused(`The trace has ${ranks} ranks, the run ${input.places.length}.`, 'Start the experiment again to plan it anew.');
    const nothing: readonly Operation[] = [];
    return createSimulation({ ...input, program: { ...input.program, ranks: input.places.map(() => nothing) } }, trace);
  }
  if (trace?.kind === 'program') {
    if (trace.ranks !== input.places.length) return refused(`The trace has ${trace.ranks} ranks, the run ${input.places.length}.`, 'Start the experiment again to plan it anew.');
    return createSimulation({ ...input, program: trace.programFor(input.trace?.nsPerFlop ?? 1) });
  }
  return createSimulation(input);
}

function refused(message: string, hint: string): Simulation {
  const failure: RunFailure = { kind: 'invalid-input', message, hint };
  return { advance: () => true, progress: 1, outcome: () => ({ ok: false, failure }) };
}
