/** The programs that a host can start beside itself. */
export type WorkerEntry = 'engine-worker' | 'plugin-sandbox';

/**
 * A process started by the host: child_process.fork under plain Node, utilityProcess.fork under Electron. Messages are
 * plain JSON data. `exit` is reported once, also after `kill`; messages sent to a dead process are dropped.
 */
export interface WorkerProcess {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** `code` is undefined where a signal ended the process. */
  onExit(listener: (code: number | undefined) => void): void;
  /** Ends the process at once. `onExit` tells when it is gone; asked a second time, by the strongest means that the system has. */
  kill(): void;
}

/** Starts a worker; must not throw when the process cannot start, but report an exit. */
export type SpawnWorker = (entry: WorkerEntry) => WorkerProcess;
