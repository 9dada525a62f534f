/**
 * Where things are in the records of hosts and messages. A record is one or two cache lines: what an event needs of its host is together.
 * Floating-point fields count in steps of 8 bytes, whole ones in steps of 4, from the beginning of the record.
 */
export const layout = {
  /** Of a host's record: log2 of its floating-point and whole fields. */
  hostNumbers: 4,
  hostWholes: 5,
  /** When processor and interface are free, nanoseconds. */
  cpuFree: 0,
  sendFree: 1,
  arriveFree: 2,
  /** Order of first insertion of the first operation of each run. */
  sendOrder: 3,
  calculateOrder: 4,
  receiveOrder: 5,
  /** When the receives of the run are due. */
  receiveTime: 6,
  /** The host's place in the queue, when it has one. */
  turnTime: 7,
  turnOrder: 8,
  /** Runs of operations that are ready: consecutive operations of one kind with consecutive orders. */
  sendOperation: 18,
  sendCount: 19,
  calculateOperation: 20,
  calculateCount: 21,
  receiveOperation: 22,
  receiveCount: 23,
  /** Messages that arrived and wait for the host, in order; 0 is none. */
  arrivals: 24,
  lastArrival: 25,
  /** How many messages were handled that no receive wanted yet. */
  unexpected: 26,
  /** Of a loop: how many operations of the phase are not over, and where the step is that comes next. */
  open: 27,
  step: 28,
  /** Where in the queue it stands: one of `place`, and its neighbours in the bucket; -1 is none. */
  turnPlace: 29,
  turnNext: 30,
  turnBefore: 31,

  /** Of a message's record. */
  messageNumbers: 2,
  messageWholes: 3,
  time: 0,
  order: 1,
  operation: 4,
  sender: 5,
  next: 6,

  /** Of a step's record: a phase has its first operation, how many send, receive, and are there in all. A repeat has the step to go back to, -1, how often in all, and how often it was. */
  stepWholes: 3,
  stepFirst: 0,
  stepSends: 1,
  stepReceives: 2,
  stepCount: 3,
  stepDone: 4,
  stepSendsOfRepeat: -1,
  stepSendsAtEnd: -2,

  /** Among the numbers that all share. */
  inserted: 0,
  topTime: 1,
  topOrder: 2,
  heapTime: 3,
  heapOrder: 4,
  /** Buckets per nanosecond: 1 or a power of a half. */
  perNs: 5,
} as const;

/** Where a host's turn stands. */
export const place = { none: 0, ring: 1, heap: 2 } as const;
