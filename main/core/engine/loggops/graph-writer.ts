import type { GraphBuilder } from './graph-builder.ts';
import { NotWritable, type LoggopsStep, type ProgramWriter } from './program-writer.ts';

/** More operations than these are not written out, loops unrolled. */
const mostOperations = 100_000_000;

/** Where more operations than this are waited for together, a calculation of no time joins them. */
const widest = 16;

/** Writes operations that wait for each other: an operation waits for the last blocking one and for what was waited for since. */
export function createGraphWriter(builder: GraphBuilder): ProgramWriter {
  const open = new Map<string, number[]>();
  let front: number[] = [];
  let written = 0;

  function add(step: LoggopsStep): number {
    if (++written > mostOperations) throw new NotWritable(`There are more than ${mostOperations} operations, loops unrolled.`);
    if (front.length > widest) {
      const join = builder.calculate(0, 0);
      for (const other of front) builder.afterEnd(join, other);
      front = [join];
    }
    const operation = step.kind === 'calculate' ? builder.calculate(step.ns, 0)
      : step.kind === 'send' ? builder.send(step.peer, step.bytes, step.tag, 0, 0) : builder.receive(step.peer, step.bytes, step.tag, 0, 0);
    for (const other of front) builder.afterEnd(operation, other);
    return operation;
  }

  return {
    beginRank() {
      open.clear();
      front = [];
      builder.beginRank();
    },
    block(step) { front = [add(step)]; },
    post(step, handle) {
      const operation = add(step);
      const known = open.get(handle);
      if (known === undefined) open.set(handle, [operation]);
      else known.push(operation);
    },
    wait(handles) {
      for (const handle of handles ?? [...open.keys()]) {
        front.push(...(open.get(handle) ?? []));
        open.delete(handle);
      }
    },
    clock(timer, stops) { builder.clock(timer, stops, front); },
    repeat(count, body) {
      for (let i = 0; i < count; i++) body();
    },
  };
}
