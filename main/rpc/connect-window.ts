import type { Channel } from './channel.ts';
import { createInbox } from './channel.ts';
import { messagePortChannel } from './transports/message-port.ts';
import { webSocketChannel } from './transports/web-socket.ts';

/**
 * The connection of a window to its host. Under Electron the preload is asked for a MessagePort, otherwise a WebSocket
 * is opened to where the page came from, admitted by the cookie that came with the page. Every call makes a new
 * connection, so a window whose connection ended can connect again.
 */
export function connectWindow(view: Window): Channel {
  if (/\bElectron\//.test(view.navigator.userAgent)) return portFromPreload(view);
  const { protocol, host } = view.location;
  return webSocketChannel(new WebSocket(`${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/rpc`));
}

/** Usable at once: what is sent before the port came waits for it. */
function portFromPreload(view: Window): Channel {
  const inbox = createInbox();
  const waiting: string[] = [];
  let channel: Channel | undefined;
  const onMessage = (event: MessageEvent<unknown>) => {
    const [port] = event.ports;
    if (event.source !== view || event.origin !== view.location.origin || !port || !isOffer(event.data)) return;
    view.removeEventListener('message', onMessage);
    channel = messagePortChannel(port);
    channel.onFrame(inbox.deliver);
    channel.onClose(inbox.end);
    for (const frame of waiting.splice(0)) channel.send(frame);
    if (inbox.closed) channel.close();
  };
  view.addEventListener('message', onMessage);
  view.postMessage({ doorbell: 'connect' }, view.location.origin);
  return {
    send(frame) {
      if (channel) channel.send(frame);
      else waiting.push(frame);
    },
    onFrame: inbox.onFrame,
    onClose: inbox.onClose,
    close() {
      channel?.close();
      inbox.end();
    },
  };
}

function isOffer(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'doorbell' in data && data.doorbell === 'port';
}
