import { createInbox } from '../channel.ts';
import type { Channel, Inbox } from '../channel.ts';

/** The part of the browser's MessagePort that is used. */
export interface PortLike {
  postMessage(message: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close' | 'messageerror', listener: () => void): void;
  start(): void;
  close(): void;
}

/** The part of Electron's MessagePortMain that is used. */
export interface PortMainLike {
  postMessage(message: string): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** Frames over a browser's MessagePort. A message that is not text closes the connection. */
export function messagePortChannel(port: PortLike): Channel {
  const inbox = createInbox();
  const channel = portChannel(port, inbox);
  port.addEventListener('message', ({ data }) => { receive(channel, inbox, data); });
  port.addEventListener('messageerror', () => { channel.close(); });
  port.addEventListener('close', () => { inbox.end(); });
  port.start();
  return channel;
}

/** Frames over Electron's MessagePortMain, which is an emitter and queues until started. */
export function messagePortMainChannel(port: PortMainLike): Channel {
  const inbox = createInbox();
  const channel = portChannel(port, inbox);
  port.on('message', ({ data }) => { receive(channel, inbox, data); });
  port.on('close', () => { inbox.end(); });
  port.start();
  return channel;
}

function portChannel(port: { postMessage(message: string): void; close(): void }, inbox: Inbox): Channel {
  return {
    send(frame) {
      if (!inbox.closed) port.postMessage(frame);
    },
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close() {
      // The side that closes is told nothing by the port.
      port.close();
      inbox.end();
    },
  };
}

function receive(channel: Channel, inbox: Inbox, data: unknown): void {
  if (typeof data === 'string') inbox.deliver(data);
  else channel.close();
}
