import type { CollectiveName, CollectiveOperation, Operation } from '../contract/index.ts';
import { didYouMean } from '../experiment/did-you-mean.ts';
import { countAt, datatypeAt, numberAt, rankAt, sourceAt, tagAt, TiSyntaxError, type Tokens } from './tokens.ts';

/** What a line does, but for the handles of requests. */
export type TiAction =
  | { readonly do: 'nothing' }
  /** Sets the default datatype. */
  | { readonly do: 'init'; readonly defaultBytes: number }
  | { readonly do: 'compute'; readonly flops: number }
  /** Operations as they are, then a computation. */
  | { readonly do: 'operations'; readonly operations: readonly Operation[]; readonly flops: number }
  | { readonly do: 'start'; readonly operation: Operation & { readonly op: 'isend' | 'ireceive' }; readonly probe: boolean }
  | { readonly do: 'exchange'; readonly send: Operation; readonly receive: Operation & { readonly op: 'ireceive' } }
  | { readonly do: 'wait' | 'test'; readonly from: number; readonly to: number; readonly tag: number }
  | { readonly do: 'wait-all' };

/** Where a line stands: what its meaning depends on. */
export interface TiContext {
  readonly rank: number;
  /** Undefined: not known yet. */
  readonly ranks: number | undefined;
  readonly defaultBytes: number;
}

/** A receive whose count is unknown takes whatever comes, bytes. */
const anyBytes = 1_099_511_627_776;

type Reader = (tokens: Tokens, context: TiContext) => TiAction;

const operations = (list: readonly Operation[], flops = 0): TiAction => ({ do: 'operations', operations: list, flops });

/** `DST TAG COUNT [DT]`; before SimGrid had tags: `DST COUNT`. */
function message(tokens: Tokens, { defaultBytes }: TiContext, least: number): { readonly tag: number | 'any'; readonly count: number; readonly bytes: number } {
  const tagged = tokens.words.length > 3;
  const count = countAt(tokens, tagged ? 3 : 2, 'a count', least);
  return { tag: tagged ? tagAt(tokens, 2) : 0, count, bytes: Math.max(0, count) * datatypeAt(tokens, 4, defaultBytes) };
}

function sending(tokens: Tokens, context: TiContext): { readonly to: number; readonly bytes: number; readonly tag: number } {
  const to = rankAt(tokens, 1, 'the receiver');
  const { tag, bytes } = message(tokens, context, 0);
  if (tag === 'any') throw new TiSyntaxError(tokens.starts[2], 'A message needs a tag; any tag is for receives.');
  return { to, bytes, tag };
}

function receiving(tokens: Tokens, context: TiContext): { readonly from: number | 'any'; readonly bytes: number; readonly tag: number | 'any'; readonly probe: boolean } {
  const from = sourceAt(tokens, 1);
  const { tag, count, bytes } = message(tokens, context, -1);
  return { from, tag, bytes: count < 0 ? anyBytes : bytes, probe: count < 0 };
}

function requestOf(tokens: Tokens, what: 'wait' | 'test'): TiAction {
  const tag = tagAt(tokens, 3);
  return { do: what, from: rankAt(tokens, 1, 'the sender'), to: rankAt(tokens, 2, 'the receiver'), tag: tag === 'any' ? -1 : tag };
}

const collective = (name: CollectiveName, bytes: number, more: Partial<CollectiveOperation> = {}): CollectiveOperation => ({ op: 'collective', collective: name, bytes, ...more });

const rootAt = (tokens: Tokens, index: number): number => (tokens.words.length > index ? rankAt(tokens, index, 'the root') : 0);

/** `COUNT FLOPS [DT]`. */
const reduction = (name: CollectiveName): Reader => (tokens, { defaultBytes }) =>
  operations([collective(name, countAt(tokens, 1, 'a count') * datatypeAt(tokens, 3, defaultBytes))], numberAt(tokens, 2, 'floating-point operations'));

