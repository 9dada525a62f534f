/** A connection that carries encoded frames, in order, both ways. All transports look like this. */
export interface Channel {
  /** Does nothing once the channel is closed. */
  send(frame: string): void;
  /** One listener; frames that arrived before it was set are delivered to it. */
  onFrame(listener: (frame: string) => void): void;
  /** Called once when the connection ends, by whatever side; at once if it has ended. */
  onClose(listener: () => void): void;
  close(): void;
}

/** The receiving half of a channel: what a transport tells it, and the listeners it keeps. */
export interface Inbox {
  readonly closed: boolean;
  deliver(frame: string): void;
  end(): void;
  onFrame(listener: (frame: string) => void): void;
  onClose(listener: () => void): void;
}

/** Keeps early frames for the listener to come, and tells the end once. */
export function createInbox(): Inbox {
  const early: string[] = [];
  const closeListeners: (() => void)[] = [];
  let frameListener: ((frame: string) => void) | undefined;
  let closed = false;
  return {
    get closed() { return closed; },
    deliver(frame) {
      if (closed) return;
      if (frameListener) frameListener(frame);
      else early.push(frame);
    },
    end() {
      if (closed) return;
      closed = true;
      for (const listener of closeListeners.splice(0)) listener();
    },
    onFrame(listener) {
      frameListener = listener;
      for (const frame of early.splice(0)) listener(frame);
    },
    onClose(listener) {
      if (closed) listener();
      else closeListeners.push(listener);
    },
  };
}
