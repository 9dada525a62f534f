import { describe, expect, it } from 'vitest';
import { createEvaluator } from './evaluate.ts';

const evaluate = createEvaluator();

async function run(code: string, config: unknown = { a: 1 }, platform: unknown = { b: 2 }) {
  return evaluate({ type: 'describe', id: 7, plugin: 'test', code, config: JSON.stringify(config), platform: JSON.stringify(platform) });
}

function path(body: string): string {
  return `export default { id: 'test', describe(config, platform) { ${body} } };`;
}

describe('the plugin sandbox', () => {
  it('answers what describe makes of its arguments', async () => {
    expect(await run(path('return { sum: config.a + platform.b, self: this.id };')))
      .toEqual({ type: 'described', id: 7, model: '{"sum":3,"self":"test"}' });
  });

  it.each(['process', 'require', 'fetch', 'Date', 'performance', 'WebAssembly', 'setTimeout', 'console', 'ArrayBuffer', 'SharedArrayBuffer', 'globalThis.os', 'globalThis.std', 'Math.random'])('knows no %s', async (name) => {
    expect(await run(path(`return { type: typeof ${name} };`))).toMatchObject({ model: '{"type":"undefined"}' });
  });

  it('refuses imports', async () => {
    expect(await run(`import fs from 'node:fs'; ${path('return fs;')}`)).toMatchObject({ failure: 'not-a-path' });
  });

  it('does not let a plugin see the host through constructors', async () => {
    expect(await run(path(`return { type: (() => {}).constructor('return typeof process')() };`))).toMatchObject({ model: '{"type":"undefined"}' });
  });

  it('stops an endless loop', async () => {
    expect(await run(path('for (;;);'))).toMatchObject({ failure: 'too-slow' });
    expect(await run('for (;;);')).toMatchObject({ failure: 'too-slow' });
  });

  it('stops an endless loop that catches everything', async () => {
    expect(await run(path('for (;;) { try { for (;;); } catch {} }'))).toMatchObject({ failure: 'too-slow' });
  });

  it('refuses memory beyond the limit', async () => {
    expect(await run(path(`const all = []; for (;;) all.push('x'.repeat(1 << 16) + all.length);`))).toMatchObject({ failure: 'too-much-memory' });
    expect(await run(path(`return 'x'.repeat(1 << 28);`))).toMatchObject({ failure: 'too-much-memory' });
    expect(await run(path('return 1;'))).toMatchObject({ model: '1' });
  });

  it('survives a deep recursion', async () => {
    expect(await run(path('const f = () => f() + 1; return f();'))).toMatchObject({ failure: 'threw' });
    expect(await run(path('return 1;'))).toMatchObject({ model: '1' });
  });

  it('tells a path that remembers', async () => {
    expect(await run(`let calls = 0; ${path('return { calls: calls++ };')}`)).toMatchObject({ failure: 'impure' });
  });

  it('starts anew for each request', async () => {
    expect(await run(path('globalThis.seen = (globalThis.seen ?? 0); return { seen };'))).toMatchObject({ model: '{"seen":0}' });
    await run(`globalThis.leak = 1; ${path('return 1;')}`);
    expect(await run(path('return { leak: typeof leak };'))).toMatchObject({ model: '{"leak":"undefined"}' });
  });

  describe('asked several questions at once', () => {
    const many = async (code: string, count = 4) => {
      const [first = '', ...others] = Array.from({ length: count }, (_, a) => JSON.stringify({ a }));
      return evaluate({ type: 'describe', id: 7, plugin: 'test', code, config: first, platform: '{"b":2}', more: others.map((config) => ({ config, platform: '{"b":2}' })) });
    };

    it('answers each in its place', async () => {
      expect(await many(path('return { a: config.a, b: platform.b };')))
        .toEqual({ type: 'described', id: 7, model: '{"a":0,"b":2}', more: ['{"a":1,"b":2}', '{"a":2,"b":2}', '{"a":3,"b":2}'] });
    });

    it.each([
      ['counts its calls', `let calls = 0; ${path('return { calls: calls++ };')}`],
      ['remembers the first question', `let first; ${path('first ??= config.a; return { first };')}`],
      ['remembers the question before', `let last = 0; ${path('const was = last; last = config.a; return { was };')}`],
      ['changes its arguments for later', `const seen = []; ${path('seen.push(config); return { a: seen.length };')}`],
    ])('tells a path that %s', async (_, code) => {
      expect(await many(code)).toMatchObject({ type: 'failed', failure: 'impure' });
    });

    it('answers none where one fails', async () => {
      expect(await many(path(`if (config.a === 2) throw new RangeError('not two'); return 1;`))).toMatchObject({ failure: 'threw', message: 'It threw: RangeError: not two' });
      expect(await many(path('if (config.a === 3) for (;;); return 1;'))).toMatchObject({ failure: 'too-slow' });
    });

    it('frees what a question left before the next', async () => {
      // Of 24, each takes a tenth of the memory.
      expect(await many(path(`const all = 'x'.repeat(1 << 20) + config.a; return { length: all.length };`), 24)).toMatchObject({ type: 'described' });
    });
  });

  it('reports what a path throws', async () => {
    expect(await run(path(`throw new RangeError('no such flavour');`)))
      .toMatchObject({ failure: 'threw', message: 'It threw: RangeError: no such flavour' });
  });

  it.each([
    ['nothing', path('')],
    ['a function', path('return () => 1;')],
    ['a cycle', path('const a = {}; a.a = a; return a;')],
    ['a giant', path(`return 'x'.repeat(300000);`)],
  ])('refuses %s as a model', async (_, code) => {
    expect(await run(code)).toMatchObject({ failure: 'not-data' });
  });

  it.each(['export const x = 1;', 'export default 1;', 'export default {};', 'this is not JavaScript', ''])('refuses a module that is no path: %s', async (code) => {
    expect(await run(code)).toMatchObject({ failure: 'not-a-path' });
  });

  it('keeps its JSON when a plugin replaces it', async () => {
    expect(await run(`JSON.stringify = () => '"fake"'; JSON.parse = () => { throw 1; }; ${path('return { a: config.a };')}`))
      .toMatchObject({ model: '{"a":1}' });
  });
});
