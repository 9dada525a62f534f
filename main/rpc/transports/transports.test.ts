import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket, WebSocketServer } from 'ws';
import type { Channel } from '../channel.ts';
import { memoryChannels } from './memory.ts';
import { messagePortChannel, messagePortMainChannel } from './message-port.ts';
import { webSocketChannel } from './web-socket.ts';

interface Pair {
  readonly near: Channel;
  readonly far: Channel;
  /** Sends what is not text, past the channel of the near end. */
  readonly sendBinary: () => void;
}

const cleanups: (() => void)[] = [];
afterEach(() => { for (const cleanup of cleanups.splice(0)) cleanup(); });

async function webSockets(kind: 'ws' | 'browser'): Promise<Pair> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => { server.close(); });
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accepted = once(server, 'connection') as Promise<[NodeWebSocket]>;
  const socket = kind === 'ws' ? new NodeWebSocket(url) : new WebSocket(url);
  const near = webSocketChannel(socket);
  const [peer] = await accepted;
  const far = webSocketChannel(peer);
  return { near, far, sendBinary: () => { socket.send(new Uint8Array([1, 2, 3])); } };
}

function ports(kind: 'dom' | 'emitter'): Promise<Pair> {
  // Node's port has both faces: the DOM's and an emitter's, whose messages come without an event around them.
  const { port1, port2 } = new MessageChannel();
  const near = messagePortChannel(port1 as unknown as MessagePort);
  const far = kind === 'dom' ? messagePortChannel(port2 as unknown as MessagePort) : messagePortMainChannel({
    postMessage: (message) => { port2.postMessage(message); },
    on: (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) => port2.on(event, (data: unknown) => { listener({ data }); }),
    start: () => { port2.start(); },
    close: () => { port2.close(); },
  });
  cleanups.push(() => { port1.close(); });
  return Promise.resolve({ near, far, sendBinary: () => { port1.postMessage(new Uint8Array([1, 2, 3])); } });
}

const closing = (channel: Channel): Promise<void> => new Promise((resolve) => { channel.onClose(resolve); });

const transports: readonly (readonly [string, () => Promise<Pair>])[] = [
  ['ws', () => webSockets('ws')],
  ["the browser's WebSocket", () => webSockets('browser')],
  ["the browser's MessagePort", () => ports('dom')],
  ["Electron's port", () => ports('emitter')],
];

const memory = (): Promise<Omit<Pair, 'sendBinary'>> => {
  const [near, far] = memoryChannels();
  return Promise.resolve({ near, far });
};

describe.each([['memory', memory] as const, ...transports])('%s', (_name, open) => {
  test('carries frames in order, both ways, early ones too', async () => {
    const { near, far } = await open();
    const sent = Array.from({ length: 50 }, (_value, index) => `frame ${index} ✓`);
    for (const frame of sent) near.send(frame);
    const echoed: string[] = [];
    await new Promise<void>((resolve) => {
      near.onFrame((frame) => { echoed.push(frame); if (echoed.length === sent.length) resolve(); });
      setImmediate(() => { far.onFrame((frame) => { far.send(frame); }); });
    });
    expect(echoed).toEqual(sent);
  });

  test('tells both ends of the close, once, and then sends nothing', async () => {
    const { near, far } = await open();
    let told = 0;
    near.onClose(() => { told += 1; });
    near.close();
    await Promise.all([closing(near), closing(far)]);
    near.close();
    near.send('late');
    far.send('late');
    await closing(near);
    expect(told).toBe(1);
  });
});

describe.each(transports)('%s', (_name, open) => {
  test('closes on what is not text', async () => {
    const { near, far, sendBinary } = await open();
    far.onFrame(() => { far.send('understood'); });
    near.send('x');
    await new Promise<void>((resolve) => { near.onFrame(() => { resolve(); }); });
    sendBinary();
    await Promise.all([closing(near), closing(far)]);
  });
});
