import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createSandboxClient } from '../../services/catalog/sandbox-client.ts';
import type { SandboxAnswer } from '../../services/catalog/sandbox-client.ts';
import { sourceWorkers } from '../../services/testing/source-services.ts';
import { sampleModule } from '../../services/catalog/testing/sample-package.ts';

// Every plugin here goes through the real process, and the same process serves a friendly one after each.
const workers = sourceWorkers();
const client = createSandboxClient(workers.spawn);
const ask = (code: string): Promise<SandboxAnswer> => client.describe({ plugin: 'hostile', code, config: '{"pollNs":100}', platform: '{}' });
const path = (body: string): string => `export default { id: 'hostile', describe(config, platform) { ${body} } };`;

afterEach(async () => {
  expect(await ask(sampleModule())).toMatchObject({ type: 'described' });
  expect(workers.children).toHaveLength(1);
});
afterAll(async () => {
  expect(await client.close()).toBe(0);
  expect(workers.children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)).toEqual([]);
});

describe('takes too long', () => {
  it.each([
    ['at its top level', 'for (;;);'],
    ['in describe', path('for (;;);')],
    ['while it catches everything', path('for (;;) { try { for (;;); } catch {} finally { continue; } }')],
    ['in a getter of the answer', path('return { get title() { for (;;); } };')],
    ['in toJSON of the answer', path('return { toJSON() { for (;;); } };')],
    ['in toJSON of everything', `Object.prototype.toJSON = () => { for (;;); }; ${path('return { a: {} };')}`],
    ['in a getter of its exports', 'export default { get describe() { for (;;); } };'],
    ['in then of the answer', path('return { get then() { for (;;); } };')],
    ['in a proxy for the answer', path('return new Proxy({}, { ownKeys() { for (;;); } });')],
    ['in a proxy for itself', 'export default new Proxy({}, { get() { for (;;); } });'],
    ['in the message of its error', path('const error = new Error(); Object.defineProperty(error, "message", { get() { for (;;); } }); throw error;')],
    ['in a proxy that it throws', path('throw new Proxy({}, { get() { for (;;); }, ownKeys() { for (;;); }, getOwnPropertyDescriptor() { for (;;); } });')],
    ['in a regular expression', path(`return /^(a+)+$/.test('a'.repeat(60) + 'b');`)],
    ['in a comparison', path('[3, 2, 1].sort(() => { for (;;); });')],
    ['in a generator', path('function* numbers() { for (;;) yield 1; } for (const each of numbers());')],
    ['in an iterator that is spread', path('return Math.max(...{ [Symbol.iterator]: () => ({ next: () => { for (;;); } }) });')],
    ['in code that it makes', path(`return new Function('for (;;);')();`)],
    ['in one built-in function over a list of holes', path(`const list = []; list.length = 4294967295; return list.join('');`)],
    ['in one built-in function that searches', path('const list = []; list.length = 4294967295; return list.indexOf(1);')],
  ])('%s', async (_, code) => {
    const answer = await ask(code);
    expect(answer).toMatchObject({ type: 'failed', failure: expect.stringMatching(/^too-/) as string });
  }, 30_000);
});

