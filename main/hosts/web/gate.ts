import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a gate looks at. `path` is path and query as the request line has them. */
export interface Knock {
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
}

/** Whether a request may pass; `redirect`: it carried the token, which becomes a cookie and leaves the address. */
export type Admission =
  | { readonly kind: 'pass' }
  | { readonly kind: 'redirect'; readonly location: string; readonly cookie: string }
  | { readonly kind: 'refuse'; readonly status: 400 | 401 | 403; readonly reason: string };

/** Decides who may talk to a web host. */
export interface Gate {
  readonly token: string;
  /** For pages and files. */
  admit(knock: Knock): Admission;
  /** For the WebSocket: an Origin is required, and nothing is redirected. */
  admitSocket(knock: Knock): Admission;
}

/**
 * Three locks, since any page in any browser of this machine can reach a loopback port: the token, unknown to other
 * users; the Host header, against names that are rebound to 127.0.0.1; the Origin, against other pages of this browser.
 */
export function createGate(token: string = randomBytes(32).toString('base64url')): Gate {
  // Cookies are shared by all ports of a host, so each token has its own name.
  const cookieName = `doorbell-${createHash('sha256').update(token).digest('hex').slice(0, 12)}`;
  const isToken = (given: string | undefined): boolean => given !== undefined && timingSafeEqual(digest(given), digest(token));

  function checkOrigin({ host, origin }: Knock, required: boolean): Admission {
    if (!host || !loopbackHost.test(host)) return refuse(403, 'The Host header does not name this machine. Open http://127.0.0.1 or http://localhost.');
    if (origin === undefined ? required : origin !== `http://${host}`) return refuse(403, 'The request comes from another page.');
    return { kind: 'pass' };
  }

  function parse(path: string): URL | undefined {
    // A path such as //evil/ must stay a path.
    return URL.canParse(`http://localhost${path}`) && path.startsWith('/') ? new URL(`http://localhost${path}`) : undefined;
  }

  return {
    token,
    admit(knock) {
      const origin = checkOrigin(knock, false);
      if (origin.kind !== 'pass') return origin;
      const url = parse(knock.path);
      if (!url) return refuse(400, 'The address cannot be read.');
      if (isToken(readCookie(knock.cookie, cookieName)) && !url.searchParams.has('token')) return { kind: 'pass' };
      if (!isToken(url.searchParams.get('token') ?? undefined)) {
        return refuse(401, 'The token is missing or wrong. Open the address that Doorbell printed when it started (LISTEN http://…/?token=…).');
      }
      url.searchParams.delete('token');
      return { kind: 'redirect', location: url.pathname.replace(/^\/+/, '/') + url.search, cookie: `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict` };
    },
    admitSocket(knock) {
      const origin = checkOrigin(knock, true);
      if (origin.kind !== 'pass') return origin;
      const url = parse(knock.path);
      if (isToken(readCookie(knock.cookie, cookieName)) || isToken(url?.searchParams.get('token') ?? undefined)) return { kind: 'pass' };
      return refuse(401, 'The token is missing or wrong.');
    },
  };
}

/** Any port: through a tunnel the browser's port is another than ours. */
const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

function refuse(status: 400 | 401 | 403, reason: string): Admission {
  return { kind: 'refuse', status, reason };
}

/** Of equal length whatever was given, as a comparison in constant time needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function readCookie(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(';').map((part) => part.trim()).find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
