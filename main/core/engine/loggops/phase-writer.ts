import type { LoopBuilder } from './loop-builder.ts';
import { NotWritable, type LoggopsStep, type ProgramWriter } from './program-writer.ts';

/**
 * Writes phases: a blocking operation is one; what is posted until it is all waited for is one, and may have one blocking
 * operation among it, such as the send of a send-receive. Anything else needs a graph. @throws NotWritable then
 */
export function createPhaseWriter(builder: LoopBuilder): ProgramWriter {
  /** Posted in this phase, by handle. */
  const open = new Map<string, number>();
  /** What must not be followed by more before the phase is over. */
  let closed = false;

  function add(step: LoggopsStep): void {
    if (step.kind === 'calculate') builder.calculate(step.ns);
    else if (step.kind === 'send') builder.send(step.peer, step.bytes, step.tag);
    else builder.receive(step.peer, step.bytes, step.tag);
  }

  function end(): void {
    builder.endPhase();
    open.clear();
    closed = false;
  }

  function refuseIfClosed(): void {
    if (closed) throw new NotWritable('What is done one after the other while a request is open cannot be a phase.');
  }

  return {
    beginRank() {
      end();
      builder.beginRank();
    },
    block(step) {
      refuseIfClosed();
      add(step);
      if (open.size === 0) builder.endPhase();
      else closed = true;
    },
    post(step, handle) {
      refuseIfClosed();
      add(step);
      open.set(handle, (open.get(handle) ?? 0) + 1);
    },
    wait(handles) {
      if (open.size === 0) return;
      let some = false;
      for (const handle of handles ?? [...open.keys()]) some = open.delete(handle) || some;
      if (open.size === 0) end();
      else if (some) closed = true;
    },
    clock(timer, stops) {
      refuseIfClosed();
      builder.clock(timer, stops);
    },
    repeat(count, body) {
      if (open.size > 0) throw new NotWritable('A loop that begins while a request is open cannot be a phase.');
      builder.repeat(count, () => {
        body();
        if (open.size > 0) throw new NotWritable('A request that is open from one iteration to the next cannot be a phase.');
      });
    },
  };
}
