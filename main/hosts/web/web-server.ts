import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Services } from '../../core/contract/index.ts';
import { serve, webSocketChannel } from '../../rpc/index.ts';
import { plain } from '../assets.ts';
import type { Assets } from '../assets.ts';
import { createGate } from './gate.ts';
import type { Knock } from './gate.ts';

/** A web host that listens. */
export interface WebServer {
  readonly port: number;
  /** With the token. */
  readonly url: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** Largest frame taken from a browser, bytes: the longest experiment text, encoded. */
const mostPayload = 32 * 1024 * 1024;

/** Serves assets and services on 127.0.0.1. Port 0 takes a free one. Rejects when the port cannot be had. */
export async function startWebServer(options: { readonly port: number; readonly assets: Assets; readonly services: Services; readonly token?: string }): Promise<WebServer> {
  const gate = createGate(options.token);
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: mostPayload });
  const server = createServer((request, response) => {
    respond(request, response).catch(() => { response.destroy(); });
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const admission = gate.admit(knockOf(request));
    if (admission.kind === 'refuse') return write(response, plain(admission.status, admission.reason));
    if (admission.kind === 'redirect') return write(response, enter(admission, request.headers['sec-fetch-site'] === 'cross-site'));
    await write(response, await options.assets(new Request(`http://localhost${request.url ?? '/'}`, { method: request.method })));
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const admission = gate.admitSocket(knockOf(request));
    if (admission.kind !== 'pass') return refuseUpgrade(socket, admission.kind === 'refuse' ? admission.status : 401);
    if (request.url?.split('?')[0] !== '/rpc') return refuseUpgrade(socket, 404);
    sockets.handleUpgrade(request, socket, head, (webSocket) => { serve(webSocketChannel(webSocket), options.services); });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${gate.token}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => { resolve(); }));
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Sets the cookie and goes on to the page. A browser that came by a link on another site (a terminal in a web page)
 * would follow a redirect without the new cookie, as that still counts as coming from there; a page that refreshes
 * itself does not.
 */
function enter({ location, cookie }: { readonly location: string; readonly cookie: string }, crossSite: boolean): Response {
  if (!crossSite) return plain(303, 'Go on.', { location, 'set-cookie': cookie });
  return plain(200, 'Opening Doorbell.', { refresh: `0; url=${location}`, 'set-cookie': cookie });
}

function knockOf({ url, headers }: IncomingMessage): Knock {
  return { path: url ?? '/', host: headers.host, origin: headers.origin, cookie: headers.cookie };
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function write(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(new Uint8Array(await answer.arrayBuffer()));
}
