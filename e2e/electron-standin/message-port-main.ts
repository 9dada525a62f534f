import { EventEmitter } from 'node:events';

/** The main process's end of a port that a page transferred. Messages wait until it is started. */
export class MessagePortMain extends EventEmitter {
  early: unknown[] | undefined = [];
  closed = false;
  readonly peer: { post(data: unknown): void; close(): void };

  constructor(peer: { post(data: unknown): void; close(): void }) {
    super();
    this.peer = peer;
  }

  postMessage(data: unknown, transfer: readonly unknown[] = []): void {
    for (const [index, item] of transfer.entries()) if (!(item instanceof MessagePortMain)) throw new TypeError(`Port at index ${index} is not a valid port`);
    if (transfer.length > 0) throw new Error('transferring a port onwards is not modelled by the stand-in');
    const copy = structuredClone(data);
    if (!this.closed) this.peer.post(copy);
  }

  start(): void {
    const early = this.early ?? [];
    this.early = undefined;
    for (const data of early) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (!this.closed) this.peer.close();
    this.end();
  }

  /** For the stand-in: a message from the page. */
  receive(data: unknown): void {
    if (this.early) this.early.push(data);
    else if (!this.closed) this.emit('message', { data, ports: [] });
  }

  /** For the stand-in: the page or its end of the port is gone. */
  end(): void {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }
}
