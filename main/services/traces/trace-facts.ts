import type { TraceFacts } from '../../core/contract/index.ts';
import type { TraceProgram } from '../../core/engine/index.ts';
import { opKind } from '../../core/engine/loggops/index.ts';
import { eachMessage } from '../../core/plan/index.ts';

/** Sizes kept apart; an estimate of work needs no more. */
const mostSizes = 64;

/** Counts what is in a trace, for estimates and for people. */
export function factsOf(trace: TraceProgram): Omit<TraceFacts, 'format' | 'sha256' | 'bytes'> {
  const sizes = new Map<number, number>();
  const count = (bytes: number, times: number): void => { sizes.set(bytes, (sizes.get(bytes) ?? 0) + times); };
  if (trace.kind === 'graph') {
    const { ranks, kind, size, cpus, nics } = trace.program;
    for (let i = 0; i < kind.length; i++) if (kind[i] === opKind.send) count(size[i] ?? 0, 1);
    return { ranks, operations: kind.length, processors: cpus, interfaces: nics, ...sums(sizes) };
  }
  const program = trace.programFor(1);
  eachMessage(program, undefined, ({ bytes, times }) => { count(bytes, times); });
  const operations = program.ranks.reduce((sum, list) => sum + list.length, 0);
  return { ranks: trace.ranks, operations, processors: 1, interfaces: 1, ...sums(sizes) };
}

function sums(sizes: ReadonlyMap<number, number>): Pick<TraceFacts, 'messages' | 'payloadBytes' | 'sizes'> {
  const rows = [...sizes].sort((x, y) => y[1] - x[1] || x[0] - y[0]);
  const total = (of: readonly (readonly [number, number])[], what: (row: readonly [number, number]) => number): number => of.reduce((sum, row) => sum + what(row), 0);
  const messages = total(rows, ([, times]) => times);
  const payloadBytes = total(rows, ([bytes, times]) => bytes * times);
  const rare = rows.slice(mostSizes - 1);
  if (rare.length <= 1) return { messages, payloadBytes, sizes: rows };
  const others = total(rare, ([, times]) => times);
  return { messages, payloadBytes, sizes: [...rows.slice(0, mostSizes - 1), [Math.round(total(rare, ([bytes, times]) => bytes * times) / others), others]] };
}
