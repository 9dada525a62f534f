/**
 * Where values stand in the records of the plain kernel: what is looked at together lies together in memory. A record's floats lie in the
 * same memory as its integers, behind them; their places count in floats from the record's beginning.
 */

/** A rank: 64 integers, so it begins at `rank << 6`, its floats at `rank << 5`. */
export const inRank = {
  /** Next instruction. */
  at: 0,
  /** One of `wait`, and the message, request or instruction of the wait. */
  waitsFor: 1,
  waitsOn: 2,
  /** Requests that are open, and those of a collective that it is in. */
  open: 3,
  openInside: 4,
  /** 1: it is in a collective. */
  inside: 5,
  /** Handles and loop counters of the code that runs. */
  handles: 6,
  handleCount: 7,
  loops: 8,
  missing: 9,
  copying: 10,
  waking: 11,
  inCall: 12,
  polling: 13,
  slept: 14,
  /** 1: it has its core. */
  running: 15,
  between: 16,
  kind: 17,
  item: 18,
  finishing: 19,
  stamp: 20,
  programKind: 21,
  kernelHead: 22,
  kernelTail: 23,
  userHead: 24,
  userTail: 25,
  /** One of `rankState`. */
  state: 26,
  pairing: 27,
  /** Of the critical path. */
  vector: 28,
  /** Floats. */
  since: 16,
  remaining: 17,
  programRemaining: 18,
  lastEnd: 19,
  stateSince: 20,
  /** ns by `rankState`: start, compute, overhead, waiting. */
  buckets: 21,
  pollNs: 25,
  eagerBytes: 26,
  /** Its waiting when it last had a peer. */
  waitedNs: 27,
  /** What of the buckets its vector knows of. */
  known: 28,
} as const;

/** A message with its one segment: 32 integers, two cache lines; its number is where its record begins, its floats at half of that. */
export const inMessage = {
  from: 0,
  to: 1,
  tag: 2,
  context: 3,
  handle: 4,
  /** Its pair of ranks, and its number among their messages. */
  pair: 5,
  order: 6,
  profile: 7,
  /** Step at position 0. */
  steps: 8,
  /** The receive that it is for; while there is none, the next message that nobody asked for. */
  request: 9,
  nextKept: 9,
  /** Freed when nothing of it is pending. */
  pending: 10,
  localDone: 11,
  position: 12,
  /** In the one list that its segment stands in. */
  next: 13,
  /** Of the critical path: the sender's vector at the post, and the newest turn. */
  posted: 14,
  turn: 15,
  /** Bits of positions that it waited at, and of those whose service was not the usual one. */
  waited: 16,
  moved: 17,
  /** Floats. */
  postedNs: 9,
  /** When it arrived at its position, which may lie ahead. */
  time: 10,
  enteredNs: 11,
  deliveredNs: 12,
  /** What it waited, one after the other; beyond {@link inlineWaits} in a list of their own. */
  waits: 13,
} as const;

/** Waits that have their place in a message's record; most have no more. */
export const inlineWaits = 3;

/** One direction between two ranks: 32 integers, what is seldom looked at in the second cache line; its number is where its record begins. */
export const inPair = {
  from: 0,
  to: 1,
  profile: 2,
  /** Segments that may be under way, and those that are. */
  windowSegments: 3,
  inFlight: 4,
  /** Messages that wait to enter. */
  head: 5,
  tail: 6,
  posted: 7,
  received: 8,
  /** Receives that wait for a message, and messages that nobody asked for. */
  receives: 9,
  lastReceive: 10,
  kept: 11,
  lastKept: 12,
  /** Guards against entering from within. */
  pumping: 13,
  /** 1: the window counts bytes too. */
  limited: 14,
  /** Of the run's connections; -1: nothing was sent yet. */
  connection: 16,
  /** Messages posted before those of the present profile. */
  counted: 17,
  /** Floats. */
  bytesInFlight: 9,
  windowBytes: 10,
  eagerLimitBytes: 11,
  unexpectedBytes: 12,
  /** Of the messages counted. */
  bytes: 13,
  receiverWaitedNs: 14,
  senderWaitedNs: 15,
} as const;

/** A receive: 8 integers; its number is where its record begins. */
export const inRequest = { tag: 0, context: 1, handle: 2, next: 3, message: 4, bytes: 3 } as const;

/** An instruction: 8 integers; its number is where its record begins. Bytes, ns or count stand in a list of their own. */
export const inInstruction = {
  op: 0,
  a: 1,
  b: 2,
  handle: 3,
  context: 4,
  /** Rank that last did it, and its pair with the peer. */
  rank: 5,
  pair: 6,
} as const;

/** A stage of a profile: 8 integers. */
export const inStep = {
  /** One of `action`, or {@link pastEnd}. */
  action: 0,
  flags: 1,
  /** Row of the stage statistics, and executor. */
  row: 2,
  executor: 3,
  /** Of a line: its instance of rank 0 and how far the next rank's is; -1: `first` is where its list begins. */
  first: 4,
  distance: 5,
  /** One of `pairing`. */
  pair: 6,
} as const;

/** The transport must know that a segment is there; it is served ahead of its time; cut through; on the receiver's side; before the delivery. */
export const stepFlag = { watched: 1, ahead: 2, cutThrough: 4, receiver: 8, data: 16 } as const;

/** Stands behind the last stage. */
export const pastEnd = 15;
