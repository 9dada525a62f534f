import { createClient, messagePortChannel, webSocketChannel, type Channel } from '../main/rpc/index.ts';
import type { Connection } from './stores/connection.ts';

const answerMs = 10_000;

/** The preload posts a port to its own window when the page asks for one; every call gets a port of its own. */
function portChannel(): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error('the window got no connection to its main process'))), answerMs);
    const listen = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports;
      if (event.source === window && isOffer(event.data) && port !== undefined) settle(() => resolve(messagePortChannel(port)));
    };
    const settle = (then: () => void): void => {
      clearTimeout(timer);
      removeEventListener('message', listen);
      then();
    };
    addEventListener('message', listen);
    postMessage({ doorbell: 'connect' }, location.origin);
  });
}

function isOffer(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'doorbell' in data && data.doorbell === 'port';
}

function socketChannel(): Promise<Channel> {
  const address = new URL('/rpc', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const token = new URLSearchParams(location.search).get('token');
  if (token !== null) address.searchParams.set('token', token);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const timer = setTimeout(() => socket.close(), answerMs);
    socket.addEventListener('open', () => {
      clearTimeout(timer);
      resolve(webSocketChannel(socket));
    });
    socket.addEventListener('close', () => reject(new Error('nothing answers at this address, or the link lacks its token')));
  });
}

/** Connects to the host that serves this page: a port under Electron, a socket elsewhere. */
export async function connectServices(): Promise<Connection> {
  const channel = /\bElectron\//.test(navigator.userAgent) ? await portChannel() : await socketChannel();
  return { services: createClient(channel), onClose: (listener) => channel.onClose(listener) };
}
