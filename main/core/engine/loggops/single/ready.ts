import { withRoom } from '../growing.ts';
import { sortByKind } from '../sort-by-kind.ts';
import { opKind, type GraphFlow } from '../program.ts';
import { layout } from './layout.ts';
import type { SingleState } from './state.ts';

const {
  hostNumbers, hostWholes, cpuFree, sendOrder, calculateOrder, receiveOrder, receiveTime, sendOperation, sendCount, calculateOperation, calculateCount,
  receiveOperation, receiveCount, open, step, inserted, stepWholes, stepFirst, stepSends, stepReceives, stepCount, stepDone, stepSendsAtEnd,
} = layout;

/** In the record of a host: its run of a kind. */
const runOf = [
  { operation: sendOperation, count: sendCount, order: sendOrder },
  { operation: receiveOperation, count: receiveCount, order: receiveOrder },
  { operation: calculateOperation, count: calculateCount, order: calculateOrder },
] as const;

/** Makes the first operations of a host ready. */
export function begin(state: SingleState, host: number): void {
  const { program: { rankStart, flow }, waitsFor } = state;
  if (flow.kind === 'loops') {
    // Each rank before this one has one step more than in its program: its end.
    state.hostWholes[(host << hostWholes) + step] = (flow.stepStart[host] + host) << stepWholes;
    nextPhase(state.hosts, state.hostWholes, state.numbers, state.steps, host);
    return;
  }
  for (let i = rankStart[host]; i < rankStart[host + 1]; i++) if (waitsFor[i] === 0) collect(state, i);
  join(state, host);
}

/** An operation of a host started; what waited for that is collected. */
export function started(state: SingleState, operation: number): void {
  const { startStart, afterStart } = state.program.flow as GraphFlow;
  if (startStart === undefined || afterStart === undefined) return;
  for (let i = startStart[operation]; i < startStart[operation + 1]; i++) if (--state.waitsFor[afterStart[i]] === 0) collect(state, afterStart[i]);
}

/** An operation of a graph ended; what waited for that is collected. */
export function ended(state: SingleState, operation: number): void {
  const { endStart, afterEnd } = state.program.flow as GraphFlow;
  for (let i = endStart[operation]; i < endStart[operation + 1]; i++) if (--state.waitsFor[afterEnd[i]] === 0) collect(state, afterEnd[i]);
}

function collect(state: SingleState, operation: number): void {
  if (state.readyCount === state.ready.length) {
    state.ready = withRoom(state.ready, state.readyCount + 1);
    state.spare = new Int32Array(state.ready.length);
  }
  state.ready[state.readyCount++] = operation;
}

/** All that was collected joins the runs of the host, in order of kind. */
export function join(state: SingleState, host: number): void {
  const { ready, readyCount, program: { kind }, numbers } = state;
  if (readyCount === 0) return;
  if (readyCount > 1) sortByKind(ready, readyCount, kind, state.spare);
  const free = state.hosts[(host << hostNumbers) + cpuFree];
  let order = numbers[inserted];
  for (let i = 0; i < readyCount; i++) append(state, host, ready[i], kind[ready[i]], order++, free);
  numbers[inserted] = order;
  state.readyCount = 0;
}

/** One operation at the end of the host's runs of its kind. */
function append(state: SingleState, host: number, operation: number, kind: number, order: number, time: number): void {
  const { hosts, hostWholes: wholes, moreRuns, lastRuns } = state;
  const at = host << hostNumbers;
  const atWhole = host << hostWholes;
  const run = runOf[kind];
  const list = host * 3 + kind;
  const last = lastRuns[list];
  const count = wholes[atWhole + run.count];
  if (count === 0) {
    wholes[atWhole + run.operation] = operation;
    wholes[atWhole + run.count] = 1;
    hosts[at + run.order] = order;
    if (kind === opKind.receive) hosts[at + receiveTime] = time;
  } else if (last === 0 && operation === wholes[atWhole + run.operation] + count && order === hosts[at + run.order] + count && (kind !== opKind.receive || hosts[at + receiveTime] === time)) {
    wholes[atWhole + run.count]++;
  } else if (last !== 0 && operation === state.runOperation[last] + state.runCount[last] && order === state.runOrder[last] + state.runCount[last] && state.runTime[last] === time) {
    state.runCount[last]++;
  } else {
    if (state.freeRun === 0) growRuns(state);
    const next = state.freeRun;
    state.freeRun = state.runNext[next];
    state.runOperation[next] = operation;
    state.runCount[next] = 1;
    state.runOrder[next] = order;
    state.runTime[next] = time;
    state.runNext[next] = 0;
    if (last === 0) moreRuns[list] = next;
    else state.runNext[last] = next;
    lastRuns[list] = next;
  }
}

