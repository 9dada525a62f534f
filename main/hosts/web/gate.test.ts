import { describe, expect, test } from 'vitest';
import { createGate } from './gate.ts';
import type { Knock } from './gate.ts';

const gate = createGate('secret-token');
const entered = gate.admit({ path: '/?token=secret-token', host: '127.0.0.1:4000', origin: undefined, cookie: undefined });
const cookie = entered.kind === 'redirect' ? entered.cookie.split(';')[0] : undefined;
const knock = (changes: Partial<Knock>): Knock => ({ path: '/', host: '127.0.0.1:4000', origin: undefined, cookie, ...changes });
const status = (changes: Partial<Knock>, socket = false): number | string => {
  const admission = socket ? gate.admitSocket(knock(changes)) : gate.admit(knock(changes));
  return admission.kind === 'refuse' ? admission.status : admission.kind;
};

describe('the gate', () => {
  test('turns the token into a cookie that scripts and other sites do not get, and takes it out of the address', () => {
    expect(entered).toMatchObject({ kind: 'redirect', location: '/' });
    expect(entered.kind === 'redirect' && entered.cookie).toMatch(/^doorbell-[0-9a-f]{12}=secret-token; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  test('never redirects to another host', () => {
    const admission = gate.admit(knock({ path: '//evil.example/?token=secret-token&x=1' }));
    expect(admission).toMatchObject({ kind: 'redirect', location: '/evil.example/?x=1' });
  });

  test('lets the cookie pass, by every name of this machine', () => {
    for (const host of ['127.0.0.1:4000', 'localhost:9000', '[::1]:80', 'localhost']) expect(status({ host })).toBe('pass');
    expect(status({ cookie: `theme=dark; ${cookie ?? ''}` })).toBe('pass');
  });

  test.each<readonly [string, Partial<Knock>, number]>([
    ['no token', { cookie: undefined }, 401],
    ['a wrong token', { cookie: undefined, path: '/?token=secret-tokem' }, 401],
    ['a part of the token', { cookie: undefined, path: '/?token=secret' }, 401],
    ['a wrong cookie', { cookie: cookie?.replace('secret', 'sesame') }, 401],
    ['a rebound name', { host: 'evil.example:4000' }, 403],
    ['a name that starts well', { host: '127.0.0.1.evil.example' }, 403],
    ['no Host', { host: undefined }, 403],
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['another port of this machine', { origin: 'http://127.0.0.1:4001' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['a whole address as path', { path: 'http://evil.example/' }, 400],
  ])('refuses %s', (_name, changes, expected) => {
    expect(status(changes)).toBe(expected);
  });

  test('wants an Origin and a token of a WebSocket', () => {
    const origin = 'http://127.0.0.1:4000';
    expect(status({ origin, path: '/rpc' }, true)).toBe('pass');
    expect(status({ origin, path: '/rpc?token=secret-token', cookie: undefined }, true)).toBe('pass');
    expect(status({ origin, path: '/rpc', cookie: undefined }, true)).toBe(401);
    expect(status({ path: '/rpc' }, true)).toBe(403);
    expect(status({ origin: 'http://evil.example', path: '/rpc' }, true)).toBe(403);
    expect(status({ origin: 'http://evil.example', host: 'evil.example', path: '/rpc' }, true)).toBe(403);
  });

  test('makes a new token for every host', () => {
    const tokens = new Set(Array.from({ length: 20 }, () => createGate().token));
    expect(tokens.size).toBe(20);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  });
});
