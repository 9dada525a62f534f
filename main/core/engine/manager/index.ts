export { beginManager, onManager } from './begin.ts';
export { createManager, type Manager } from './manager.ts';
export { incidentMetrics, incidentsOf } from './outcome.ts';
export { wrongManager } from './validate-manager.ts';