describe('takes too much', () => {
  it.each([
    ['memory in small pieces', path(`const all = []; for (;;) all.push('x'.repeat(65536) + all.length);`)],
    ['memory at once', path(`return 'x'.repeat(1 << 28);`)],
    ['a list', path('return Array.from({ length: 1e9 }, () => ({}));')],
    ['a generator that is spread', path('function* numbers() { for (;;) yield {}; } return [...numbers()];')],
    ['memory at the top level', `const all = []; for (;;) all.push({});`],
    ['memory while it catches', path(`const all = []; for (;;) { try { for (;;) all.push('x'.repeat(65536) + all.length); } catch {} }`)],
  ])('%s', async (_, code) => {
    expect(await ask(code)).toMatchObject({ type: 'failed', failure: expect.stringMatching(/^too-|crashed/) as string });
  }, 30_000);

  it.each([
    ['a number without end', path('let number = 3n; for (;;) number *= number;'), 'threw'],
    ['stack by calls', path('const call = () => call() + 1; return call();'), 'threw'],
    ['stack by nested code', path(`return eval('['.repeat(1e5) + ']'.repeat(1e5));`), 'threw|crashed'],
    ['stack by a nested expression', path(`return new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('');`), 'threw|crashed'],
    ['stack by nested JSON', path(`return JSON.parse('['.repeat(1e5) + ']'.repeat(1e5));`), 'threw|crashed'],
    ['stack by a nested answer', path('let list = []; for (let depth = 0; depth < 1e5; depth++) list = [list]; return list;'), 'not-data|crashed'],
    ['stack by proxies', path('let proxy = {}; for (let depth = 0; depth < 1e5; depth++) proxy = new Proxy(proxy, {}); return proxy.title;'), 'threw|crashed|not-data'],
  ])('%s', async (_, code, failure) => {
    // Whichever limit is met first: with little of the processor that may be the time.
    expect(await ask(code)).toMatchObject({ type: 'failed', failure: expect.stringMatching(`${failure}|too-slow`) as string });
  }, 30_000);
});

describe('answers what is no model', () => {
  it.each([
    ['a giant text', path(`return 'x'.repeat(300000);`), 'not-data'],
    ['a huge model', path('return { stages: Array.from({ length: 1e5 }, (_, index) => ({ index })) };'), 'not-data'],
    ['a cycle', path('const model = {}; model.model = model; return model;'), 'not-data'],
    ['a cycle through a list', path('const list = []; list.push({ list }); return list;'), 'not-data'],
    ['a function', path('return () => 1;'), 'not-data'],
    ['a symbol', path('return Symbol("model");'), 'not-data'],
    ['a large number', path('return { a: 1n };'), 'not-data'],
    ['a promise', 'export default { id: "a", async describe() { return {}; } };', 'not-data'],
    ['what can be waited for', path('return { then(done) { done({}); } };'), 'not-data'],
    ['an asynchronous generator', 'export default { async *describe() { yield 1; } };', undefined],
    ['nothing', path(''), 'not-data'],
    ['what toJSON hides', path('return { toJSON: () => undefined };'), 'not-data'],
    ['another model each time', `let calls = 0; ${path('return { calls: calls++ };')}`, 'impure'],
    ['another model through a proxy', `let calls = 0; ${path('return new Proxy({ a: 1 }, { get: (target, key) => (key === "a" ? calls++ : undefined) });')}`, 'impure'],
    ['another model because it counts memory', `const held = []; ${path('held.push({}); return { held: held.length };')}`, 'impure'],
    ['no path', 'export default 1;', 'not-a-path'],
    ['a module that waits for ever', `await new Promise(() => {}); ${path('return 1;')}`, 'not-a-path'],
    ['a module that waits', `await 1; ${path('return 1;')}`, 'not-a-path'],
    ['an import', `import { readFileSync } from 'node:fs'; ${path('return readFileSync;')}`, 'not-a-path'],
    ['an import of a web page', `import x from 'https://example.com/x.js'; ${path('return x;')}`, 'not-a-path'],
  ])('%s', async (_, code, failure) => {
    const answer = await ask(code);
    if (failure === undefined) expect(answer).toMatchObject({ type: 'described', model: '{}' });
    else expect(answer).toMatchObject({ type: 'failed', failure });
  }, 30_000);
});

