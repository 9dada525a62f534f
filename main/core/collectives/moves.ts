import type { Flow, Group, Piece, Slot } from './flow.ts';

/** A collective as its algorithm sees it, on one member. */
export interface Call {
  readonly flow: Flow;
  readonly member: number;
  readonly members: number;
  readonly root: number;
  /** As in `CollectiveOperation`. */
  readonly bytes: number;
  readonly counts?: readonly number[];
  readonly receiveCounts?: readonly number[];
  /** Bytes of a segment; 0: messages are not cut. */
  readonly segmentBytes: number;
  readonly tag: number;
  /** Another collective within this one, by the library's decision unless an algorithm is named. */
  readonly within: (part: Part) => void;
}

/** A collective that is part of another. */
export interface Part {
  readonly collective: 'bcast' | 'reduce' | 'gather' | 'scatter';
  readonly algorithm?: string;
  readonly bytes: number;
  readonly counts?: readonly number[];
}

/** A blocking send of what lies in a slot. */
export function send({ flow, tag }: Call, to: number, piece: Piece, slot: Slot = 0): void {
  flow.emit({ do: 'send', to, tag, piece, slot });
}

/** A send that is over when its receive began. */
export function sendSynchronously({ flow, tag }: Call, to: number, piece: Piece): void {
  flow.emit({ do: 'send', to, tag, piece, slot: 0, synchronous: true });
}

/** A blocking receive into a slot. */
export function receive({ flow, tag }: Call, from: number, piece: Piece, slot: Slot = 0): void {
  flow.emit({ do: 'receive', from, tag, piece, slot });
}

/** Posts a receive. */
export function startReceive({ flow, tag }: Call, from: number, piece: Piece, slot: Slot = 0, group: Group = 'receives'): void {
  flow.emit({ do: 'start-receive', from, tag, piece, slot, group });
}

/** Posts a send; the slot must not change before it is over. */
export function startSend({ flow, tag }: Call, to: number, piece: Piece, slot: Slot = 0): void {
  flow.emit({ do: 'start-send', to, tag, piece, slot });
}

/** Waits for all posted requests of these groups. */
export function wait({ flow }: Call, ...groups: readonly Group[]): void {
  flow.emit({ do: 'wait', groups });
}

/** As MPI_Sendrecv: the receive is posted, then a blocking send, then the receive is waited for. */
export function sendReceive(call: Call, to: number, out: Piece, from: number, into: Piece, slots: { readonly out?: Slot; readonly into?: Slot } = {}): void {
  startReceive(call, from, into, slots.into ?? 0);
  send(call, to, out, slots.out ?? 0);
  wait(call, 'receives');
}

/** Reduces a slot, default the temporary 1, into another. */
export function combine({ flow }: Call, piece: Piece, from: Slot = 1, into: Slot = 0): void {
  flow.emit({ do: 'combine', piece, from, into });
}

/** Copies inside memory. */
export function copy({ flow }: Call, piece: Piece, from: Slot, into: Slot): void {
  flow.emit({ do: 'copy', piece, from, into });
}
