import type { Program, Workload } from '../contract/index.ts';
import { advectionProgram } from './advection.ts';
import { pingPongProgram } from './ping-pong.ts';
import { streamsProgram } from './streams.ts';

/** What every rank of the workload does. Streams take two ranks each, ping-pong two in all. */
export function buildProgram(workload: Workload, ranks: number): Program {
  switch (workload.kind) {
    case 'streams': return streamsProgram(workload, ranks / 2);
    case 'advection': return advectionProgram(workload, ranks);
    case 'ping-pong': return pingPongProgram(workload);
    // What the trace holds is read where it is simulated.
    case 'trace': return { layer: 'mpi', ranks: [] };
  }
}