describe('looks for the host', () => {
  it('and finds the language alone', async () => {
    const answer = await ask(path('return Object.getOwnPropertyNames(globalThis).toSorted();'));
    expect(answer.type === 'described' && JSON.parse(answer.model)).toEqual([
      'AggregateError', 'Array', 'BigInt', 'Boolean', 'Error', 'EvalError', 'Function', 'Infinity', 'InternalError', 'Iterator', 'JSON', 'Map', 'Math', 'NaN',
      'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol', 'SyntaxError',
      'TypeError', 'URIError', 'WeakMap', 'WeakSet', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval',
      'globalThis', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'undefined', 'unescape',
    ]);
  });

  it.each([
    ['process', 'typeof process'], ['require', 'typeof require'], ['module', 'typeof module'], ['the clock', 'typeof Date + typeof performance'],
    ['randomness', 'typeof Math.random + typeof crypto'], ['the collector', 'typeof WeakRef + typeof FinalizationRegistry + typeof gc'],
    ['the network', 'typeof fetch + typeof XMLHttpRequest + typeof WebSocket + typeof navigator'], ['timers', 'typeof setTimeout + typeof queueMicrotask'],
    ['files', 'typeof std + typeof os + typeof Deno + typeof Bun'], ['threads', 'typeof Worker + typeof Atomics + typeof SharedArrayBuffer + typeof WebAssembly'],
    ['the host by a constructor', `(() => {}).constructor('return typeof process')()`],
    ['the host by the global\'s constructor', `globalThis.constructor.constructor('return typeof process + typeof require')()`],
    ['the host by a generator\'s constructor', `(function* () {}).constructor('yield typeof process')().next().value`],
    ['the host by its arguments', `config.constructor.constructor('return typeof process')()`],
    ['the host by the stack', `(() => { const seen = []; Error.prepareStackTrace = (_, sites) => { seen.push(...sites); return ''; }; try { null.x; } catch (error) { String(error.stack); } return typeof seen[0]?.getFunction?.()?.constructor('return process')?.(); })()`],
  ])('%s', async (_, expression) => {
    const answer = await ask(path(`return { found: ${expression} };`));
    expect(answer.type === 'described' && (JSON.parse(answer.model) as { found: string }).found.replaceAll('undefined', '')).toBe('');
  });

  it('by import() and import.meta, and finds nothing', async () => {
    expect(await ask(path(`return { a: import('node:fs'), meta: Object.keys(import.meta) };`))).toMatchObject({ type: 'described', model: '{"a":{},"meta":[]}' });
  });

  it('with prototypes that it changed, and changes its own alone', async () => {
    const code = `JSON.parse = () => ({}); JSON.stringify = () => '"fake"'; Object.prototype.polluted = 1; Array.prototype[0] = 'x';
      Object.defineProperty(Array.prototype, 'length', { get: () => 0 }); Function.prototype.call = () => 1; ${path('return { a: config.pollNs, b: [1] };')}`;
    const answer = await ask(code.replace(/Object\.defineProperty\(Array[^;]*;/, ''));
    expect(answer).toEqual({ type: 'described', model: '{"a":100,"b":[1]}' });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('words of a plugin', () => {
  it.each([
    ['are named as its own', `throw new Error('The plugin sandbox ended with code 0. Type your password.');`, 'It threw: Error: The plugin sandbox ended with code 0. Type your password.'],
    ['cannot claim that memory ran out', `throw new Error('out of memory');`, 'It threw: Error: out of memory'],
    ['are one line without controls', `throw new Error('one\\n\\u001b[31mtwo\\u202e\\u0000three');`, 'It threw: Error: one [31mtwo three'],
    ['may be no text', `throw { name: { toString: 1 }, message: { toString: 1 } };`, 'It threw: something that is no error'],
    ['may be no error', `throw undefined;`, 'It threw: undefined'],
    ['may be half characters', `throw new Error('\\ud800x');`, 'It threw: Error: '],
  ])('%s', async (_, body, message) => {
    const answer = await ask(path(body));
    expect(answer).toMatchObject({ type: 'failed', failure: 'threw' });
    expect(answer.type === 'failed' && answer.message).toContain(message);
  });

  it('are cut', async () => {
    const answer = await ask(path(`throw new Error('x'.repeat(5e6));`));
    expect(answer.type === 'failed' && answer.message.length).toBeLessThan(400);
  });
});
