import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitSdk } from './emit-sdk.ts';
import { packTarball } from '../../main/services/catalog/write-tar.ts';

interface SourcePackage {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

/** A package as a file. */
export interface PackedSdk {
  /** `doorbell-sdk-<version>.tgz`. */
  readonly name: string;
  readonly bytes: Buffer;
  /** What is inside: path → text. */
  readonly files: ReadonlyMap<string, string>;
}

/** The SDK as authors install it: modules, declarations, schemas, guide, licence; no sources, no dependencies. */
export function packSdk(root: string): PackedSdk {
  const source = JSON.parse(readFileSync(join(root, 'sdk/package.json'), 'utf8')) as SourcePackage;
  const files = new Map<string, string>();
  for (const [path, text] of emitSdk(root)) files.set(`dist/${path}`, text);
  for (const folder of ['schemas', 'guide']) {
    for (const name of namesIn(join(root, 'sdk', folder))) files.set(`${folder}/${name}`, readFileSync(join(root, 'sdk', folder, name), 'utf8'));
  }
  files.set('README.md', readFileSync(join(root, 'sdk/README.md'), 'utf8'));
  files.set('LICENSE', readFileSync(join(root, 'LICENSE'), 'utf8'));
  files.set('package.json', `${JSON.stringify(packageJsonOf(source), undefined, 2)}\n`);
  return { name: `doorbell-sdk-${source.version}.tgz`, bytes: packTarball(files), files };
}

function packageJsonOf({ name, version, description, license }: SourcePackage): object {
  const module = (path: string): object => ({ types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` });
  return {
    name, version, description, license, type: 'module', engines: { node: '>=20' }, sideEffects: false,
    exports: {
      '.': module('index'),
      './test-kit': module('test-kit/index'),
      './schemas/*.json': './schemas/*.json',
      './package.json': './package.json',
    },
  };
}

/** Documents and schemas of a folder that may not be there; tests stay at home. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /\.(?:md|json)$/.test(name)).toSorted();
  } catch {
    return [];
  }
}
