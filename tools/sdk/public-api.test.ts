import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { apiReport, publicApi } from './public-api.ts';

const root = mkdtempSync(join(tmpdir(), 'doorbell-api-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'sdk/test-kit'), { recursive: true });
writeFileSync(join(root, 'tsconfig.base.json'), '{ "compilerOptions": { "target": "ES2023", "module": "ESNext", "moduleResolution": "bundler", "strict": true, "allowImportingTsExtensions": true, "noEmit": true, "types": [] } }');
writeFileSync(join(root, 'sdk/test-kit/index.ts'), 'export {};');

/** The surface of an SDK with this one module behind its index. */
function surfaceOf(source: string): { readonly report: string; readonly undocumented: readonly string[] } {
  writeFileSync(join(root, 'sdk/part.ts'), source);
  writeFileSync(join(root, 'sdk/index.ts'), "export * from './part.ts';");
  const modules = publicApi(root);
  return { report: apiReport(modules, '1.0.0'), undocumented: modules.flatMap(({ symbols }) => symbols.flatMap((symbol) => symbol.undocumented)) };
}

const documented = '/** A. */\nexport interface A {\n  /** X. */\n  readonly x?: number;\n}\n/** Doubles. */\nexport function double(a: number) { return 2 * a; }\nconst hidden = 1;\n';

const before = surfaceOf(documented).report;

describe('the report of the public surface', () => {
  it('has every exported name with the types of its members, whatever comments say', () => {
    const { report, undocumented } = surfaceOf(documented.replace('Doubles', 'Twice'));
    expect(report).toContain('export interface A {\n    readonly x?: number;\n}\n\nexport declare function double(a: number): number;');
    expect(report).not.toContain('hidden');
    expect(report).toBe(before);
    expect(undocumented).toEqual([]);
  });

  it.each([['x?: number', 'x: number'], ['return 2 * a', "return 'a'"]])('changes with %s → %s', (old, now) => {
    expect(surfaceOf(documented.replace(old, now)).report).not.toBe(before);
  });

  it('names what has no docstring, members inside members too', () => {
    const { undocumented } = surfaceOf('export const a = 1;\n/** B. */\nexport interface B {\n  readonly kind: 1;\n  readonly x: { readonly y: number };\n}');
    expect(undocumented).toEqual(['B.x', 'B.x.y', 'a']);
  });
});
