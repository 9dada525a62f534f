import type { CollectiveOperation, Operation } from '../contract/index.ts';
import { any } from './receives.ts';

/** What an instruction does. `poll` is the cost of a test, `test` its look. */
export const op = {
  compute: 0, pack: 1, send: 2, stream: 3, receive: 4, isend: 5, ireceive: 6, waitall: 7, loop: 8, again: 9, end: 10,
  varied: 11, synchronous: 12, isynchronous: 13, put: 14, get: 15, iput: 16, iget: 17, probe: 18, wait: 19, waitany: 20, poll: 21, test: 22, leave: 23, collective: 24, start: 25, stop: 26,
} as const;

/** Peer of a send that goes back to where the message received last came from. */
export const toSource = -1;

/** A rank's program as flat arrays; loops jump back, so it stays as small as it was written. */
export interface Code {
  readonly op: Uint8Array;
  /**
   * Peer; for `loop` the number of its counter; for `again` the first instruction of the body, for `leave` the first after
   * the loop; for waits the first of their handles in `list`; for `varied` its entry in `spreads`; for `collective` in `calls`;
   * for `start` and `stop` the timer.
   */
  readonly a: Int32Array;
  /** Tag; for `again` the number of the counter; for waits how many handles. */
  readonly b: Int32Array;
  /** ns, bytes, or the loop's count. */
  readonly x: Float64Array;
  /** Matching context: twice the communicator's number, all ranks being 0, and one more for what belongs to its collectives. */
  readonly context: Int32Array;
  /** Number of the request's handle in this code; -1: none. */
  readonly handle: Int32Array;
  readonly list: Int32Array;
  /** Of varied compute phases; -1: exponential. */
  readonly spreads: readonly number[];
  readonly calls: readonly CollectiveOperation[];
  /** Handles as the program names them. */
  readonly handles: readonly number[];
  /** Loops that may be open at once. */
  readonly counters: number;
}

/** For the schedule of a collective: its context, and the ranks that its members' numbers mean (absent: themselves). */
export interface ScheduleOf {
  readonly context: number;
  readonly members?: readonly number[];
}

/** Compiles one rank's operations, or its part of a collective. What is the same in the code `like` is shared with it. */
export function compile(operations: readonly Operation[], schedule?: ScheduleOf, like?: Code): Code {
  const code = { op: [] as number[], a: [] as number[], b: [] as number[], x: [] as number[], context: [] as number[], handle: [] as number[] };
  const list: number[] = [];
  const spreads: number[] = [];
  const calls: CollectiveOperation[] = [];
  const handles: number[] = [];
  const numberOf = new Map<number, number>();
  let counters = 0;
  const emit = (kind: number, a = 0, b = 0, x = 0, comm?: number, request?: number): void => {
    code.op.push(kind);
    code.a.push(a);
    code.b.push(b);
    code.x.push(x);
    code.context.push(schedule?.context ?? contextOf(comm));
    code.handle.push(request === undefined ? -1 : slot(request));
  };
  const slot = (request: number): number => {
    const known = numberOf.get(request);
    if (known !== undefined) return known;
    numberOf.set(request, handles.length);
    return handles.push(request) - 1;
  };
  const peer = (rank: number): number => schedule?.members?.[rank] ?? rank;
  const emitWait = (kind: number, requests: readonly number[]): void => {
    const first = list.length;
    for (const request of requests) list.push(slot(request));
    emit(kind, first, requests.length);
  };
  const walk = (body: readonly Operation[], depth: number, leaves: number[]): void => {
    for (const o of body) {
      switch (o.op) {
        case 'compute':
          if (o.variation === undefined) emit(op.compute, 0, 0, o.ns);
          else emit(op.varied, spreads.push(o.variation.kind === 'uniform' ? o.variation.spread : -1) - 1, 0, o.ns);
          break;
        case 'pack': emit(op.pack, 0, 0, o.ns); break;
        case 'send': {
          const kind = o.synchronous === true ? op.synchronous : o.stream === true ? op.stream : op.send;
          emit(kind, o.to === 'source' ? toSource : peer(o.to), o.tag, o.bytes, o.comm);
          break;
        }
        case 'isend': emit(o.synchronous === true ? op.isynchronous : op.isend, o.to === 'source' ? toSource : peer(o.to), o.tag, o.bytes, o.comm, o.request); break;
        case 'receive': emit(op.receive, o.from === 'any' ? any : peer(o.from), o.tag === 'any' ? any : o.tag, o.bytes, o.comm); break;
        case 'ireceive': emit(op.ireceive, o.from === 'any' ? any : peer(o.from), o.tag === 'any' ? any : o.tag, o.bytes, o.comm, o.request); break;
        case 'put': emit(o.request === undefined ? op.put : op.iput, peer(o.to), 0, o.bytes, undefined, o.request); break;
        case 'get': emit(o.request === undefined ? op.get : op.iget, peer(o.to), 0, o.bytes, undefined, o.request); break;
        case 'probe': emit(op.probe, o.from === 'any' ? any : peer(o.from), o.tag === 'any' ? any : o.tag, 0, o.comm); break;
        case 'wait': emitWait(op.wait, [o.request]); break;
        case 'waitall':
          if (o.requests === undefined) emit(op.waitall);
          else emitWait(op.wait, o.requests);
          break;
        case 'waitany': emitWait(op.waitany, o.requests); break;
        case 'test':
          emit(op.poll);
          emit(op.test, 0, 0, 0, undefined, o.request);
          break;
        case 'start': emit(op.start, o.timer); break;
        case 'stop': emit(op.stop, o.timer); break;
        case 'collective': emit(op.collective, calls.push(o) - 1); break;
        case 'leave':
          leaves.push(code.op.length);
          emit(op.leave, 0, o.tag);
          break;
        case 'loop': {
          if (o.count <= 0 || o.body.length === 0) break;
          counters = Math.max(counters, depth + 1);
          emit(op.loop, depth, 0, o.count);
          const first = code.op.length;
          const inner: number[] = [];
          walk(o.body, depth + 1, inner);
          emit(op.again, first, depth);
          for (const at of inner) code.a[at] = code.op.length;
        }
      }
    }
  };
  walk(operations, 0, []);
  emit(op.end);
  return {
    op: share(like?.op, code.op) ?? Uint8Array.from(code.op), a: share(like?.a, code.a) ?? Int32Array.from(code.a), b: share(like?.b, code.b) ?? Int32Array.from(code.b),
    x: share(like?.x, code.x) ?? Float64Array.from(code.x), context: share(like?.context, code.context) ?? Int32Array.from(code.context),
    handle: share(like?.handle, code.handle) ?? Int32Array.from(code.handle), list: share(like?.list, list) ?? Int32Array.from(list),
    spreads: share(like?.spreads, spreads) ?? spreads, calls: share(like?.calls, calls) ?? calls, handles: share(like?.handles, handles) ?? handles, counters,
  };
}

/** The old list when it is the same as the new one: ranks' programs differ in little, and a list takes more than what is in it. */
function share<List extends ArrayLike<unknown>>(old: List | undefined, list: ArrayLike<unknown>): List | undefined {
  if (old?.length !== list.length) return undefined;
  for (let i = 0; i < list.length; i++) if (old[i] !== list[i]) return undefined;
  return old;
}

/** Matching context of a communicator's point-to-point messages; its collectives have the next one. */
export function contextOf(comm: number | undefined): number {
  return comm === undefined ? 0 : (comm + 1) * 2;
}
