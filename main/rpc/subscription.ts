/** The reader's end of a subscription. */
export interface Subscription {
  readonly iterator: AsyncIterator<unknown>;
  push(value: unknown): void;
  /** No more items; those that wait are still read. */
  end(): void;
  /** No more items; those that wait are still read, then `next` rejects once. */
  fail(error: Error): void;
}

interface Reader {
  resolve(result: IteratorResult<unknown>): void;
  reject(error: Error): void;
}

/** Queues items for a reader. `more` is told of every item read, `cancel` once when the reader stops early. */
export function createSubscription(peer: { more(count: number): void; cancel(): void }): Subscription {
  const items: unknown[] = [];
  const readers: Reader[] = [];
  let finished = false;
  let error: Error | undefined;

  function finish(): void {
    finished = true;
    for (const reader of readers.splice(0)) {
      if (error) { reader.reject(error); error = undefined; } else reader.resolve({ done: true, value: undefined });
    }
  }

  return {
    iterator: {
      next() {
        if (items.length > 0) {
          const value = items.shift();
          if (!finished) peer.more(1);
          return Promise.resolve({ done: false, value });
        }
        if (error) {
          const thrown = error;
          error = undefined;
          return Promise.reject(thrown);
        }
        if (finished) return Promise.resolve({ done: true, value: undefined });
        return new Promise((resolve, reject) => { readers.push({ resolve, reject }); });
      },
      return() {
        items.length = 0;
        error = undefined;
        if (!finished) {
          finish();
          peer.cancel();
        }
        return Promise.resolve({ done: true, value: undefined });
      },
    },
    push(value) {
      if (finished) return;
      const reader = readers.shift();
      if (!reader) { items.push(value); return; }
      peer.more(1);
      reader.resolve({ done: false, value });
    },
    end() {
      if (!finished) finish();
    },
    fail(reason) {
      if (finished) return;
      error = reason;
      finish();
    },
  };
}
