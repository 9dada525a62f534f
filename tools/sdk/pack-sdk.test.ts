import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packSdk } from './pack-sdk.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'doorbell-sdk-'));
const packed = packSdk(root);
/** npm and the compiler take their time on a busy machine. */
const aMinute = 60_000;

/** Runs a program in the author's folder; answers what it printed, fails with what it complained about. */
function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' && command === 'npm' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? ''} ${stdout} ${stderr}`);
  return stdout;
}

beforeAll(() => {
  writeFileSync(join(folder, packed.name), packed.bytes);
  writeFileSync(join(folder, 'package.json'), '{ "name": "author", "private": true, "type": "module" }');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--cache', join(folder, '.npm'), `file:./${packed.name}`]);
}, aMinute);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed SDK', () => {
  it('has neither sources nor tests nor dependencies', () => {
    for (const path of packed.files.keys()) expect(path).toMatch(/^(?:dist\/.*\.(?:js|d\.ts)|(?:schemas|guide)\/.*|README\.md|LICENSE|package\.json)$/);
    expect([...packed.files.keys()].filter((path) => /test\.|testing\//.test(path))).toEqual([]);
    expect(JSON.parse(packed.files.get('package.json') ?? '')).not.toHaveProperty('dependencies');
  });

  it('has the same bytes whenever it is packed', () => {
    expect(packSdk(root).bytes.equals(packed.bytes)).toBe(true);
  });

  it('installs offline, byte by byte', () => {
    for (const [path, text] of packed.files) expect(readFileSync(join(folder, 'node_modules/@doorbell/sdk', path), 'utf8'), path).toBe(text);
  });

  it('is entered by its exports, from plain Node', () => {
    writeFileSync(join(folder, 'use.js'), `
      import { readFileSync } from 'node:fs';
      import { checkPathModel, sdkVersion, unloadedLatency } from '@doorbell/sdk';
      import { conformance, testPlatforms } from '@doorbell/sdk/test-kit';
      import packageJson from '@doorbell/sdk/package.json' with { type: 'json' };
      const closed = await import('@doorbell/sdk/dist/index.js').then(() => false, () => true);
      console.log(JSON.stringify([sdkVersion === packageJson.version, closed, typeof conformance, Object.keys(testPlatforms).length > 2, typeof unloadedLatency, checkPathModel({}).length > 0]));
    `);
    expect(JSON.parse(run(process.execPath, ['use.js']))).toEqual([true, true, 'function', true, 'function', true]);
  });

  it('types what an author writes, strictly, with its own declarations checked too', () => {
    writeFileSync(join(folder, 'use.ts'), `
      import { configOrigins, defineDataPath, tcpProtocol, wireResources, wireStages } from '@doorbell/sdk';
      import type { PathModel, Platform, Stage } from '@doorbell/sdk';
      import { conformance } from '@doorbell/sdk/test-kit';
      interface Config { readonly sendNs: number }
      const stage: Stage = { id: 'send', title: 'Send', executor: 'guest-user', kind: 'serve', cost: { perUnitNs: 10 } };
      export default defineDataPath<Config>({ id: 'mine', describe: (config: Config, platform: Platform): PathModel => {
        const protocol = tcpProtocol(platform, { windowSegments: Math.max(1, config.sendNs) });
        return {
          format: 1, id: 'mine', title: 'Mine', guest: 'none', otherHost: { send: [stage, ...wireStages(platform, protocol)], receive: [stage] },
          resources: wireResources(platform), protocol,
          capabilities: { osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: [], isolation: [], liveMigration: 'not-applicable', snapshot: 'not-applicable' },
          limits: { mtuBytes: 9000, functionsPerNic: 1, queueSetsPerFunction: 1 }, origins: configOrigins({ type: 'object', properties: {}, additionalProperties: false }, {}),
        };
      } });
      export const checks = conformance;
      // @ts-expect-error: no such kind of stage.
      export const wrong: Stage = { ...stage, kind: 'teleport' };
    `);
    for (const moduleResolution of [ts.ModuleResolutionKind.NodeNext, ts.ModuleResolutionKind.Bundler]) {
      const module = moduleResolution === ts.ModuleResolutionKind.NodeNext ? ts.ModuleKind.NodeNext : ts.ModuleKind.ESNext;
      const program = ts.createProgram([join(folder, 'use.ts')], {
        strict: true, noEmit: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, types: [],
        target: ts.ScriptTarget.ES2023, module, moduleResolution,
      });
      expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
    }
  }, aMinute);
});
