import type { LoggopsParameters } from './parameters.ts';
import { opKind, stepKind, type LoggopsProgram, type LoopFlow } from './program.ts';

/** What a program asks of its hosts, counted without simulating it. */
export interface Tally {
  /** Calculations and times of sends and arrivals, ns, by processor: rank × `cpus` + number. */
  readonly computeNs: Float64Array;
  readonly overheadNs: Float64Array;
  /** By pair of ranks or of groups of `ranksPerGroup`, in order of sender and receiver: `[from, to, messages, bytes]`. */
  readonly traffic: readonly (readonly [from: number, to: number, messages: number, bytes: number])[];
  readonly ranksPerGroup: number;
  /** Sizes of messages, in order of the first operation that has them. */
  readonly sizes: readonly number[];
  /** Of operations that send: the position of their size, and the number of their pair. Pairs are numbered in the order of the program. */
  readonly rowOf: Int32Array;
  readonly pairOf: Int32Array;
  readonly pairs: number;
  /** By pair: sender and receiver, or their groups. */
  readonly pairFrom: Int32Array;
  readonly pairTo: Int32Array;
  readonly messages: number;
  readonly bytes: number;
  /** Operations and messages. */
  readonly events: number;
}

/** Times that each operation happens. */
export function repetitions(program: LoggopsProgram): Float64Array {
  const times = new Float64Array(program.kind.length).fill(1);
  if (program.flow.kind === 'loops') for (let rank = 0; rank < program.ranks; rank++) multiply(program.flow, rank, times);
  return times;
}

/** A repeat goes over the steps from the one it goes back to up to itself, so that nested ones multiply. */
function multiply({ stepStart, stepKind: kinds, first, second }: LoopFlow, rank: number, times: Float64Array): void {
  for (let step = stepStart[rank]; step < stepStart[rank + 1]; step++) {
    if (kinds[step] !== stepKind.repeat) continue;
    for (let inner = first[step]; inner < step; inner++) {
      if (kinds[inner] === stepKind.phase) for (let i = first[inner]; i < second[inner]; i++) times[i] *= second[step];
    }
  }
}

/** The costs that the kernel puts on processors: see `simulate`, whose rules these are. Pairs of at most `mostGroups` groups are told apart. */
export function tallyProgram(program: LoggopsProgram, { o, G, O }: LoggopsParameters, mostGroups: number): Tally {
  const { ranks, cpus, kind, peer, size, cpu, rankStart } = program;
  const times = repetitions(program);
  const ranksPerGroup = Math.max(1, Math.ceil(ranks / mostGroups));
  const groups = Math.ceil(ranks / ranksPerGroup);
  const computeNs = new Float64Array(ranks * cpus);
  const overheadNs = new Float64Array(ranks * cpus);
  const pairs = new Map<number, { readonly number: number; messages: number; bytes: number }>();
  const rows = new Map<number, number>();
  const rowOf = new Int32Array(kind.length);
  const pairOf = new Int32Array(kind.length);
  const perByte = Math.max(O, G);
  const ofNothing = O === 0 ? -G : G === 0 ? -O : -Math.min(O, G);
  let messages = 0;
  let bytes = 0;
  let events = 0;
  for (let rank = 0; rank < ranks; rank++) {
    for (let i = rankStart[rank]; i < rankStart[rank + 1]; i++) {
      const n = times[i];
      events += n;
      if (kind[i] === opKind.calculate) computeNs[rank * cpus + cpu[i]] += n * size[i];
      if (kind[i] !== opKind.send) continue;
      overheadNs[rank * cpus + cpu[i]] += n * (o + (size[i] - 1) * O);
      // A message takes the processor of its receiver that has the number of its sender's.
      overheadNs[peer[i] * cpus + cpu[i]] += n * (o + (size[i] > 0 ? (size[i] - 1) * perByte : ofNothing));
      messages += n;
      bytes += n * size[i];
      events += n;
      const pair = Math.floor(rank / ranksPerGroup) * groups + Math.floor(peer[i] / ranksPerGroup);
      let known = pairs.get(pair);
      if (known === undefined) {
        known = { number: pairs.size, messages: 0, bytes: 0 };
        pairs.set(pair, known);
      }
      known.messages += n;
      known.bytes += n * size[i];
      pairOf[i] = known.number;
      const row = rows.get(size[i]) ?? rows.size;
      if (row === rows.size) rows.set(size[i], row);
      rowOf[i] = row;
    }
  }
  const traffic = [...pairs].sort((x, y) => x[0] - y[0]).map(([pair, sum]) => [Math.floor(pair / groups), pair % groups, sum.messages, sum.bytes] as const);
  const ends = Int32Array.from(pairs.keys());
  return {
    computeNs, overheadNs, traffic, ranksPerGroup, sizes: [...rows.keys()], rowOf, pairOf, pairs: pairs.size,
    pairFrom: ends.map((pair) => Math.floor(pair / groups)), pairTo: ends.map((pair) => pair % groups), messages, bytes, events,
  };
}
