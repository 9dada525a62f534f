/** The worker's end of its line to the host, the same under child_process.fork and utilityProcess.fork. */
export interface WorkerPort {
  send(message: unknown): void;
  /** Messages that came before the first listener are kept for it. */
  onMessage(listener: (message: unknown) => void): void;
}

interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const parentPort = (process as { readonly parentPort?: ParentPort }).parentPort;
const waiting: unknown[] = [];
let listener: ((message: unknown) => void) | undefined;

// Attached while this module loads: a message that arrives before anybody listens would be lost under Electron.
function receive(message: unknown): void {
  if (listener === undefined) waiting.push(message);
  else listener(message);
}
if (parentPort !== undefined) parentPort.on('message', (event) => receive(event.data));
else {
  process.on('message', receive);
  // The host is gone, by a crash perhaps: a worker has nobody left to work for.
  process.on('disconnect', () => process.exit(0));
}

/** The line to the process that started this one. Import this module before anything else. */
export const workerPort: WorkerPort = {
  send(message) {
    if (parentPort !== undefined) parentPort.postMessage(message);
    else if (process.connected) process.send?.(message);
  },
  onMessage(next) {
    listener = next;
    for (const message of waiting.splice(0)) next(message);
  },
};
