import { gzipSync } from 'node:zlib';
import type { Manifest, PathModel } from '@doorbell/sdk';

/** A correct model without anything that a test does not need. */
export const sampleModel: PathModel = {
  format: 1, id: 'sample', title: 'Sample', guest: 'none',
  otherHost: {
    send: [{ id: 'wire', title: 'Wire', executor: 'wire', kind: 'serve', cost: { perByteNs: 10 }, resources: ['link'] }],
    receive: [{ id: 'poll', title: 'Poll', executor: 'guest-user', kind: 'serve', cost: { perUnitNs: 100 } }],
  },
  resources: [{ id: 'link', title: 'Link', scope: 'link' }],
  protocol: {
    eagerLimitBytes: 4096, rendezvous: 'rts-cts', windowSegments: 8, segmentBytes: 1448, framePayloadBytes: 1448, headerBytes: 90,
    minimumFrameBytes: 84, reliability: { kind: 'none' },
  },
  capabilities: {
    osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: [], isolation: [], liveMigration: 'not-applicable',
    snapshot: 'not-applicable',
  },
  limits: { mtuBytes: 1500, functionsPerNic: 1, queueSetsPerFunction: 1 },
  origins: [],
};

export const sampleManifest: Manifest = {
  id: 'sample', title: 'Sample', summary: 'A path for tests.', main: 'index.js',
  config: {
    type: 'object', additionalProperties: false,
    properties: {
      pollNs: { type: 'number', title: 'Poll', description: 'Per segment.', default: 100, unit: 'ns', minimum: 0, maximum: 1e6, origin: { parameter: 'poll.perUnitNs', kind: 'judgement', note: 'A test.' } },
    },
  },
  presets: [{ id: 'old', title: 'Old', config: { pollNs: 500 }, citation: 'A test.', extrapolated: 'All of it.' }],
};

export const sampleReadme = `# Sample

## What it models

A wire.

## What it leaves out

The rest.

## Parameters and their origins

| option | default | origin |
|---|---|---|
| \`pollNs\` | 100 ns | judgement |

## Sources

None.
`;

/** A module that answers the sample model; `before` runs at its top, `change` may change \`model\` before it is answered. */
export function sampleModule({ id = 'sample', before = '', change = '' }: { readonly id?: string; readonly before?: string; readonly change?: string } = {}): string {
  return `${before}
export default { id: '${id}', describe(config, platform) {
  const model = ${JSON.stringify({ ...sampleModel, id })};
  model.otherHost.receive[0].cost.perUnitNs = config.pollNs;
  model.origins = [{ parameter: 'poll.perUnitNs', value: config.pollNs, unit: 'ns', kind: 'judgement', note: 'A test.' }];
  ${change}
  return model;
} };
`;
}

export interface SamplePackage {
  readonly id?: string;
  readonly version?: string;
  readonly code?: string;
  readonly sdk?: string;
  readonly manifest?: Partial<Manifest>;
  /** Beside version, engines and the manifest. */
  readonly packageJson?: object;
  readonly files?: Readonly<Record<string, string>>;
}

/** The files of a plugin that installs without a finding, with changes. */
export function samplePackage({ id = 'sample', version = '1.0.0', code = sampleModule({ id }), sdk = '^1.0.0', manifest = {}, packageJson = {}, files = {} }: SamplePackage = {}): Readonly<Record<string, string>> {
  return {
    'package.json': JSON.stringify({ name: `doorbell-path-${id}`, version, type: 'module', engines: { '@doorbell/sdk': sdk }, doorbell: { ...sampleManifest, id, ...manifest }, ...packageJson }),
    'README.md': sampleReadme,
    'index.js': code,
    ...files,
  };
}

/** One entry of a tar archive, right or wrong. */
export interface TarEntry {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly type?: string;
  readonly link?: string;
  /** Instead of the content's length. */
  readonly size?: number;
  readonly prefix?: string;
}

/** A tar archive with these entries, made as npm makes them. */
export function makeTar(entries: readonly TarEntry[], end: Uint8Array = new Uint8Array(1024)): Buffer {
  const blocks = entries.flatMap(({ name, content = '', type = '0', link = '', size, prefix = '' }) => {
    const bytes = Buffer.from(content as string);
    const header = Buffer.alloc(512);
    header.set(Buffer.from(name as string).subarray(0, 100), 0);
    header.write('000644 \0', 100);
    header.write('000000 \0', 108);
    header.write('000000 \0', 116);
    header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')} `, 124);
    header.write('00000000000 ', 136);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(link, 157);
    header.write('ustar\x0000', 257);
    header.write(prefix, 345);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, end]);
}

/** The `.tgz` of a package. */
export function makeTgz(files: Readonly<Record<string, string>>): Buffer {
  return gzipSync(makeTar(Object.entries(files).map(([name, content]) => ({ name: `package/${name}`, content }))));
}
