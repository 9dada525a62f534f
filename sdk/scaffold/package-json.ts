import type { Manifest } from '../model/manifest.ts';
import { sdkVersion } from '../model/version.ts';
import type { ScaffoldNames } from './scaffold-files.ts';
import { scaffoldOptions } from './options.ts';

/** The package of a new path: manifest, types of the SDK from the archive beside it, the test. */
export function packageJson({ id, title, sdkArchive }: ScaffoldNames): string {
  const doorbell: Manifest = {
    id, title,
    summary: 'SKELETON: say in a sentence or two who does what between a send and its receive.',
    main: 'index.js',
    config: { type: 'object', properties: scaffoldOptions, additionalProperties: false },
    presets: [{
      id: 'ten-gigabit',
      title: 'SKELETON: NIC, link and year of a testbed',
      config: {},
      citation: 'No testbed: an imaginary 10 GbE NIC. Name the publication whose hardware this is.',
      testbed: {
        host: { cores: 8, coreHz: 2.6e9 },
        nic: { model: 'imaginary-10g', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 64, offloads: ['checksum', 'tso', 'lro'] },
        network: { kind: 'switch', propagationNs: 25, switchNs: 300 },
      },
      extrapolated: 'Nobody measured this path: every number is a judgement.',
    }],
    measurements: [],
  };
  return `${JSON.stringify({
    name: `doorbell-path-${id}`,
    version: '0.1.0',
    description: `The data path ${title} for Doorbell.`,
    keywords: ['doorbell-path'],
    license: 'MIT',
    type: 'module',
    engines: { '@doorbell/sdk': `^${sdkVersion}` },
    scripts: { test: 'node --test' },
    devDependencies: { '@doorbell/sdk': `file:./${sdkArchive}` },
    doorbell,
  }, undefined, 2)}\n`;
}
