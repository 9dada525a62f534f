import { createClient, messagePortChannel, webSocketChannel, type Channel } from '../main/rpc/index.ts';
import type { Connection } from './stores/connection.ts';

const answerMs = 10_000;

function isPort(event: MessageEvent<unknown>): boolean {
  const { data } = event;
  return event.source === window && event.origin === location.origin && typeof data === 'object' && data !== null && 'doorbell' in data && data.doorbell === 'port';
}

/** Under Electron the preload answers a question of the page with one end of a message channel. */
function askForPort(): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      removeEventListener('message', take);
    };
    const take = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports;
      if (!isPort(event) || port === undefined) return;
      stop();
      resolve(messagePortChannel(port));
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error('The window got no connection to its main process.'));
    }, answerMs);
    addEventListener('message', take);
    window.postMessage({ doorbell: 'connect' }, location.origin);
  });
}

/** The web host lets in who opened the page with its token: the browser sends the cookie that it became. */
function openSocket(): Promise<Channel> {
  const address = new URL('/rpc', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const timer = setTimeout(() => socket.close(), answerMs);
    socket.addEventListener('open', () => {
      clearTimeout(timer);
      resolve(webSocketChannel(socket));
    });
    socket.addEventListener('close', () => {
      clearTimeout(timer);
      reject(new Error('Nothing answers at this address, or Doorbell was started again and has another address now.'));
    });
  });
}

/** Connects to the host that serves this page: over a port under Electron, over a socket elsewhere. */
export async function connectServices(): Promise<Connection> {
  const channel = /\bElectron\//.test(navigator.userAgent) ? await askForPort() : await openSocket();
  return { services: createClient(channel), onClose: (listener) => channel.onClose(listener) };
}
