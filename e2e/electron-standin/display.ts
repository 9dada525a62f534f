import { readFileSync } from 'node:fs';
import type { Browser, Page, Route } from '@playwright/test';
import type { Link } from './link.ts';

/** Chromium knows no `app:`, so a page of `app://doorbell` is shown as one of `https://doorbell.app.test`. */
const toShown = (address: string): string => address.replace(/^app:\/\/([^/]*)/, 'https://$1.app.test');
const toApp = (address: string): string => address.replace(/^https:\/\/([^/]*)\.app\.test/, 'app://$1');

const permissions = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'] as const;
const world = 'electron-preload';
const shell = readFileSync(new URL('preload-world.js', import.meta.url), 'utf8');

interface FromWorld { readonly what: 'ipc' | 'port-message' | 'port-gone'; readonly url: string; readonly number: number; readonly data: unknown }

/** Shows the windows of a stand-in as pages of `browser`, each in a context of its own. `onPage` hears of each, before it loads. */
export function attachDisplay(link: Link, browser: Browser, onPage: (page: Page) => void): void {
  const shown = new Map<number, { readonly page: Page; evaluate(context: number, expression: string): Promise<unknown>; loading: string }>();
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) doorbell/0.1.0 Chrome/${browser.version()} Electron/45.4.1 Safari/537.36`;

  link.answer<{ id: number; width?: number; height?: number; preload: string }>('open', async ({ id, width = 800, height = 600, preload }) => {
    const context = await browser.newContext({ userAgent, viewport: { width, height } });
    const origin = 'app://doorbell';
    const granted = await Promise.all(permissions.map((permission) => link.ask<boolean>('permission', { id, permission, url: `${origin}/` })));
    await context.grantPermissions(permissions.filter((_permission, index) => granted[index]), { origin: toShown(origin) });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    cdp.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
      const { what, url, number, data, ...message } = JSON.parse(payload) as FromWorld;
      const key = `${id}/${executionContextId}/${number}/`;
      // A failure here is the stand-in's and fails the spec as an unhandled rejection.
      void (what === 'ipc' ? link.ask('ipc', { ...message, id, context: executionContextId, url: toApp(url) })
        : what === 'port-message' ? link.ask('port-message', { key, data }) : link.ask('ports-gone', { prefix: key }));
    });
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => { void link.ask('ports-gone', { prefix: `${id}/${executionContextId}/` }); });
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: 'electronStandIn', executionContextName: world });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: shell.replace('PRELOAD', () => preload), worldName: world });
    const entry = { page, loading: '', evaluate: (contextId: number, expression: string) => cdp.send('Runtime.evaluate', { expression, contextId }) };
    shown.set(id, entry);
    await context.route('**/*', (route) => answer(id, entry, route));
    context.on('page', (popup) => {
      void link.ask('window-open', { id, url: toApp(popup.url()) }).then((action) => { if (action === 'deny') return popup.close(); throw new Error('a second window of the page is not modelled by the stand-in'); });
    });
    onPage(page);
  });

  async function answer(id: number, entry: { readonly page: Page; loading: string }, route: Route): Promise<void> {
    const request = route.request();
    const url = toApp(request.url());
    if (request.isNavigationRequest()) {
      // A popup's first request has no frame yet.
      const ownFrame = frameOf(route) === entry.page.mainFrame();
      const allowed = ownFrame && (entry.loading === url || await link.ask<boolean>('will-navigate', { id, url }));
      entry.loading = '';
      if (!allowed) return route.abort('aborted');
    }
    if (!url.startsWith('app:')) return route.continue();
    const response = await link.ask<{ status: number; headers: Record<string, string>; body: Buffer } | undefined>('request', { url, method: request.method() });
    return response ? route.fulfill({ ...response, body: Buffer.from(response.body) }) : route.abort('failed');
  }

  link.answer<{ id: number; url: string }>('load', async ({ id, url }) => {
    const entry = shown.get(id);
    if (!entry) return;
    entry.loading = url;
    await entry.page.goto(toShown(url), { waitUntil: 'load' });
  });
  link.answer<{ id: number; context: number; number: number; data: unknown }>('port-message', ({ id, context, number, data }) => shown.get(id)?.evaluate(context, `electronDeliver(${number}, ${JSON.stringify(data)})`));
  link.answer<{ id: number; context: number; number: number }>('port-close', ({ id, context, number }) => shown.get(id)?.evaluate(context, `electronClose(${number})`));
  link.answer<{ id: number }>('close', async ({ id }) => {
    const entry = shown.get(id);
    shown.delete(id);
    await entry?.page.context().close();
    await link.ask('ports-gone', { prefix: `${id}/` });
  });
}

function frameOf(route: Route): unknown {
  try {
    return route.request().frame();
  } catch {
    return undefined;
  }
}