function growRuns(state: SingleState): void {
  const before = Math.max(1, state.runNext.length);
  const size = Math.max(1024, state.runNext.length * 2);
  state.runOperation = withRoom(state.runOperation, size);
  state.runCount = withRoom(state.runCount, size);
  state.runOrder = withRoom(state.runOrder, size);
  state.runTime = withRoom(state.runTime, size);
  state.runNext = withRoom(state.runNext, size);
  for (let run = state.runNext.length - 1; run >= before; run--) {
    state.runNext[run] = state.freeRun;
    state.freeRun = run;
  }
}

/** The run in the host's record is used up: the next one takes its place, when there is one. */
export function nextRun(state: SingleState, host: number, kind: number): void {
  const list = host * 3 + kind;
  const run = state.moreRuns[list];
  if (run === 0) return;
  const { operation, count, order } = runOf[kind];
  const atWhole = host << hostWholes;
  const at = host << hostNumbers;
  state.hostWholes[atWhole + operation] = state.runOperation[run];
  state.hostWholes[atWhole + count] = state.runCount[run];
  state.hosts[at + order] = state.runOrder[run];
  if (kind === opKind.receive) state.hosts[at + receiveTime] = state.runTime[run];
  if ((state.moreRuns[list] = state.runNext[run]) === 0) state.lastRuns[list] = 0;
  state.runNext[run] = state.freeRun;
  state.freeRun = run;
}

/**
 * The host goes on to its next phase, if it has one: the operations of a phase are three runs, because they are sorted by kind. It takes arrays
 * instead of the state because it is called for every second message.
 */
export function nextPhase(hosts: Float64Array, wholes: Int32Array, numbers: Float64Array, steps: Int32Array, host: number): void {
  const atWhole = host << hostWholes;
  let now = wholes[atWhole + step];
  let sends = steps[now + stepSends];
  while (sends < 0) {
    if (sends === stepSendsAtEnd) {
      wholes[atWhole + step] = now;
      return;
    }
    if (++steps[now + stepDone] < steps[now + stepCount]) {
      now = steps[now + stepFirst];
    } else {
      steps[now + stepDone] = 0;
      now += 1 << stepWholes;
    }
    sends = steps[now + stepSends];
  }
  const at = host << hostNumbers;
  const from = steps[now + stepFirst];
  const receives = steps[now + stepReceives];
  const count = steps[now + stepCount];
  const order = numbers[inserted];
  numbers[inserted] = order + count;
  wholes[atWhole + open] = count;
  wholes[atWhole + step] = now + (1 << stepWholes);
  if (sends > 0) {
    wholes[atWhole + sendOperation] = from;
    wholes[atWhole + sendCount] = sends;
    hosts[at + sendOrder] = order;
  }
  if (receives > 0) {
    wholes[atWhole + receiveOperation] = from + sends;
    wholes[atWhole + receiveCount] = receives;
    hosts[at + receiveOrder] = order + sends;
    hosts[at + receiveTime] = hosts[at + cpuFree];
  }
  if (sends + receives < count) {
    wholes[atWhole + calculateOperation] = from + sends + receives;
    wholes[atWhole + calculateCount] = count - sends - receives;
    hosts[at + calculateOrder] = order + sends + receives;
  }
}
