import { opKind, stepKind, wildcard, type LoggopsProgram, type LoopFlow } from '../program.ts';

/** A program of loops written out as GOAL text: operations of a phase require all of the phase before. */
export function goalText(program: LoggopsProgram): string {
  const { ranks, flow } = program;
  if (flow.kind !== 'loops') throw new Error('Only programs of loops can be written.');
  const lines = [`num_ranks ${ranks}`, ''];
  for (let rank = 0; rank < ranks; rank++) {
    lines.push(`rank ${rank} {`);
    let label = 0;
    let before: string[] = [];
    for (const [from, to] of phasesOf(flow, rank)) {
      const now: string[] = [];
      for (let i = from; i < to; i++) {
        const name = `l${label++}`;
        now.push(name);
        lines.push(`${name}: ${operationText(program, i)}`, ...before.map((other) => `${name} requires ${other}`));
      }
      before = now;
    }
    lines.push('}', '');
  }
  return lines.join('\n');
}

/** The phases in the order in which a rank goes through them. */
export function* phasesOf({ stepStart, stepKind: kinds, first, second }: LoopFlow, rank: number): Generator<readonly [number, number]> {
  const done = new Map<number, number>();
  for (let at = stepStart[rank]; at < stepStart[rank + 1];) {
    if (kinds[at] === stepKind.phase) {
      yield [first[at], second[at]];
      at++;
      continue;
    }
    const times = (done.get(at) ?? 0) + 1;
    done.set(at, times === second[at] ? 0 : times);
    at = times === second[at] ? at + 1 : first[at];
  }
}

function operationText({ kind, size, peer, tag, cpu, nic }: LoggopsProgram, i: number): string {
  if (kind[i] === opKind.calculate) return `calc ${size[i]} cpu ${cpu[i]}`;
  const label = tag[i] === wildcard ? -1 : tag[i] >>> 0;
  return `${kind[i] === opKind.send ? 'send' : 'recv'} ${size[i]}b ${kind[i] === opKind.send ? 'to' : 'from'} ${peer[i]} tag ${label} cpu ${cpu[i]} nic ${nic[i]}`;
}
