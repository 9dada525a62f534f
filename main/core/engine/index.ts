export { createSimulation, simulate, type Outcome, type Simulation } from './simulation.ts';
export { engineVersion } from './version.ts';
