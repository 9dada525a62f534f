import { join } from 'node:path';
import { startHost } from '../fixtures/host-process.ts';
import { expect, out, test } from '../fixtures/lab.ts';

const entry = join(out, 'main/web.js');

test('the page is refused without the token, under a foreign name, and to another page', async ({ lab }) => {
  const running = await lab.start();
  const page = await running.page();
  const { origin } = new URL(page.url());
  expect(page.url()).not.toContain('token');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect((await fetch(`${origin}/`)).status).toBe(401);
  expect((await fetch(`${origin}/?token=wrong`)).status).toBe(401);
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  expect((await fetch(`${origin}/`, { headers: { cookie: cookies } })).status).toBe(200);
  expect((await fetch(`${origin}/`, { headers: { cookie: cookies, origin: 'http://evil.example' } })).status).toBe(403);
  const rebound = await page.context().browser()?.newContext();
  const foreign = await rebound?.newPage();
  await foreign?.route('http://evil.example/', (route) => route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }));
  await foreign?.goto('http://evil.example/');
  const outcome = await foreign?.evaluate((url) => new Promise<string>((resolve) => {
    const socket = new WebSocket(url);
    socket.onopen = () => { resolve('open'); };
    socket.onerror = () => { resolve('refused'); };
  }), `${origin.replace('http', 'ws')}/rpc?token=${cookies.split('=')[1] ?? ''}`);
  expect(outcome).toBe('refused');
  await rebound?.close();
});

test('a link on another site opens the lab, as in a terminal that is a web page', async ({ lab, page }) => {
  const host = startHost(entry, ['--workspace', lab.workspace]);
  const [, url = ''] = await host.line(/^LISTEN (\S+)$/m);
  await page.route('http://hub.example/', (route) => route.fulfill({ body: `<!doctype html><link rel="icon" href="data:,"><a href="${url}">${url}</a>`, contentType: 'text/html' }));
  await page.goto('http://hub.example/');
  await page.getByRole('link').click();
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  expect(page.url()).not.toContain('token');
  // A link without the token is somebody else's guess.
  await page.goto('http://hub.example/');
  await page.evaluate((address) => { location.href = address; }, `${new URL(url).origin}/`);
  await expect(page.getByText('The token is missing or wrong')).toBeVisible();
  expect(await host.stop()).toBe(0);
});

test('the page says when its host is gone', async ({ lab }) => {
  const running = await lab.start();
  const page = await running.page();
  // Shown by a page that is connected.
  await expect(page.getByText(/^\d+ workers/)).toBeVisible();
  await running.kill();
  await expect(page.getByText('The connection to Doorbell was lost')).toBeVisible();
});

test('a signal ends the host well, and its port is free', async ({ lab }) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    const host = startHost(entry, ['--workspace', lab.workspace]);
    await host.line(/^LISTEN http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/m);
    host.child.kill(signal);
    expect(await host.exit, signal).toBe(0);
    expect(host.output().trim().split('\n')).toHaveLength(1);
  }
});

test('wrong use and a port in use are told on stderr', async ({ lab }) => {
  const wrong = startHost(entry, ['--port', 'many']);
  expect(await wrong.exit).toBe(2);
  expect(wrong.output()).toContain('--port: must be a whole number from 0 to 65535, not "many".');
  expect(await startHost(entry, ['--nonsense']).exit).toBe(2);
  const page = await (await lab.start()).page();
  const second = startHost(entry, ['--workspace', lab.workspace, '--port', new URL(page.url()).port]);
  expect(await second.exit).toBe(1);
  expect(second.output()).toContain('is in use by another program');
});
