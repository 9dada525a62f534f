import { EventEmitter } from 'node:events';

/** The main process's end of a port that a page transferred: an emitter that keeps messages until it is started. */
export class MessagePortMain extends EventEmitter {
  early: unknown[] | undefined = [];
  closed = false;
  readonly peer: { post(data: unknown): void; close(): void };
  constructor(peer: MessagePortMain['peer']) { super(); this.peer = peer; }
  postMessage(data: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new TypeError(transfer.every((item) => item instanceof MessagePortMain) ? 'transferring a port onwards is not modelled by the stand-in' : 'Port at index 0 is not a valid port');
    const copy = structuredClone(data);
    if (!this.closed) this.peer.post(copy);
  }
  start(): void {
    const { early = [] } = this;
    this.early = undefined;
    for (const data of early) this.receive(data);
  }
  close(): void { if (!this.closed) this.peer.close(); this.end(); }

  /** For the stand-in: a message from the page. */
  receive(data: unknown): void {
    if (this.early) this.early.push(data);
    else if (!this.closed) this.emit('message', { data, ports: [] });
  }

  /** For the stand-in: the page or its end of the port is gone. */
  end(): void { if (!this.closed) { this.closed = true; this.emit('close'); } }
}
