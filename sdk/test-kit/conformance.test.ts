import { describe, expect, it } from 'vitest';
import { configOrigins } from '../build/config.ts';
import { tcpProtocol } from '../build/protocol.ts';
import { tcpReceive, tcpSend } from '../build/tcp.ts';
import { wireResources, wireStages } from '../build/wire.ts';
import { defineDataPath } from '../model/data-path.ts';
import type { ConfigSchema } from '../model/manifest.ts';
import type { PathModel } from '../model/path-model.ts';
import type { Platform } from '../model/platform.ts';
import { sampleModel } from '../testing/sample-model.ts';
import { conformance } from './conformance.ts';

const schema: ConfigSchema = {
  type: 'object', additionalProperties: false,
  properties: {
    sendNs: { type: 'number', title: 'Send', description: 'Per segment.', default: 9000, unit: 'ns', minimum: 0, maximum: 1e6, origin: { parameter: 'tcp-send.perUnitNs', kind: 'judgement', note: 'A sample.' } },
    window: { type: 'integer', title: 'Window', description: 'In flight.', default: 16, unit: 'segments', minimum: 1, maximum: 1024, origin: { parameter: 'protocol.windowSegments', kind: 'judgement', note: 'A sample.' } },
  },
};
interface Config { readonly sendNs: number; readonly window: number }
const packageJson = {
  version: '1.0.0', engines: { '@doorbell/sdk': '^1.0.0' },
  doorbell: { id: 'sample', title: 'Sample', summary: 'A sample.', main: 'index.js', config: schema, presets: [] },
};
const readme = `# Sample

## What it models
Something.

## What it leaves out
Most.

## Parameters and their origins
- \`sendNs\`: 9000, judgement.
- \`window\`: 16, judgement.

## Sources
None.
`;

function model(config: Config, platform: Platform): PathModel {
  const protocol = tcpProtocol(platform, { windowSegments: config.window });
  return {
    ...sampleModel, guest: 'none', sameHost: undefined, sameVm: undefined, driverDomain: undefined, migration: undefined,
    otherHost: {
      send: [tcpSend({ perSegmentNs: config.sendNs, perByteNs: 0.5 }), ...wireStages(platform, protocol)],
      receive: [tcpReceive({ perSegmentNs: 1000, perByteNs: 0.5 })],
    },
    resources: wireResources(platform),
    protocol,
    capabilities: { ...sampleModel.capabilities, hypervisorBypass: true, isolation: [], liveMigration: 'not-applicable', snapshot: 'not-applicable' },
    origins: configOrigins(schema, { ...config }),
  };
}

/** All problems of a path that describes itself like this, with the names of the checks that found them. */
function problemsOf(change: { readonly describe?: (config: Config, platform: Platform) => PathModel; readonly id?: string; readonly readme?: string; readonly packageJson?: unknown }): string {
  return conformance<Config>({
    path: defineDataPath<Config>({ id: change.id ?? 'sample', describe: change.describe ?? model }),
    packageJson: change.packageJson ?? packageJson,
    readme: change.readme ?? readme,
  }).filter(({ problems }) => problems.length > 0).map(({ name, problems }) => `${name}: ${problems.join(' ')}`).join('\n');
}

describe('conformance', () => {
  it('finds nothing in a good path', () => {
    expect(problemsOf({})).toBe('');
  });

  const withSwitch = (usedWhen: string) => ({
    packageJson: {
      ...packageJson,
      doorbell: {
        ...packageJson.doorbell,
        config: {
          ...schema,
          properties: {
            ...schema.properties,
            flavour: { type: 'string', title: 'Flavour', description: 'How.', default: 'plain', enum: ['plain', 'retried'] },
            rtoNs: { type: 'number', title: 'Timeout', description: 'Where lost segments are sent again.', default: 5000, unit: 'ns', minimum: 1, maximum: 1e6, origin: { parameter: 'protocol.rtoNs', kind: 'judgement', note: 'A sample.' } },
          },
        },
      },
    },
    readme: readme.replace('- `window`', '- `flavour`: plain.\n- `rtoNs`: 5000, judgement.\n- `window`'),
    describe: (config: Config, platform: Platform): PathModel => {
      const { flavour, rtoNs } = config as Config & { readonly flavour: string; readonly rtoNs: number };
      const plain = model(config, platform);
      if (flavour !== usedWhen) return { ...plain, title: flavour };
      return {
        ...plain, protocol: { ...plain.protocol, reliability: { kind: 'timeout', rtoNs, backoff: 2, retries: 3, onExhausted: 'fail' } },
        origins: [...plain.origins, { parameter: 'protocol.rtoNs', value: rtoNs, unit: 'ns', kind: 'judgement', note: 'A sample.' }],
      };
    },
  });

  it('asks for an option where the mechanism it belongs to is chosen', () => {
    expect(problemsOf(withSwitch('retried'))).toBe('');
    expect(problemsOf(withSwitch('never'))).toContain('rtoNs changes nothing');
  });

  let calls = 0;
  it.each<[string, Parameters<typeof problemsOf>[0], string]>([
    ['a wrong manifest', { packageJson: { ...packageJson, version: 'one' } }, 'the manifest is correct: version'],
    ['another id', { id: 'other' }, 'the path is called "other"'],
    ['state', { describe: (config, platform) => ({ ...model(config, platform), title: `Sample ${calls++}` }) }, 'keep no state outside describe'],
    ['changed arguments', { describe: (config, platform) => { (config as { window: number }).window = 1; return model(config, platform); } }, 'describe threw'],
    ['a wrong model', { describe: (config, platform) => ({ ...model(config, platform), resources: [] }) }, 'is not declared'],
    ['a warning', { describe: (config, platform) => ({ ...model(config, platform), resources: [...wireResources(platform), { id: 'spare', title: 'Spare', scope: 'nic' }] }) }, 'warning resources'],
    ['a wire faster than light', { describe: (config, platform) => ({ ...model(config, platform), otherHost: { send: [{ id: 'wire', title: 'Wire', executor: 'wire', kind: 'serve', resources: wireResources(platform).map(({ id }) => id), cost: { perByteNs: 0.00001 } }, tcpSend({ perSegmentNs: config.sendNs / 1e6, perByteNs: 0 })], receive: [tcpReceive({ perSegmentNs: 0, perByteNs: 0 })] } }) }, 'that frames and headers leave'],
    ['an option without effect', { describe: (config, platform) => model({ ...config, window: 16 }, platform) }, 'window changes nothing'],
    ['bounds that are not safe', { describe: (config, platform) => model({ ...config, window: config.window * 2000 }, platform) }, 'Tighten its bounds'],
    ['an origin left out', { describe: (config, platform) => ({ ...model(config, platform), origins: [] }) }, 'origins do not name tcp-send.perUnitNs'],
    ['a heading left out', { readme: readme.replace('## Sources', '### Sources') }, 'no heading "## Sources"'],
    ['an empty section', { readme: readme.replace('Most.', '') }, 'Nothing stands below "## What it leaves out"'],
    ['headings out of order', { readme: `## Sources\nNone.\n${readme.replace('## Sources', '### ')}` }, 'out of order'],
    ['a parameter left out', { readme: readme.replace('`window`', 'window') }, 'do not name `window`'],
    ['an old default', { readme: readme.replace('9000', '8000') }, 'do not give 9000'],
    ['another origin', { readme: readme.replace('9000, judgement', '9000, fitted') }, 'that `sendNs` is judgement'],
  ])('finds %s', (_, change, text) => {
    expect(problemsOf(change).toLowerCase()).toContain(text.toLowerCase());
  });
});
