import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAssets } from './assets.ts';
import type { Assets } from './assets.ts';

let folder: string;
let assets: Assets;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorbell assets '));
  await mkdir(join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(join(folder, 'renderer/index.html'), '<!doctype html>');
  await writeFile(join(folder, 'renderer/assets/index-B3x9_k2Q.js'), 'export {};');
  await writeFile(join(folder, 'renderer/notes.md'), 'not served');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'renderer-secret.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(folder, 'renderer/link.txt'));
  assets = createAssets(join(folder, 'renderer'));
});
afterAll(() => rm(folder, { recursive: true }));

const get = (path: string, method = 'GET'): Promise<Response> => assets(new Request(`http://localhost${path}`, { method }));

describe('assets', () => {
  test('serves the page, never cached, under the content security policy', async () => {
    for (const path of ['/', '/index.html', '/?x=1']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('<!doctype html>');
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) expect(policy.split('; ')).toContain(part);
    expect(policy).not.toContain('unsafe');
  });

  test('lets hashed names be kept for ever', async () => {
    const response = await get('/assets/index-B3x9_k2Q.js');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('answers HEAD without a body and refuses other methods', async () => {
    const head = await get('/', 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '15', '']);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await get('/', method)).status).toBe(405);
  });

  test.each(['/missing.js', '/assets', '/assets/', '/notes.md', '/index.html/x.js', `/${'a'.repeat(5000)}.js`])('%s is not there', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test.each([
    '/%2e%2e%2fsecret.txt', '/..%2fsecret.txt', '/..%5csecret.txt', '/assets/..%2f..%2fsecret.txt', '/%252e%252e%252fsecret.txt',
    '/link.txt', '/index.html%00.txt', '/%', '/%c0%ae%c0%ae/secret.txt', '/C:%5csecret.txt', '/../secret.txt', '/..\\secret.txt', '/../renderer-secret.txt',
  ])('%s does not leave the folder', async (path) => {
    const response = await get(path);
    expect([403, 404]).toContain(response.status);
    expect(await response.text()).not.toContain('secret\n');
    expect(response.headers.get('content-security-policy')).toBeTruthy();
  });

  test('a link that leaves the folder is refused, not merely missing', async () => {
    expect((await get('/link.txt')).status).toBe(403);
    expect((await get('/..%2fsecret.txt')).status).toBe(403);
  });
});
