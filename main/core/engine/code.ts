import type { Operation } from '../contract/index.ts';
import { any } from './receives.ts';

/** What an instruction does. */
export const op = { compute: 0, pack: 1, send: 2, stream: 3, receive: 4, isend: 5, ireceive: 6, waitall: 7, loop: 8, again: 9, end: 10, start: 11, stop: 12 } as const;

/** A rank's program as flat arrays; loops jump back, so it stays as small as it was written. */
export interface Code {
  readonly op: Uint8Array;
  /** Peer; for `loop` the number of its counter; for `again` the first instruction of the body. */
  readonly a: Int32Array;
  /** Tag; for `again` the number of the counter. */
  readonly b: Int32Array;
  /** ns, bytes, or the loop's count. */
  readonly x: Float64Array;
  /** Loops that may be open at once. */
  readonly counters: number;
}

/** Compiles one rank's operations. */
export function compile(operations: readonly Operation[]): Code {
  const ops: number[] = [];
  const as: number[] = [];
  const bs: number[] = [];
  const xs: number[] = [];
  let counters = 0;
  const emit = (kind: number, a: number, b: number, x: number): void => {
    ops.push(kind);
    as.push(a);
    bs.push(b);
    xs.push(x);
  };
  const walk = (list: readonly Operation[], depth: number): void => {
    for (const o of list) {
      switch (o.op) {
        case 'compute': emit(op.compute, 0, 0, o.ns); break;
        case 'pack': emit(op.pack, 0, 0, o.ns); break;
        case 'send': emit(o.stream === true ? op.stream : op.send, Number(o.to), o.tag, o.bytes); break;
        case 'isend': emit(op.isend, Number(o.to), o.tag, o.bytes); break;
        case 'receive': emit(op.receive, o.from === 'any' ? any : o.from, o.tag === 'any' ? any : o.tag, o.bytes); break;
        case 'ireceive': emit(op.ireceive, o.from === 'any' ? any : o.from, o.tag === 'any' ? any : o.tag, o.bytes); break;
        case 'waitall': emit(op.waitall, 0, 0, 0); break;
        case 'start': emit(op.start, o.timer, 0, 0); break;
        case 'stop': emit(op.stop, o.timer, 0, 0); break;
        case 'loop': {
          if (o.count <= 0 || o.body.length === 0) break;
          counters = Math.max(counters, depth + 1);
          emit(op.loop, depth, 0, o.count);
          const first = ops.length;
          walk(o.body, depth + 1);
          emit(op.again, first, depth, 0);
        }
      }
    }
  };
  walk(operations, 0);
  emit(op.end, 0, 0, 0);
  return { op: Uint8Array.from(ops), a: Int32Array.from(as), b: Int32Array.from(bs), x: Float64Array.from(xs), counters };
}
