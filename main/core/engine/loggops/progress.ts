import type { Timers } from '../timers.ts';
import { readAfterEnd, readAtBegin, readClock } from './clocks.ts';
import { stepKind, type GraphFlow, type LoggopsProgram, type LoopFlow } from './program.ts';

/** Tells which operations become ready when others start and end. */
export interface Progress {
  /** Operations that became ready and were not taken yet, by host; `ready[i]` is an operation of `hosts[i]`. */
  ready: Int32Array;
  count: number;
  /** Makes the first operations of a rank ready. */
  begin(rank: number): void;
  started(rank: number, operation: number): void;
  ended(rank: number, operation: number): void;
  /** Of a graph: for how many others each operation waits; of loops, nothing. */
  readonly waitsFor: Int32Array;
}

/** Progress of a program from its beginning. `freeNs`: when a rank's processor is free; clocks are read then, into `timers` where they are wanted. */
export function createProgress(program: LoggopsProgram, freeNs: (rank: number) => number, timers?: Timers): Progress {
  const { flow } = program;
  return flow.kind === 'graph' ? graphProgress(program, flow, freeNs, timers) : loopProgress(program, flow, freeNs, timers);
}

function push(progress: Progress, operation: number): void {
  if (progress.count === progress.ready.length) {
    const wider = new Int32Array(progress.ready.length * 2);
    wider.set(progress.ready);
    progress.ready = wider;
  }
  progress.ready[progress.count++] = operation;
}

function graphProgress({ rankStart }: LoggopsProgram, flow: GraphFlow, freeNs: (rank: number) => number, timers: Timers | undefined): Progress {
  const { endStart, afterEnd, startStart, afterStart } = flow;
  const waitsFor = flow.waitsFor.slice();
  const { clocks } = flow;
  const readings = clocks?.waitsFor.slice();
  if (clocks !== undefined && timers !== undefined) readAtBegin(clocks, timers);
  const progress: Progress = {
    waitsFor, ready: new Int32Array(64), count: 0,
    begin(rank) {
      for (let i = rankStart[rank]; i < rankStart[rank + 1]; i++) if (waitsFor[i] === 0) push(progress, i);
    },
    started(_, operation) {
      if (startStart === undefined || afterStart === undefined) return;
      for (let i = startStart[operation]; i < startStart[operation + 1]; i++) if (--waitsFor[afterStart[i]] === 0) push(progress, afterStart[i]);
    },
    ended(rank, operation) {
      if (clocks !== undefined && readings !== undefined && timers !== undefined) readAfterEnd(clocks, readings, timers, operation, freeNs(rank));
      for (let i = endStart[operation]; i < endStart[operation + 1]; i++) if (--waitsFor[afterEnd[i]] === 0) push(progress, afterEnd[i]);
    },
  };
  return progress;
}

function loopProgress({ ranks }: LoggopsProgram, flow: LoopFlow, freeNs: (rank: number) => number, timers: Timers | undefined): Progress {
  const { stepStart, first, second } = flow;
  const kinds = flow.stepKind;
  const step = new Int32Array(ranks);
  const open = new Int32Array(ranks);
  const done = new Int32Array(kinds.length);

  function proceed(rank: number): void {
    let at = step[rank];
    const end = stepStart[rank + 1];
    while (at < end) {
      if (kinds[at] === stepKind.repeat) {
        if (++done[at] < second[at]) {
          at = first[at];
        } else {
          done[at] = 0;
          at++;
        }
        continue;
      }
      if (kinds[at] === stepKind.clock) {
        if (timers !== undefined) readClock(timers, rank, first[at], second[at] === 1, freeNs(rank));
        at++;
        continue;
      }
      const from = first[at];
      const to = second[at++];
      if (to === from) continue;
      open[rank] = to - from;
      for (let i = from; i < to; i++) push(progress, i);
      break;
    }
    step[rank] = at;
  }

  const progress: Progress = {
    waitsFor: new Int32Array(0), ready: new Int32Array(64), count: 0,
    begin(rank) {
      step[rank] = stepStart[rank];
      proceed(rank);
    },
    started: () => undefined,
    ended(rank) {
      if (--open[rank] === 0) proceed(rank);
    },
  };
  return progress;
}
