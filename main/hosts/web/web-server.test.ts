import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fakeServices, progressOf } from '../../rpc/fake-services.ts';
import { createClient, webSocketChannel } from '../../rpc/index.ts';
import { plain } from '../assets.ts';
import { startWebServer } from './web-server.ts';
import type { WebServer } from './web-server.ts';

let server: WebServer;
let watchers = 0;

beforeEach(async () => {
  server = await startWebServer({
    port: 0,
    assets: (asked) => Promise.resolve(plain(200, `asset ${new URL(asked.url).pathname}`)),
    services: fakeServices({
      catalog: { list: () => Promise.resolve([]) },
      batches: {
        async *watch(batch, signal) {
          watchers += 1;
          try {
            yield progressOf(batch, 1);
            await new Promise<void>((resolve) => { signal?.addEventListener('abort', resolve); });
          } finally {
            watchers -= 1;
          }
        },
      },
    }),
  });
});
afterEach(() => server.close());

interface Answer { readonly status: number | undefined; readonly headers: IncomingHttpHeaders; readonly body: string }

function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => { body += text; }).on('end', () => { resolve({ status: response.statusCode, headers: response.headers, body }); });
    }).on('error', reject).end();
  });
}

async function enter(): Promise<string> {
  const { headers } = await get(`/${new URL(server.url).search}`);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

const address = (path = '/rpc') => `ws://127.0.0.1:${server.port}${path}`;
const origin = () => `http://127.0.0.1:${server.port}`;

/** The status of a refused upgrade. */
async function upgrade(path: string, headers: Readonly<Record<string, string>>): Promise<number | 'open'> {
  const socket = new WebSocket(address(path), { headers });
  return new Promise((resolve) => {
    socket.on('open', () => { socket.terminate(); resolve('open'); });
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => { response.resume(); resolve(response.statusCode ?? 0); });
  });
}

describe('the web server', () => {
  test('admits by token, then by cookie', async () => {
    expect((await get('/')).status).toBe(401);
    const entered = await get(`/${new URL(server.url).search}`);
    expect([entered.status, entered.headers.location]).toEqual([303, '/']);
    expect(await get('/a.js', { cookie: await enter() })).toMatchObject({ status: 200, body: 'asset /a.js\n' });
  });

  test('refuses foreign Host and Origin, with the safety headers', async () => {
    const cookie = await enter();
    const refused = await get('/', { cookie, host: 'evil.example' });
    expect(refused.status).toBe(403);
    expect(refused.headers['x-content-type-options']).toBe('nosniff');
    expect((await get('/', { cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect(await upgrade('/rpc', { cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await upgrade('/rpc', { cookie })).toBe(403);
    expect(await upgrade('/rpc', { origin: origin() })).toBe(401);
    expect(await upgrade('/other', { cookie, origin: origin() })).toBe(404);
    expect(await upgrade('/rpc', { cookie, origin: origin() })).toBe('open');
  });

  test('answers calls, and frees a subscription with its connection', async () => {
    const socket = new WebSocket(address(), { headers: { cookie: await enter(), origin: origin() } });
    const services = createClient(webSocketChannel(socket));
    expect(await services.catalog.list()).toEqual([]);
    const iterator = services.batches.watch('b')[Symbol.asyncIterator]();
    expect(await iterator.next()).toMatchObject({ value: { done: 1 } });
    expect(watchers).toBe(1);
    socket.terminate();
    await expect.poll(() => watchers).toBe(0);
  });

  test('survives a peer that sends binary, nonsense or too much', async () => {
    const headers = { cookie: await enter(), origin: origin() };
    const binary = new WebSocket(address(), { headers });
    await once(binary, 'open');
    binary.send(Buffer.from([0, 1, 2]));
    const [code] = await once(binary, 'close') as [number];
    expect(code).toBe(1003);
    const large = new WebSocket(address(), { headers });
    await once(large, 'open');
    large.send('x'.repeat(33 * 1024 * 1024));
    expect((await once(large, 'close') as [number])[0]).toBe(1009);
    const nonsense = new WebSocket(address(), { headers });
    await once(nonsense, 'open');
    nonsense.send('{"v":1');
    const [answer] = await once(nonsense, 'message') as [Buffer];
    expect(answer.toString()).toContain('refused');
    nonsense.terminate();
    expect(await upgrade('/rpc', headers)).toBe('open');
  });

  test('survives what is no HTTP', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    socket.write('GET //%zz HTTP/1.1\r\nHost: localhost\r\n\r\n\u0000\u0001nonsense\r\n\r\n');
    await once(socket, 'close');
    expect((await get('/')).status).toBe(401);
  });

  test('listens on the loopback address alone', async () => {
    const outside = Object.values(networkInterfaces()).flat().find((entry) => entry && !entry.internal && entry.family === 'IPv4');
    const host = outside?.address ?? '127.0.0.2';
    const socket = connect(server.port, host);
    const outcome = await new Promise<string>((resolve) => {
      socket.on('connect', () => { resolve('connected'); });
      socket.on('error', () => { resolve('refused'); });
    });
    socket.destroy();
    expect(outcome).toBe('refused');
  });
});
