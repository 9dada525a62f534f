/**
 * Where values stand in the records of the plain kernel: what is looked at together lies together in memory. A record's floats lie in the
 * same memory as its integers, behind them; their places count in floats from the record's beginning.
 */

/** A rank: 64 integers, so it begins at `rank << 6`, its floats at `rank << 5`; a cache line for each paragraph. */
export const inRank = {
  /** One of `work`, its message, and what its event is told by. */
  kind: 0,
  item: 1,
  stamp: 2,
  programKind: 3,
  kernelHead: 4,
  kernelTail: 5,
  userHead: 6,
  userTail: 7,
  /** One of `rankState`. */
  state: 8,
  pairing: 9,
  inCall: 10,
  /** 1: it has its core. */
  running: 11,
  polling: 12,
  slept: 13,
  /** Free messages and receives of its own: what it has is then together in memory. */
  freeMessage: 14,
  freeRequest: 15,

  /** Next instruction. */
  at: 16,
  /** One of `wait`, and the message, request or instruction of the wait. */
  waitsFor: 17,
  waitsOn: 18,
  /** Requests that are open, and those of a collective that it is in. */
  open: 19,
  openInside: 20,
  /** 1: it is in a collective. */
  inside: 21,
  /** Handles and loop counters of the code that runs. */
  handles: 22,
  handleCount: 23,
  loops: 24,
  missing: 25,
  copying: 26,
  waking: 27,
  /** Of the critical path. */
  vector: 28,

  /** Floats. */
  since: 16,
  remaining: 17,
  stateSince: 18,
  /** ns by `rankState`: start, compute, overhead, waiting. */
  buckets: 19,
  pollNs: 23,

  programRemaining: 24,
  lastEnd: 25,
  eagerBytes: 26,
  /** Its waiting when it last had a peer. */
  waitedNs: 27,
  /** What of the buckets its vector knows of. */
  known: 28,
} as const;

/** A message with its one segment: 32 integers, of which the first cache line is all that most events look at; its number is where its record begins, its floats at half of that. */
export const inMessage = {
  from: 0,
  to: 1,
  /** Step at position 0. */
  steps: 2,
  position: 3,
  /** In the one list that its segment stands in. */
  next: 4,
  /** Freed when nothing of it is pending. */
  pending: 5,
  localDone: 6,
  context: 7,
  handle: 8,
  profile: 9,
  /** Bits of positions that it waited at, and of those whose service was not the usual one. */
  waited: 10,
  moved: 11,
  /** Float: when it arrived at its position, which may lie ahead. */
  time: 6,
  /** Float: what it waited first; the next ones in the other line, and beyond {@link inlineWaits} in a list of their own. */
  firstWait: 7,

  tag: 16,
  /** Its pair of ranks, and its number among their messages. */
  pair: 17,
  order: 18,
  /** The receive that it is for; while there is none, the next message that nobody asked for. */
  request: 19,
  nextKept: 19,
  /** Of the critical path: the sender's vector at the post, and the newest turn. */
  posted: 20,
  turn: 21,
  /** Floats. */
  postedNs: 11,
  enteredNs: 12,
  deliveredNs: 13,
  furtherWaits: 14,
} as const;

/** Waits that have their place in a message's record; most have no more. */
export const inlineWaits = 3;

/** One direction between two ranks: 16 integers, a cache line; its number is where its record begins. */
export const inPair = {
  from: 0,
  to: 1,
  profile: 2,
  /** Segments that may be under way, 0: not known yet; and those that are. */
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
} as const;

/** What is seldom looked at of a pair: 8 floats, which begin at half of the pair's number. */
export const inPairNs = {
  bytesInFlight: 0,
  windowBytes: 1,
  eagerLimitBytes: 2,
  unexpectedBytes: 3,
  /** Messages posted before those of the present profile, and their bytes. */
  counted: 4,
  bytes: 5,
  receiverWaitedNs: 6,
  senderWaitedNs: 7,
} as const;

/** A receive: 8 integers; its number is where its record begins. */
export const inRequest = { tag: 0, context: 1, handle: 2, next: 3, message: 4, bytes: 3 } as const;

/** An instruction: 8 integers; its number is where its record begins. */
export const inInstruction = {
  op: 0,
  a: 1,
  b: 2,
  handle: 3,
  context: 4,
  /** Pair with its peer, which is why no two ranks have the same; -1: not looked up yet. */
  pair: 5,
  /** Float: bytes, ns or count. */
  x: 3,
} as const;

/** A stage of a profile: 8 integers. */
export const inStep = {
  /** One of `action`, or {@link pastEnd}. */
  action: 0,
  flags: 1,
  /** Row of the stage statistics, and executor. */
  row: 2,
  executor: 3,
  /** Of a resource or ring: its instance of rank 0 and how far the next rank's is; -1: `first` is where its list begins. Of a signal to a device: its state of rank 0. */
  first: 4,
  distance: 5,
  /** One of `pairing`. */
  pair: 6,
  /** Of a line: delays right behind it, which are passed with it. */
  delays: 7,
  /** Of a resource that takes turns: where the list of ranks' keys begins; -1: each pair has one; below: -2 less the only key of a priority. */
  keys: 7,
} as const;

/**
 * The transport must know that a segment is there; it is served ahead of its time; cut through; on the receiver's side; before the delivery; a
 * signal to a device; a full ring that lets segments wait; turns of those who receive; service that varies.
 */
export const stepFlag = { watched: 1, ahead: 2, cutThrough: 4, receiver: 8, data: 16, device: 32, blocks: 64, receiverKey: 128, varies: 256 } as const;

/** Stands behind the last stage. */
export const pastEnd = 15;