/** `SCOUNT RCOUNT [ROOT] [SDT RDT]`: the block is what the side sends that has one block. */
const blocks = (name: CollectiveName, rooted: boolean, receiving: (rank: number, root: number) => boolean): Reader => (tokens, { rank, defaultBytes }) => {
  const root = rooted ? rootAt(tokens, 3) : 0;
  const types = rooted ? 4 : 3;
  const receives = receiving(rank, root);
  const bytes = countAt(tokens, receives ? 2 : 1, 'a count') * datatypeAt(tokens, receives && tokens.words.length > types + 1 ? types + 1 : types, defaultBytes);
  return operations([collective(name, bytes, rooted ? { root } : {})]);
};

function countsAt(tokens: Tokens, from: number, { ranks = 0 }: TiContext, elementBytes: number): readonly number[] {
  return Array.from({ length: ranks }, (_, other) => countAt(tokens, from + other, `the count of rank ${other}`) * elementBytes);
}

const readers: Readonly<Record<string, Reader>> = {
  init: (tokens) => ({ do: 'init', defaultBytes: tokens.words.length > 1 ? 8 : 1 }),
  finalize: () => ({ do: 'nothing' }),
  comm_size: () => ({ do: 'nothing' }),
  comm_split: () => ({ do: 'nothing' }),
  comm_dup: () => ({ do: 'nothing' }),
  location: () => ({ do: 'nothing' }),
  compute: (tokens) => ({ do: 'compute', flops: notNegative(tokens, 1, 'floating-point operations') }),
  sleep: (tokens) => operations([{ op: 'compute', ns: notNegative(tokens, 1, 'seconds') * 1e9 }]),
  send: (tokens, context) => operations([{ op: 'send', ...sending(tokens, context) }]),
  isend: (tokens, context) => ({ do: 'start', operation: { op: 'isend', ...sending(tokens, context) }, probe: false }),
  recv(tokens, context) {
    const { probe, ...receive } = receiving(tokens, context);
    return operations([...(probe ? [{ op: 'probe' as const, from: receive.from, tag: receive.tag }] : []), { op: 'receive', ...receive }]);
  },
  irecv(tokens, context) {
    const { probe, ...receive } = receiving(tokens, context);
    return { do: 'start', operation: { op: 'ireceive', ...receive }, probe };
  },
  sendrecv(tokens, { defaultBytes }) {
    const sendBytes = countAt(tokens, 1, 'a count') * datatypeAt(tokens, 5, defaultBytes);
    const receiveBytes = countAt(tokens, 3, 'a count') * datatypeAt(tokens, tokens.words.length > 6 ? 6 : 5, defaultBytes);
    return {
      do: 'exchange', send: { op: 'send', to: rankAt(tokens, 2, 'the receiver'), bytes: sendBytes, tag: 0 },
      receive: { op: 'ireceive', from: sourceAt(tokens, 4), bytes: receiveBytes, tag: 0 },
    };
  },
  wait: (tokens) => requestOf(tokens, 'wait'),
  test: (tokens) => requestOf(tokens, 'test'),
  waitall: () => ({ do: 'wait-all' }),
  barrier: () => operations([collective('barrier', 0)]),
  bcast: (tokens, { defaultBytes }) => operations([collective('bcast', countAt(tokens, 1, 'a count') * datatypeAt(tokens, 3, defaultBytes), { root: rootAt(tokens, 2) })]),
  reduce(tokens, { defaultBytes }) {
    const bytes = countAt(tokens, 1, 'a count') * datatypeAt(tokens, 4, defaultBytes);
    return operations([collective('reduce', bytes, { root: rootAt(tokens, 3) })], numberAt(tokens, 2, 'floating-point operations'));
  },
  allreduce: reduction('allreduce'),
  scan: reduction('scan'),
  exscan: reduction('exscan'),
  alltoall: blocks('alltoall', false, () => false),
  allgather: blocks('allgather', false, () => false),
  gather: blocks('gather', true, (rank, root) => rank === root),
  scatter: blocks('scatter', true, (rank, root) => rank !== root),
  alltoallv(tokens, context) {
    const { ranks = 0, defaultBytes } = context;
    const types = 3 + 2 * ranks;
    const sendBytes = datatypeAt(tokens, types, defaultBytes);
    const receiveBytes = datatypeAt(tokens, tokens.words.length > types + 1 ? types + 1 : types, defaultBytes);
    return operations([collective('alltoallv', 0, { counts: countsAt(tokens, 2, context, sendBytes), receiveCounts: countsAt(tokens, 3 + ranks, context, receiveBytes) })]);
  },
  reducescatter(tokens, context) {
    const { ranks = 0, defaultBytes } = context;
    const counts = countsAt(tokens, 1, context, datatypeAt(tokens, 2 + ranks, defaultBytes));
    return operations([collective('reduce-scatter', counts.reduce((sum, count) => sum + count, 0), { counts })], numberAt(tokens, 1 + ranks, 'floating-point operations'));
  },
  gatherv(tokens, context) {
    const { ranks = 0, defaultBytes } = context;
    const types = 3 + ranks;
    const counts = countsAt(tokens, 2, context, datatypeAt(tokens, tokens.words.length > types + 1 ? types + 1 : types, defaultBytes));
    return operations([collective('gather', 0, { counts, root: rootAt(tokens, 2 + ranks) })]);
  },
  allgatherv(tokens, context) {
    const { ranks = 0, defaultBytes } = context;
    // Displacements may follow the counts, with or without two datatypes before them.
    const types = tokens.words.length - 2 - ranks;
    const typed = types > 0 && (types <= 2 || types > ranks);
    return operations([collective('allgather', 0, { counts: countsAt(tokens, 2, context, typed ? datatypeAt(tokens, types > 1 ? 3 + ranks : 2 + ranks, defaultBytes) : defaultBytes) })]);
  },
  scatterv(tokens, context) {
    const { ranks = 0, defaultBytes } = context;
    return operations([collective('scatter', 0, { counts: countsAt(tokens, 1, context, datatypeAt(tokens, 3 + ranks, defaultBytes)), root: rootAt(tokens, 2 + ranks) })]);
  },
};

