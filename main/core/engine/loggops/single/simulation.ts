import type { LoggopsParameters } from '../parameters.ts';
import { opKind, type LoggopsProgram } from '../program.ts';
import type { LoggopsSimulation } from '../outcome.ts';
import { findWaiting } from '../waiting.ts';
import { advance } from './advance.ts';
import { layout } from './layout.ts';
import { unmatchedOperations } from './matching.ts';
import { begin } from './ready.ts';
import { createState } from './state.ts';
import { pushTurn } from './turns.ts';

/** Whether hosts have one processor and one interface, and no host ever goes back in time, and no clock is read, so that `createSingleSimulation` applies. */
export function isSingle({ cpus, nics, kind, size, timers }: LoggopsProgram, { o, G, O }: LoggopsParameters): boolean {
  if (cpus !== 1 || nics !== 1 || timers !== undefined) return false;
  // A message without bytes takes its host less than o, by the time of one byte.
  return o >= Math.max(O, G) || !size.some((bytes, operation) => bytes === 0 && kind[operation] === opKind.send);
}

/** The simulation of a program whose hosts have one processor and one interface each. */
export function createSingleSimulation(program: LoggopsProgram, parameters: LoggopsParameters): LoggopsSimulation {
  const state = createState(program, parameters);
  const { ranks } = program;
  for (let host = 0; host < ranks; host++) {
    begin(state, host);
    pushTurn(state, host, 0, -1, 0);
  }
  return {
    advance: (events) => advance(state, events),
    outcome() {
      const { waitsFor, hosts, sent, numbers } = state;
      const waiting = findWaiting(program, unmatchedOperations(state), waitsFor);
      if (waiting !== undefined) return { ok: false, waiting };
      const finishNs = Float64Array.from({ length: ranks }, (_, host) => hosts[(host << layout.hostNumbers) + layout.cpuFree]);
      return { ok: true, result: { finishNs, maxNs: finishNs.reduce((latest, time) => Math.max(latest, time), 0), processorsNs: finishNs, messages: sent, events: numbers[layout.inserted] } };
    },
  };
}
