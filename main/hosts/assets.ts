import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** Answers a request for a file of the renderer. Never rejects. */
export type Assets = (request: Request) => Promise<Response>;

/**
 * Scripts and styles come from files alone; nothing is evaluated and nothing is framed. `data:` images are the small
 * icons that the bundler inlines. The connection to the host is of the same origin, which 'self' covers for ws: too.
 */
export const contentSecurityPolicy = [
  "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self' data:", "connect-src 'self'",
  "worker-src 'self'", "object-src 'none'", "frame-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Names that the bundler derived from the content: `assets/index-B3x9_k2Q.js`. */
const hashedName = /\/assets\/[^/]+-[\w-]{8,}\.\w+$/;

/**
 * One function for `app://` and the web host: files below `root`, `/` being index.html. Other methods than GET and HEAD
 * are refused with 405, paths that leave the folder (encoded, by backslash or by link) with 403, missing files with 404.
 */
export function createAssets(root: string): Assets {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
    const pathname = new URL(request.url).pathname;
    const segments = safeSegments(pathname);
    if (!segments) return plain(403, 'This path leads out of the folder.');
    const path = join(root, ...(segments.length === 0 ? ['index.html'] : segments));
    const type = types[extname(path)];
    if (!type) return plain(404, 'There is no such file.');
    try {
      const [folder, file] = await Promise.all([realpath(root), realpath(path)]);
      if (!file.startsWith(folder + sep)) return plain(403, 'This path leads out of the folder.');
      const bytes = await readFile(file);
      return new Response(request.method === 'HEAD' ? undefined : new Uint8Array(bytes), {
        headers: { ...safeHeaders, 'content-type': type, 'content-length': String(bytes.byteLength), 'cache-control': hashedName.test(pathname) ? 'public, max-age=31536000, immutable' : 'no-store' },
      });
    } catch {
      return plain(404, 'There is no such file.');
    }
  };
}

const safeHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** A short answer in words, with the same safety headers as a file. */
export function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}\n`, { status, headers: { ...safeHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers } });
}

/** Decoded names of the path, or undefined where one of them is not a plain name. */
function safeSegments(pathname: string): readonly string[] | undefined {
  try {
    const segments = pathname.split('/').filter((segment) => segment !== '').map(decodeURIComponent);
    return segments.every((segment) => segment !== '.' && segment !== '..' && !/[/\\:\0]/.test(segment)) ? segments : undefined;
  } catch {
    return undefined;
  }
}
