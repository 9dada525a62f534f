import type { Operation } from '../contract/index.ts';
import { readAction, scopeOf, unknownAction, type TiAction } from './actions.ts';
import { bytesOf, plainCompute, textOf } from './bytes.ts';
import { createDistinctLines } from './distinct-lines.ts';
import { createKeys, type Keys } from './keys.ts';
import { closeAll, closeRequest, createRequests, oldestRequest, openRequest, type Requests } from './requests.ts';
import { createTiStore, type TiTrace } from './store.ts';
import { TiSyntaxError, tokensOf } from './tokens.ts';

/** Where a trace is wrong and how. Lines and columns count from 1. */
export interface TiError {
  /** The `rank` with which the text was written; absent where all ranks are in one text. */
  readonly rank?: number;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type TiResult = { readonly ok: true; readonly trace: TiTrace } | { readonly ok: false; readonly error: TiError };

/** Reads SimGrid's time-independent traces piece by piece. */
export interface TiReader {
  /**
   * The next piece, cut anywhere; bytes may be used again afterwards. With `rank` it is of that rank's own text, and the text of
   * another rank before is over. False when the text is wrong: no more is needed.
   */
  write(piece: string | Uint8Array, rank?: number): boolean;
  end(): TiResult;
}

export interface TiReading {
  /** Lines with unknown actions are counted and left out instead of being errors. */
  readonly skipUnknown?: boolean;
  /** How many ranks there are, where that is known: one per file. Else as many as the text names. */
  readonly ranks?: number;
}

/** Longest line, bytes: alltoallv names every rank twice. */
const longestLine = 16_777_216;
const mostRanks = 16_777_216;

const [lineFeed, carriageReturn, tab, space, hash, letterP] = [10, 13, 9, 32, 35, 112];

/** What is known of an action's text; the same text may mean other things with another default datatype. */
type Entry =
  | { readonly do: 'codes'; readonly codes: readonly number[] }
  | { readonly do: 'init'; readonly defaultBytes: number }
  | { readonly do: 'start'; readonly operation: Operation & { readonly op: 'isend' | 'ireceive' }; readonly probe: number | undefined; readonly key: number; readonly variants: Map<number, number> }
  | { readonly do: 'exchange'; readonly send: number; readonly action: TiAction & { readonly do: 'exchange' }; readonly variants: Map<number, number> }
  | { readonly do: 'request'; readonly test: boolean; readonly sendKey: number; readonly receiveKey: number; readonly from: number; readonly to: number }
  | { readonly do: 'wait-all' };

interface RankState {
  defaultBytes: number;
  readonly requests: Requests;
}

/** Where an action stands in the texts. */
interface Place {
  readonly file: number | undefined;
  readonly line: number;
  /** Column of the action's first character. */
  readonly column: number;
}

/** A reader at the beginning. */
export function createTiReader({ skipUnknown = false, ranks: knownRanks }: TiReading = {}): TiReader {
  const store = createTiStore();
  const lines = createDistinctLines();
  const keys: Keys = createKeys();
  const entries: (Entry | undefined)[] = [];
  const entriesOfRank = new Map<string, Entry>();
  const states: RankState[] = [];
  /** What can be read when all ranks are known. */
  const later: (() => void)[] = [];
  const waits = { handles: new Map<number, number>(), tests: new Map<number, number>(), all: -1 };
  let carry = new Uint8Array(65_536);
  let carried = 0;
  let file: number | undefined;
  let line = 0;
  let skipped = 0;
  let error: TiError | undefined;

  function fail(place: Place, at: number, message: string): never {
    throw new PlacedError({ ...(place.file === undefined ? {} : { rank: place.file }), line: place.line, column: place.column + at, message });
  }

  function stateOf(rank: number): RankState {
    while (states.length <= rank) states.push({ defaultBytes: 1, requests: createRequests() });
    if (rank >= store.ranks) store.ranks = rank + 1;
    return states[rank];
  }

  /** Peers are checked when all ranks are known. */
  function checkPeers(action: TiAction, place: Place): void {
    const operations: readonly Operation[] = action.do === 'operations' ? action.operations : action.do === 'start' ? [action.operation] : action.do === 'exchange' ? [action.send, action.receive] : [];
    for (const operation of operations) {
      const peer = 'to' in operation ? operation.to : 'from' in operation ? operation.from : operation.op === 'collective' ? operation.root ?? 0 : 0;
      if (typeof peer !== 'number') continue;
      if (peer >= store.ranks) later.push(() => { if (peer >= store.ranks) fail(place, 0, `There is no rank ${peer}: the trace has ranks 0 to ${store.ranks - 1}.`); });
    }
  }

  function entryOf(action: TiAction): Entry {
    switch (action.do) {
      case 'nothing': return { do: 'codes', codes: [] };
      case 'init': return action;
      case 'compute': return { do: 'codes', codes: [store.flopsCode(action.flops)] };
      case 'operations': return { do: 'codes', codes: [...action.operations.map((operation) => store.addOperation(operation)), ...(action.flops > 0 ? [store.flopsCode(action.flops)] : [])] };
      case 'start': {
        const { operation, probe } = action;
        const key = operation.op === 'isend' ? keys.send(operation.to, operation.tag) : keys.receive(operation.from, operation.tag);
        const probing = probe && operation.op === 'ireceive' ? store.addOperation({ op: 'probe', from: operation.from, tag: operation.tag }) : undefined;
        return { do: 'start', operation, probe: probing, key, variants: new Map() };
      }
      case 'exchange': return { do: 'exchange', send: store.addOperation(action.send), action, variants: new Map() };
      case 'wait': case 'test':
        return { do: 'request', test: action.do === 'test', from: action.from, to: action.to, sendKey: keys.send(action.to, action.tag), receiveKey: keys.receive(action.from, action.tag) };
      case 'wait-all': return { do: 'wait-all' };
    }
  }

  /** Reads a text that is new. */
  function firstEntry(text: string, rank: number, defaultBytes: number, place: Place): { readonly entry: Entry; readonly perRank: boolean } {
    const tokens = tokensOf(text);
    const scope = scopeOf(tokens);
    try {
      if (scope === undefined) {
        if (!skipUnknown) throw unknownAction(tokens);
        return { entry: { do: 'codes', codes: [] }, perRank: false };
      }
      if (scope !== 'ranks') {
        const action = readAction(tokens, { rank, ranks: undefined, defaultBytes });
        checkPeers(action, place);
        return { entry: entryOf(action), perRank: scope === 'rank' };
      }
    } catch (problem) {
      if (problem instanceof TiSyntaxError) fail(place, problem.at, problem.message);
      throw problem;
    }
    const codes = [store.addOperation({ op: 'collective', collective: 'barrier', bytes: 0 }), store.laterFlops()] as const;
    later.push(() => {
      try {
        const action = readAction(tokens, { rank, ranks: store.ranks, defaultBytes });
        if (action.do !== 'operations') return;
        store.operations[codes[0]] = action.operations[0];
        store.setFlops(codes[1], action.flops);
        checkPeers(action, place);
      } catch (problem) {
        if (problem instanceof TiSyntaxError) fail(place, problem.at, problem.message);
        throw problem;
      }
    });
    return { entry: { do: 'codes', codes }, perRank: false };
  }

  const unknown = new Set<Entry>();

  function find(bytes: Uint8Array, from: number, to: number, rank: number, state: RankState, lineStart: number): Entry {
    const number = lines.numberOf(bytes, from, to) * 2 + (state.defaultBytes === 8 ? 1 : 0);
    const entry = entries[number] ?? (entriesOfRank.size > 0 ? entriesOfRank.get(`${number} ${rank}`) : undefined);
    if (entry !== undefined) return entry;
    const text = textOf(bytes, from, to);
    const first = firstEntry(text, rank, state.defaultBytes, { file, line, column: from - lineStart + 1 });
    while (entries.length <= number) entries.push(undefined);
    if (first.perRank) entriesOfRank.set(`${number} ${rank}`, first.entry);
    else entries[number] = first.entry;
    if (skipUnknown && scopeOf(tokensOf(text)) === undefined) unknown.add(first.entry);
    return first.entry;
  }

  function variant(variants: Map<number, number>, handle: number | undefined, make: () => Operation): number {
    const known = variants.get(handle ?? -1);
    if (known !== undefined) return known;
    const code = store.addOperation(make());
    variants.set(handle ?? -1, code);
    return code;
  }

  function add(entry: Entry, rank: number, state: RankState, place: () => Place): void {
    const { requests } = state;
    switch (entry.do) {
      case 'codes':
        for (const code of entry.codes) store.push(rank, code);
        if (unknown.has(entry)) skipped++;
        return;
      case 'init': state.defaultBytes = entry.defaultBytes; return;
      case 'start': {
        if (entry.probe !== undefined) store.push(rank, entry.probe);
        const handle = openRequest(requests, entry.key);
        store.push(rank, variant(entry.variants, handle, () => ({ ...entry.operation, ...(handle === undefined ? {} : { request: handle }) })));
        return;
      }
      case 'exchange': {
        // Its receive has a handle of its own, which no `wait` of the trace names.
        const handle = openRequest(requests, keys.exchange) ?? 0;
        store.push(rank, variant(entry.variants, handle, () => ({ ...entry.action.receive, request: handle })));
        store.push(rank, entry.send);
        store.push(rank, variant(waits.handles, handle, () => ({ op: 'wait', request: handle })));
        closeRequest(requests, keys.exchange);
        return;
      }
      case 'request': {
        if (entry.from !== rank && entry.to !== rank) fail(place(), 0, `Rank ${rank} cannot wait for a message from rank ${entry.from} to rank ${entry.to}: it is neither.`);
        const key = entry.from === rank && oldestRequest(requests, entry.sendKey) !== undefined ? entry.sendKey : entry.to === rank ? entry.receiveKey : entry.sendKey;
        const handle = oldestRequest(requests, key);
        if (handle === undefined) {
          if (requests.overflow) fail(place(), 0, 'This waits for one of more than 65,000 open requests. Use waitall, or wait for earlier ones first.');
          // SimGrid takes it that a test has completed the request before.
          return;
        }
        store.push(rank, entry.test ? variant(waits.tests, handle, () => ({ op: 'test', request: handle })) : variant(waits.handles, handle, () => ({ op: 'wait', request: handle })));
        if (!entry.test) closeRequest(requests, key);
        return;
      }
      case 'wait-all':
        waitAll(rank, requests);
    }
  }

  function waitAll(rank: number, requests: Requests): void {
    if (requests.count === 0) return;
    if (waits.all < 0) waits.all = store.addOperation({ op: 'waitall' });
    store.push(rank, waits.all);
    closeAll(requests);
  }

  /** A whole line, without its end. */
  function takeLine(bytes: Uint8Array, from: number, end: number): void {
    line++;
    let to = end;
    while (to > from && (bytes[to - 1] === space || bytes[to - 1] === tab || bytes[to - 1] === carriageReturn)) to--;
    let at = from;
    while (at < to && (bytes[at] === space || bytes[at] === tab)) at++;
    if (at === to || bytes[at] === hash) return;
    const first = at;
    if (bytes[at] === letterP) at++;
    let rank = 0;
    const digits = at;
    for (let digit = bytes[at] - 48; at < to && digit >= 0 && digit <= 9; digit = bytes[++at] - 48) rank = rank < mostRanks ? rank * 10 + digit : rank;
    const here = (): Place => ({ file, line, column: first - from + 1 });
    if (at === digits || (at < to && bytes[at] !== space && bytes[at] !== tab)) fail(here(), 0, 'A line begins with the number of its rank, such as `0 compute 1e6`.');
    if (rank >= (knownRanks ?? mostRanks)) fail(here(), 0, `There is no rank ${rank}: there are ${knownRanks ?? mostRanks} ranks, from 0.`);
    if (file !== undefined && rank !== file) fail(here(), 0, `This is the text of rank ${file}, but the line is of rank ${rank}.`);
    while (at < to && (bytes[at] === space || bytes[at] === tab)) at++;
    if (at === to) fail({ file, line, column: to - from + 1 }, 0, `What rank ${rank} does is missing.`);
    const state = stateOf(rank);
    const flops = plainCompute(bytes, at, to);
    if (flops >= 0) {
      store.push(rank, store.flopsCode(flops));
      return;
    }
    add(find(bytes, at, to, rank, state, from), rank, state, () => ({ file, line, column: at - from + 1 }));
  }

  function keep(bytes: Uint8Array, from: number, to: number): void {
    const needed = carried + to - from;
    if (needed > longestLine) fail({ file, line: line + 1, column: 1 }, 0, `The line is longer than ${longestLine} bytes. Is this a trace?`);
    if (needed > carry.length) {
      const wider = new Uint8Array(Math.max(needed, carry.length * 2));
      wider.set(carry.subarray(0, carried));
      carry = wider;
    }
    carry.set(bytes.subarray(from, to), carried);
    carried = needed;
  }

  function endText(): void {
    if (carried > 0) takeLine(carry, 0, carried);
    carried = 0;
  }

  function takePiece(bytes: Uint8Array): void {
    let from = 0;
    for (let to = bytes.indexOf(lineFeed); to >= 0; to = bytes.indexOf(lineFeed, from)) {
      if (carried > 0) {
        keep(bytes, from, to);
        endText();
      } else takeLine(bytes, from, to);
      from = to + 1;
    }
    keep(bytes, from, bytes.length);
  }

  /** False when it went wrong. */
  function attempt(work: () => void): boolean {
    if (error !== undefined) return false;
    try {
      work();
      return true;
    } catch (problem) {
      if (!(problem instanceof PlacedError)) throw problem;
      error = problem.error;
      return false;
    }
  }

  return {
    write: (piece, rank) => attempt(() => {
      if (rank !== file) {
        endText();
        file = rank;
        line = 0;
        if (rank !== undefined) stateOf(rank);
      }
      takePiece(typeof piece === 'string' ? bytesOf(piece) : piece);
    }),
    end() {
      attempt(() => {
        endText();
        store.ranks = Math.max(store.ranks, knownRanks ?? 0);
        if (store.ranks === 0) fail({ file, line: Math.max(1, line), column: 1 }, 0, 'The trace is empty: no line says what a rank does.');
        for (let i = 0; i < later.length; i++) later[i]();
        states.forEach(({ requests }, rank) => { waitAll(rank, requests); });
      });
      return error === undefined ? { ok: true, trace: store.finish(skipped) } : { ok: false, error };
    },
  };
}

/** Thrown inside the reader only. */
class PlacedError extends Error {
  readonly error: TiError;
  constructor(error: TiError) {
    super(error.message);
    this.error = error;
  }
}
