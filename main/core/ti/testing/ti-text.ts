import { opKind, stepKind, type LoggopsProgram } from '../../engine/loggops/index.ts';

/** A program of loops as a time-independent trace, loops unrolled: phases of one operation block, others are posted and waited for. */
export function tiText({ ranks, flow, kind, peer, tag, size }: LoggopsProgram): string {
  if (flow.kind !== 'loops') throw new Error('Only programs of loops can be written.');
  const { stepStart, stepKind: kinds, first, second } = flow;
  const lines: string[] = [];

  function phase(rank: number, from: number, to: number): void {
    const alone = to - from === 1;
    for (let i = from; i < to; i++) {
      if (kind[i] === opKind.calculate) lines.push(`${rank} compute ${size[i]}`);
      else lines.push(`${rank} ${alone ? '' : 'i'}${kind[i] === opKind.send ? 'send' : 'recv'} ${peer[i]} ${tag[i]} ${size[i]}`);
    }
    if (!alone) lines.push(`${rank} waitall`);
  }

  for (let rank = 0; rank < ranks; rank++) {
    lines.push(`${rank} init`);
    const done = new Map<number, number>();
    for (let at = stepStart[rank]; at < stepStart[rank + 1];) {
      if (kinds[at] === stepKind.phase) {
        phase(rank, first[at], second[at]);
        at++;
        continue;
      }
      const times = (done.get(at) ?? 0) + 1;
      done.set(at, times === second[at] ? 0 : times);
      at = times === second[at] ? at + 1 : first[at];
    }
    lines.push(`${rank} finalize`);
  }
  return `${lines.join('\n')}\n`;
}
