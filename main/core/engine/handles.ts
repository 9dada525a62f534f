/** State of a request's handle. `complete`: ended, and nobody has waited for it yet. `awaited`: open, and the rank waits for it. */
export const handle = { closed: 0, open: 1, complete: 2, awaited: 3 } as const;

/** Request handles of all ranks: each rank, and each schedule of a collective it runs, has a range of entries. */
export interface Handles {
  state: Uint8Array;
  /** Open requests: those of a collective may share a handle. */
  pending: Int32Array;
  /** Sender and tag of the message that a receive got; sender -1: it was no receive. */
  source: Int32Array;
  tag: Int32Array;
  end: number;
}

/** Room for `count` handles, all closed. */
export function createHandles(count: number): Handles {
  return { state: new Uint8Array(count), pending: new Int32Array(count), source: new Int32Array(count), tag: new Int32Array(count), end: count };
}

/** First of `count` further handles. */
export function takeHandles(handles: Handles, count: number): number {
  const first = handles.end;
  handles.end += count;
  if (handles.end > handles.state.length) {
    const size = Math.max(handles.end, handles.state.length * 2);
    const state = new Uint8Array(size);
    state.set(handles.state);
    handles.state = state;
    for (const key of ['pending', 'source', 'tag'] as const) {
      const wider = new Int32Array(size);
      wider.set(handles[key]);
      handles[key] = wider;
    }
  }
  return first;
}
