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
  version: '1.0.0', engines: { '@doorbell/sdk': '^1.2.0' },
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

const preset = { id: 'bed', title: 'Bed', config: {}, citation: 'Somebody.' };
const withPresets = (...presets: readonly object[]): object => ({ ...packageJson, doorbell: { ...packageJson.doorbell, presets } });
const jumbo: Platform = {
  host: { cores: 8, coreHz: 2e9 },
  nic: { model: 'jumbo', linkBitsPerSecond: 1e10, mtuBytes: 16000, gsoBytes: 65536, functions: 8, offloads: [] },
  network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
};
const explained = (config: Config, platform: Platform): PathModel => {
  const plain = model(config, platform);
  const [first, ...others] = plain.otherHost?.send ?? [];
  return { ...plain, otherHost: { send: [{ ...first, explain: 'The kernel cuts and copies.' }, ...others], receive: plain.otherHost?.receive ?? [] } };
};
/** A path that never leaves its host. */
const inside = (config: Config, platform: Platform): PathModel => ({
  ...model(config, platform), guest: 'vm', otherHost: undefined,
  sameHost: { send: [tcpSend({ perSegmentNs: config.sendNs, perByteNs: 0.5 })], receive: [tcpReceive({ perSegmentNs: 1000, perByteNs: 0.5 })] },
  resources: [], capabilities: { ...sampleModel.capabilities, hypervisorBypass: true, isolation: [], steering: [], liveMigration: 'unsupported', snapshot: 'supported' },
});

describe('conformance', () => {
  it('takes a path that has no way to another host', () => {
    expect(problemsOf({ describe: inside })).toBe('');
  });

  it('takes what a declared proposal allows', () => {
    expect(problemsOf({ describe: explained, packageJson: { ...packageJson, doorbell: { ...packageJson.doorbell, proposals: ['stage-explain@1'] } } })).toBe('');
  });

  it('takes a preset that a figure supports, or that says what nobody measured', () => {
    const measurement = { id: 'figure', record: 'somebody.1', citation: 'Somebody.', preset: 'bed', quantity: 'half-round-trip', layer: 'raw', messageBytes: 1, value: 1000, use: 'fitted' };
    const measured = withPresets({ ...preset, testbed: { ...jumbo, nic: { ...jumbo.nic, mtuBytes: 9000 } } });
    expect(problemsOf({ packageJson: { ...measured, doorbell: { ...(measured as typeof packageJson).doorbell, measurements: [measurement] } } })).toBe('');
    expect(problemsOf({ packageJson: withPresets({ ...preset, extrapolated: 'Nobody measured it.' }) })).toBe('');
  });

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

  /** `window` has a stage of its own, on some platforms. */
  const where = (used: (platform: Platform) => boolean, stageId = 'tcp-send') => ({
    packageJson: { ...packageJson, doorbell: { ...packageJson.doorbell, config: { ...schema, properties: { ...schema.properties, window: { ...schema.properties.window, origin: { parameter: `${stageId}.window`, kind: 'judgement', note: 'A sample.' } } } } } },
    describe: (config: Config, platform: Platform): PathModel => {
      const plain = model({ ...config, window: used(platform) ? config.window : 16 }, platform);
      return { ...plain, origins: [...plain.origins.slice(0, 1), ...(stageId === 'tcp-send' && used(platform) ? [{ parameter: 'tcp-send.window', value: config.window, unit: 'segments', kind: 'judgement', note: 'A sample.' } as const] : [])] };
    },
  });

  it('is content with an option that matters on one of the platforms', () => {
    expect(problemsOf(where(({ nic }) => nic.offloads.length === 0))).toBe('');
    expect(problemsOf(where(() => false))).toContain('window changes nothing on any of the platforms');
  });

  it('says what an origin may have meant', () => {
    expect(problemsOf(where(() => true, 'tcp-sned'))).toContain('No part of the model is called "tcp-sned"; did you mean "tcp-send"?');
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
    ['an unstable part that is not declared', { describe: explained }, 'does not declare'],
    ['a path that always throws', { describe: () => { throw new Error('no idea'); } }, 'describe threw with {"sendNs":9000,"window":16}: no idea'],
    ['a preset that nothing supports', { packageJson: withPresets(preset) }, 'No measurement speaks about the preset bed'],
    ['a preset that fails on its own testbed', { packageJson: withPresets({ ...preset, testbed: jumbo, extrapolated: 'Nobody measured it.' }) }, 'the model is correct (preset bed; its testbed)'],
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
