import type { CancelSignal } from '../../core/contract/index.ts';

/** Something that changes, for any number of watchers. */
export interface Latest<Value> {
  readonly current: Value;
  /** It has changed. Costs nothing but waking who waits: the value is made when somebody takes it. */
  changed(): void;
  /** No change comes any more. Watchers end after they got the last value. */
  end(): void;
  /** The current value at once, then the newest value at most every `minimumMs`, until the end or the abort. */
  watch(signal?: CancelSignal): AsyncIterable<Value>;
}

/** Ten values a second are enough for eyes, and never a burden for a line. */
export const minimumMs = 100;

/** Watches what `read` answers. */
export function createLatest<Value>(read: () => Value): Latest<Value> {
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
      return read();
    },
    changed() {
      if (ended) return;
      version += 1;
      wake();
    },
    end() {
      ended = true;
      version += 1;
      wake();
    },
    async *watch(signal) {
      let seen = -1;
      for (;;) {
        if (signal?.aborted === true) return;
        if (seen !== version) {
          seen = version;
          yield read();
          if (!ended) await pause(signal, minimumMs);
        } else if (ended) return;
        else await pause(signal, undefined);
      }
    },
  };
}
