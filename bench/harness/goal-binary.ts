import { closeSync, openSync, writeSync } from 'node:fs';
import { opKind, type LoggopsProgram, type LoopFlow } from '../../main/core/engine/loggops/index.ts';
import { phasesOf } from '../../main/core/engine/loggops/testing/goal-text.ts';

const magic = 4223n;
const nodeBytes = 39;
const typeOf = { [opKind.send]: 1, [opKind.receive]: 2, [opKind.calculate]: 3 } as const;

/** Writes a program of loops as LogGOPSim's binary schedule, as its converter does from GOAL text: operations of a phase wait for all of the phase before. */
export function writeGoalBinary(program: LoggopsProgram, path: string): void {
  const { ranks, flow, cpus, nics } = program;
  if (flow.kind !== 'loops') throw new Error('Only programs of loops can be written.');
  const file = openSync(path, 'w');
  const head = Buffer.alloc(14 + ranks * 16);
  head.writeBigUInt64LE(magic, 0);
  head.writeUInt32LE(ranks, 8);
  head.writeUInt8(cpus - 1, 12);
  head.writeUInt8(nics - 1, 13);
  let at = head.length;
  for (let rank = 0; rank < ranks; rank++) {
    const bytes = rankBytes(program, flow, rank);
    writeSync(file, bytes, 0, bytes.length, at);
    // Offsets count from behind the magic number.
    head.writeBigUInt64LE(BigInt(at - 8), 14 + rank * 16);
    at += bytes.length;
    head.writeBigUInt64LE(BigInt(at - 8), 22 + rank * 16);
  }
  writeSync(file, head, 0, head.length, 0);
  closeSync(file);
}

function rankBytes(program: LoggopsProgram, flow: LoopFlow, rank: number): Buffer {
  const { kind, peer, size, tag, cpu, nic } = program;
  const phases = [...phasesOf(flow, rank)];
  const nodes = phases.reduce((sum, [from, to]) => sum + to - from, 0);
  const edges = phases.reduce((sum, [from, to], i) => sum + (i === 0 ? 0 : (to - from) * (phases[i - 1][1] - phases[i - 1][0])), 0);
  const roots = phases.length === 0 ? 0 : phases[0][1] - phases[0][0];
  const bytes = Buffer.alloc(8 + roots * 4 + nodes * nodeBytes + edges * 4);
  bytes.writeUInt32LE(nodes, 0);
  bytes.writeUInt32LE(roots, 4);
  for (let i = 0; i < roots; i++) bytes.writeUInt32LE(i, 8 + i * 4);
  const appendix = 8 + roots * 4 + nodes * nodeBytes;
  let at = 8 + roots * 4;
  let node = 0;
  let edge = 0;
  phases.forEach(([from, to], i) => {
    const before = i === 0 ? 0 : phases[i - 1][1] - phases[i - 1][0];
    const [nextFrom, nextTo] = phases[i + 1] ?? [0, 0];
    const next = node + to - from;
    for (let operation = from; operation < to; operation++, node++, at += nodeBytes) {
      bytes.writeUInt32LE(before, at);
      bytes.writeUInt8(typeOf[kind[operation] as keyof typeof typeOf], at + 4);
      bytes.writeUInt32LE(kind[operation] === opKind.calculate ? 0 : peer[operation] >>> 0, at + 5);
      bytes.writeBigUInt64LE(BigInt(size[operation]), at + 9);
      bytes.writeUInt32LE(tag[operation] >>> 0, at + 17);
      bytes.writeUInt8(cpu[operation], at + 21);
      bytes.writeUInt8(nic[operation], at + 22);
      bytes.writeUInt32LE(nextTo - nextFrom, at + 23);
      bytes.writeUInt32LE(edge, at + 27);
      bytes.writeUInt32LE(0, at + 31);
      bytes.writeUInt32LE(edge, at + 35);
      for (let other = 0; other < nextTo - nextFrom; other++) bytes.writeUInt32LE(next + other, appendix + 4 * edge++);
    }
  });
  return bytes;
}
