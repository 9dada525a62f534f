import { closeSync, openSync, writeSync } from 'node:fs';
import { opKind, stepKind, type LoggopsProgram } from '../../main/core/engine/loggops/index.ts';

/** Bytes that are collected before they are written. */
const pieceLength = 4_194_304;

/**
 * Writes a program of loops as the GOAL text that means the same: loops unrolled, and every operation of a phase requires
 * those of the phase before.
 */
export function writeGoal(file: string, program: LoggopsProgram): void {
  const { ranks, flow } = program;
  if (flow.kind !== 'loops') throw new Error('Only programs of loops can be written.');
  const out = openSync(file, 'w');
  let text = `num_ranks ${String(ranks)}\n\n`;
  const flush = (): void => {
    writeSync(out, text);
    text = '';
  };
  for (let rank = 0; rank < ranks; rank++) {
    text += `rank ${String(rank)} {\n`;
    let label = 0;
    let before: readonly number[] = [];
    const rounds = new Map<number, number>();
    for (let step = flow.stepStart[rank]; step < flow.stepStart[rank + 1];) {
      if (flow.stepKind[step] === stepKind.repeat) {
        const round = (rounds.get(step) ?? 1) + 1;
        rounds.set(step, round > flow.second[step] ? 1 : round);
        step = round > flow.second[step] ? step + 1 : flow.first[step];
        continue;
      }
      const now: number[] = [];
      for (let operation = flow.first[step]; operation < flow.second[step]; operation++) {
        const name = `l${String(label)}`;
        text += `${name}: ${describe(program, operation)}\n`;
        for (const other of before) text += `${name} requires l${String(other)}\n`;
        now.push(label++);
        if (text.length > pieceLength) flush();
      }
      before = now;
      step++;
    }
    text += '}\n\n';
  }
  flush();
  closeSync(out);
}

function describe({ kind, size, peer, tag }: LoggopsProgram, operation: number): string {
  switch (kind[operation]) {
    case opKind.send: return `send ${String(size[operation])}b to ${String(peer[operation])} tag ${String(tag[operation])}`;
    case opKind.receive: return `recv ${String(size[operation])}b from ${String(peer[operation])} tag ${String(tag[operation])}`;
    default: return `calc ${String(size[operation])}`;
  }
}
