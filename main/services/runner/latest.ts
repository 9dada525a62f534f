import type { CancelSignal } from '../../core/contract/index.ts';

/** A value that changes, for any number of watchers. */
export interface Latest<Value> {
  readonly current: Value;
  set(value: Value): void;
  /** No change comes any more. Watchers end after they got the last value. */
  end(): void;
  /** The current value at once, then the newest value at most every `minimumMs`, until the end or the abort. */
  watch(signal?: CancelSignal): AsyncIterable<Value>;
}

/** Ten values a second are enough for eyes, and never a burden for a line. */
export const minimumMs = 100;

/** A changing value that starts as `initial`. */
export function createLatest<Value>(initial: Value): Latest<Value> {
  let current = initial;
  let version = 0;
  let ended = false;
  const waiting = new Set<() => void>();

  function wake(): void {
    for (const go of [...waiting]) go();
  }

  /** Waits for a change, the end, the abort, or the time, if one is given. */
  function pause(signal: CancelSignal | undefined, ms: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(go, ms);
      function go(): void {
        clearTimeout(timer);
        waiting.delete(go);
        signal?.removeEventListener('abort', go);
        resolve();
      }
      if (ms === undefined) waiting.add(go);
      signal?.addEventListener('abort', go);
    });
  }

  return {
    get current() {
      return current;
    },
    set(value) {
      if (ended) return;
      current = value;
      version += 1;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *watch(signal) {
      let seen = -1;
      for (;;) {
        if (signal?.aborted === true) return;
        if (seen !== version) {
          seen = version;
          yield current;
          if (!ended) await pause(signal, minimumMs);
        } else if (ended) return;
        else await pause(signal, undefined);
      }
    },
  };
}
