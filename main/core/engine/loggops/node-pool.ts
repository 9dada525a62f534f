/**
 * Everything that is pending: operations that are ready, messages under way or unexpected, receives posted, and the
 * turns of hosts. A node is a number; at any time it is in at most one list, linked by `next`.
 */
export interface NodePool {
  /** Nanoseconds. */
  time: Float64Array;
  /** Order of first insertion, which decides at equal time. */
  order: Float64Array;
  /** Operation, or one of `turn`. */
  operation: Int32Array;
  /** Its host; of a message: the host that sent it. */
  host: Int32Array;
  next: Int32Array;
  free: number;
}

/** Nodes that are no operation: a host's turn, and one that was replaced by an earlier one. */
export const turn = { valid: -1, stale: -2 } as const;

/** An empty pool. */
export function createNodePool(capacity = 1024): NodePool {
  const pool: NodePool = { time: new Float64Array(0), order: new Float64Array(0), operation: new Int32Array(0), host: new Int32Array(0), next: new Int32Array(0), free: -1 };
  growNodePool(pool, capacity);
  return pool;
}

/** Room for more; called when `free` is negative. */
export function growNodePool(pool: NodePool, size: number): void {
  const before = pool.next.length;
  const old = { ...pool };
  (pool.time = new Float64Array(size)).set(old.time);
  (pool.order = new Float64Array(size)).set(old.order);
  (pool.operation = new Int32Array(size)).set(old.operation);
  (pool.host = new Int32Array(size)).set(old.host);
  (pool.next = new Int32Array(size)).set(old.next);
  for (let node = size - 1; node >= before; node--) {
    pool.next[node] = pool.free;
    pool.free = node;
  }
}

/** A free node. */
export function takeNode(pool: NodePool): number {
  if (pool.free < 0) growNodePool(pool, pool.next.length * 2);
  const node = pool.free;
  pool.free = pool.next[node];
  return node;
}

/** Gives a node back. */
export function returnNode(pool: NodePool, node: number): void {
  pool.next[node] = pool.free;
  pool.free = node;
}
