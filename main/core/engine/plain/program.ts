import { op, toSource, type Code } from '../code.ts';
import { extend, extendFloat } from '../items.ts';
import { any } from '../receives.ts';
import { inInstruction } from './layout.ts';
import type { PlainState } from './state.ts';

/** Instructions that this kernel knows. */
const known: ReadonlySet<number> = new Set([op.compute, op.varied, op.pack, op.send, op.receive, op.isend, op.ireceive, op.waitall, op.wait, op.loop, op.again, op.end, op.collective, op.start, op.stop]);

/** Whether the code has only what this kernel knows: nothing that takes from whoever comes first, or asks, and no message of more than `mostBytes`. */
export function isPlainCode({ op: ops, a, b, x }: Code, mostBytes = Infinity): boolean {
  for (let at = 0; at < ops.length; at++) {
    if (!known.has(ops[at])) return false;
    if ((ops[at] === op.send || ops[at] === op.isend) && (a[at] === toSource || x[at] > mostBytes)) return false;
    if ((ops[at] === op.receive || ops[at] === op.ireceive) && (a[at] === any || b[at] === any)) return false;
  }
  return true;
}

/** Whether the code names peers, so that it cannot be several ranks'. */
export function hasPeers({ op: ops }: Code): boolean {
  return ops.some((kind) => kind === op.send || kind === op.isend || kind === op.receive || kind === op.ireceive);
}

/** Adds code to the state; answers its first instruction. */
export function addCode(state: PlainState, code: Code): number {
  const first = state.instructions;
  const count = code.op.length;
  state.instructions += count;
  if (state.instruction.length < state.instructions * 8) {
    state.instruction = extend(state.instruction, Math.max(state.instructions * 8, state.instruction.length * 2));
    state.instructionNs = new Float64Array(state.instruction.buffer);
  }
  const { instruction, instructionNs } = state;
  const list = addList(state, code.list);
  const spreads = state.spreads.length;
  for (const spread of code.spreads) state.spreads.push(spread);
  for (let i = 0; i < count; i++) {
    const at = (first + i) * 8;
    const kind = code.op[i];
    instruction[at | inInstruction.op] = kind;
    instruction[at | inInstruction.a] = kind === op.again ? first + code.a[i] : kind === op.wait ? list + code.a[i] : kind === op.varied ? spreads + code.a[i] : code.a[i];
    instruction[at | inInstruction.b] = code.b[i];
    instruction[at | inInstruction.handle] = code.handle[i];
    instruction[at | inInstruction.context] = code.context[i];
    instruction[at | inInstruction.pair] = -1;
    instructionNs[(at >> 1) | inInstruction.x] = code.x[i];
  }
  return first;
}

/** First of `count` further counters. */
export function addLoops(state: PlainState, count: number): number {
  const first = state.loopsUsed;
  state.loopsUsed += count;
  if (state.loopsUsed > state.loops.length) state.loops = extendFloat(state.loops, state.loopsUsed * 2);
  return first;
}

function addList(state: PlainState, list: Int32Array): number {
  const first = state.listUsed;
  state.listUsed += list.length;
  if (state.listUsed > state.list.length) state.list = extend(state.list, state.listUsed * 2);
  state.list.set(list, first);
  return first;
}
