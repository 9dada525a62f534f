export { createRun } from './create-run.ts';
export { createSimulation, simulate, type Outcome, type Simulation } from './simulation.ts';
export type { TraceProgram } from './trace-program.ts';
export { engineVersion } from './version.ts';
