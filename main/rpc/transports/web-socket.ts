import { createInbox } from '../channel.ts';
import type { Channel } from '../channel.ts';

/** What the browser's WebSocket and the `ws` package's have in common. */
export interface SocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

const connecting = 0;
const open = 1;

/** Frames over a WebSocket, as text messages. A binary message closes the connection (1003). */
export function webSocketChannel(socket: SocketLike): Channel {
  const inbox = createInbox();
  const waiting: string[] = [];
  socket.addEventListener('open', () => {
    for (const frame of waiting.splice(0)) socket.send(frame);
  });
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') inbox.deliver(data);
    else socket.close(1003, 'only text is understood');
  });
  // A close event follows; without a listener the `ws` package would throw instead.
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('close', () => { inbox.end(); });
  return {
    send(frame) {
      if (socket.readyState === connecting) waiting.push(frame);
      else if (socket.readyState === open) socket.send(frame);
    },
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close() {
      socket.close(1000);
    },
  };
}