/** Actions whose meaning depends on the number of ranks. */
const needRanks = ['alltoallv', 'reducescatter', 'gatherv', 'allgatherv', 'scatterv'];
/** Actions whose meaning depends on the rank. */
const needRank = ['gather', 'scatter'];

/** What an action must be read for: once for all ranks, for each rank, or only when all ranks are known. */
export type TiScope = 'all' | 'rank' | 'ranks';

/** Names were `Isend`, `allReduce` and the like in traces before SimGrid 3.20. */
const nameOf = ({ words }: Tokens): string => words[0].toLowerCase();

/** The scope of an action; undefined when nobody knows it. */
export function scopeOf(tokens: Tokens): TiScope | undefined {
  const name = nameOf(tokens);
  if (!Object.hasOwn(readers, name)) return undefined;
  return needRanks.includes(name) ? 'ranks' : needRank.includes(name) ? 'rank' : 'all';
}

/** Reads an action that has a scope. @throws TiSyntaxError */
export function readAction(tokens: Tokens, context: TiContext): TiAction {
  return readers[nameOf(tokens)](tokens, context);
}

/** The error for an action that nobody knows. */
export function unknownAction({ words, starts }: Tokens): TiSyntaxError {
  const known = Object.keys(readers);
  const near = didYouMean(words[0], known);
  const hint = near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return new TiSyntaxError(starts[0], `"${words[0].slice(0, 60)}" is not an action of a time-independent trace. ${hint}`);
}

function notNegative(tokens: Tokens, index: number, what: string): number {
  const value = numberAt(tokens, index, what);
  if (value < 0) throw new TiSyntaxError(tokens.starts[index], `${tokens.words[0]} cannot take ${value} ${what}.`);
  return value;
}
