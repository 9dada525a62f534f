import type { LoggopsInput, Measure, Quantity, RankTime, RunFailure, RunResult } from '../../contract/index.ts';
import { checkLoggops } from './parameters.ts';
import type { LoggopsProgram } from './program.ts';
import { createLoggopsSimulation } from './simulate.ts';
import type { LoggopsResult } from './outcome.ts';
import { tallyProgram, type Tally } from './tally.ts';
import { measuredMetrics } from '../measures.ts';
import { createObservation, type Observation } from './observation.ts';
import { observedMessages, observedWaits } from './observed-result.ts';
import { mostGroups } from '../peers-result.ts';
import type { Simulation } from '../simulation.ts';
import type { Waiting } from './waiting.ts';

/** Operations named before a list is cut. */
const named = 8;

/**
 * A run under the LogGOPS model. `lines` are those of the operations in the text of a trace; a deadlock names them.
 * Rank times are those of the processor that ends last, where a rank has several.
 */
export function createLoggopsRun(input: LoggopsInput, program: LoggopsProgram, lines?: Int32Array): Simulation {
  const wrong = checkLoggops(input.loggops)[0];
  if (wrong !== undefined) return refused(wrong, 'Correct the parameters of the LogGOPS model.');
  if (program.ranks === 0) return refused('There are no ranks.', 'Give the job at least one rank.');
  const tally = tallyProgram(program, input.loggops, mostGroups);
  const observation = createObservation(tally, program.ranks);
  const simulation = createLoggopsSimulation(program, input.loggops, observation);
  let handled = 0;
  return {
    advance(events) {
      handled += events;
      const ended = simulation.advance(events);
      if (ended) handled = tally.events;
      return ended;
    },
    get progress() {
      return tally.events === 0 ? 0 : Math.min(1, handled / tally.events);
    },
    outcome() {
      const outcome = simulation.outcome();
      return outcome.ok ? { ok: true, result: resultOf(input, program, tally, observation, outcome.result) } : { ok: false, failure: deadlock(outcome.waiting, lines) };
    },
  };
}

/** Measures of timers are about no messages. */
const noMessages = { messages: 0, bytesDelivered: 0, firstPostNs: 0, lastCompletionNs: 0, firstReturnNs: 0, lastReturnNs: 0 };

function refused(message: string, hint: string): Simulation {
  const failure: RunFailure = { kind: 'invalid-input', message, hint };
  return { advance: () => true, progress: 1, outcome: () => ({ ok: false, failure }) };
}

function deadlock({ count, operations }: Waiting, lines: Int32Array | undefined): RunFailure {
  const reasons = { 'no message': 'no message comes for it', 'no receive': 'nobody receives it', 'waits for others': 'it waits for operations before it' } as const;
  const said = operations.slice(0, named).map(({ rank, operation, what, why }) => `rank ${rank}${lines === undefined ? '' : ` (line ${lines[operation]})`}: ${what}: ${reasons[why]}`);
  const more = count > said.length ? ` and ${count - said.length} more` : '';
  return {
    kind: 'deadlock', message: `${count === 1 ? 'One operation waits' : `${count} operations wait`} for ever: ${said.join('; ')}${more}.`,
    hint: 'Every send needs a receive at its rank, from its rank and with its tag.',
  };
}

function resultOf({ measures = [], workloadKind }: LoggopsInput, program: LoggopsProgram, tally: Tally, observation: Observation, result: LoggopsResult): RunResult {
  const ranks = Array.from({ length: program.ranks }, (_, rank) => rankTime(program, rank, tally, result));
  const mean = (of: (time: RankTime) => number): Quantity => ({ value: ranks.reduce((sum, time) => sum + of(time), 0) / ranks.length, unit: 'ns' });
  const metrics: Record<string, Quantity> = {
    executionTime: { value: result.maxNs, unit: 'ns' },
    computeTime: mean((time) => time.computeNs),
    communicationTime: mean((time) => time.overheadNs + time.waitingNs),
  };
  for (const measure of measures) {
    const quantity = measured(measure, workloadKind, tally, result);
    if (quantity !== undefined) metrics[measure.metric] = quantity;
  }
  const overheadNs = tally.overheadNs.reduce((sum, ns) => sum + ns, 0);
  return {
    format: 1, kernel: 'loggops', metrics, ranks, stages: [], resources: [], traffic: tally.traffic, ...observedMessages(observation),
    cpuSeconds: { 'guest-user': overheadNs / 1e9, 'guest-kernel': 0, hypervisor: 0, 'driver-domain': 0, device: 0, wire: 0 },
    timeline: [], ...(tally.ranksPerGroup === 1 ? {} : { ranksPerGroup: tally.ranksPerGroup }),
    // Of a rank with several processors only one is told of.
    ...(program.cpus === 1 ? { waitedFor: observedWaits(observation, tally, ranks) } : {}),
    criticalPathOmitted: 'This run is under a cost model, which does not follow the critical path.', counts: { messages: result.messages, segments: 0, stageVisits: 0, events: result.events },
  };
}

/** Timers as programs read them; what messages and ends of ranks tell is simpler than where ranks start at different times. */
function measured(measure: Measure, workloadKind: LoggopsInput['workloadKind'], tally: Tally, { maxNs, finishNs, timers }: LoggopsResult): Quantity | undefined {
  switch (measure.of) {
    case 'delivered-rate': return maxNs > 0 ? { value: (tally.bytes * 1e9) / maxNs, unit: 'B/s' } : undefined;
    // Both ranks start at once and take turns, so every message is half a round trip.
    case 'return-interval': return tally.messages > 0 ? { value: finishNs[0] / tally.messages, unit: 'ns' } : undefined;
    case 'run-mean': return { value: maxNs / measure.by, unit: 'ns' };
    case 'run-rate': return maxNs > 0 ? { value: (measure.by * 1e9) / maxNs, unit: measure.unit } : undefined;
    default: return timers === undefined ? undefined : measuredMetrics({ measures: [measure], workloadKind }, noMessages, timers, maxNs)[0]?.[1];
  }
}

/** What the processor does not compute or spend on messages it waits. */
function rankTime({ cpus }: LoggopsProgram, rank: number, { computeNs, overheadNs }: Tally, { finishNs, processorsNs }: LoggopsResult): RankTime {
  const finishedNs = finishNs[rank];
  let last = rank * cpus;
  for (let i = last; i < (rank + 1) * cpus; i++) if (processorsNs[i] > processorsNs[last]) last = i;
  return {
    rank, finishedNs, computeNs: computeNs[last], overheadNs: overheadNs[last], waitingNs: finishedNs - computeNs[last] - overheadNs[last],
    stolenNs: 0, stolenFromComputeNs: 0, startNs: 0,
  };
}
