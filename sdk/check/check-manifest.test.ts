import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sdkVersion } from '../model/version.ts';
import { checkManifest } from './check-manifest.ts';
import { sdkRangeProblem } from './sdk-range.ts';

const option = { type: 'number', title: 'Poll', description: 'Per segment.', default: 100, unit: 'ns', minimum: 0, maximum: 1000, origin: { parameter: 'poll.perUnitNs', kind: 'judgement', note: 'A sample.' } };
const packageJson = {
  name: 'doorbell-path-sample', version: '1.0.0', engines: { '@doorbell/sdk': '^1.0.0' },
  doorbell: {
    id: 'sample', title: 'Sample', summary: 'A sample.', main: 'index.js',
    config: {
      type: 'object', additionalProperties: false,
      properties: { pollNs: option, mode: { type: 'string', title: 'Mode', description: 'How.', default: 'fast', enum: ['fast', 'slow'] } },
    },
    presets: [{ id: 'old', title: 'Old', config: { pollNs: 500 }, citation: 'Somebody.' }],
  },
};

/** A copy with one place changed. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(packageJson) as unknown;
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  const at = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], copy) as Record<string, unknown>;
  at[last] = value;
  return copy;
}

describe('a manifest', () => {
  it('that is correct has no finding', () => {
    expect(checkManifest(packageJson)).toEqual([]);
    expect(checkManifest(changed('doorbell/proposals', ['stage-explain@1']))).toEqual([]);
    expect(checkManifest(changed('doorbell/$schema', './node_modules/@doorbell/sdk/schemas/manifest.json'))).toEqual([]);
  });

  const pollNs = 'doorbell/config/properties/pollNs';
  it.each<[string, unknown, string, string]>([
    ['version', 'one', 'version', 'no version'],
    ['version', `1.0.0-${'a'.repeat(60)}`, 'version', 'no version'],
    ['doorbell/title', 'SR\u202eVOI-', 'doorbell.title', 'cannot be seen'],
    ['doorbell/summary', '\u001b[2JA sample.', 'doorbell.summary', 'cannot be seen'],
    ['engines', {}, 'engines.@doorbell/sdk', 'which SDK'],
    ['engines', { '@doorbell/sdk': '*' }, 'engines.@doorbell/sdk', `write "^${sdkVersion}"`],
    ['doorbell', undefined, 'doorbell', 'Expected an object'],
    ['doorbell/id', 'Sample Path', 'doorbell.id', 'not an id'],
    ['doorbell/homepage', 'x', 'doorbell.homepage', 'not known here'],
    ['doorbell/main', '../evil.js', 'doorbell.main', 'inside the package'],
    ['doorbell/main', '/etc/evil.js', 'doorbell.main', 'inside the package'],
    ['doorbell/main', 'index.ts', 'doorbell.main', 'inside the package'],
    ['doorbell/config/additionalProperties', true, 'doorbell.config.additionalProperties', 'always refused'],
    ['doorbell/config/properties/poll-ns', option, 'doorbell.config.properties.poll-ns', 'no name for an option'],
    [`${pollNs}/type`, 'float', 'doorbell.config.properties.pollNs.type', 'no type of an option'],
    [`${pollNs}/unit`, undefined, 'doorbell.config.properties.pollNs.unit', 'missing'],
    [`${pollNs}/origin`, undefined, 'doorbell.config.properties.pollNs.origin', 'missing'],
    [`${pollNs}/origin/kind`, 'published', 'doorbell.config.properties.pollNs.origin.record', 'needs its source'],
    [`${pollNs}/default`, 2000, 'doorbell.config.properties.pollNs.default', 'refused by its own option'],
    ['doorbell/config/properties/mode/default', 'medium', 'doorbell.config.properties.mode.default', 'refused by its own option'],
    ['doorbell/presets/0/config', { pollNs: 5000 }, 'doorbell.presets[0].config.pollNs', 'at most 1000'],
    ['doorbell/presets/0/config', { gone: 1 }, 'doorbell.presets[0].config.gone', 'no option'],
    ['doorbell/presets/0/citation', '', 'doorbell.presets[0].citation', 'empty'],
    ['doorbell/proposals', ['stage-explain@7'], 'doorbell.proposals[0]', 'offers stage-explain@1'],
    ['doorbell/proposals', ['stage-explain@1', 'gone@1'], 'doorbell.proposals[1]', 'no proposal "gone"'],
    ['doorbell/presets', [packageJson.doorbell.presets[0], packageJson.doorbell.presets[0]], 'doorbell.presets[1].id', 'Two presets'],
  ])('with %s = %j is refused', (place, value, path, text) => {
    const hit = checkManifest(changed(place, value)).find((finding) => finding.path === path);
    expect(hit?.message).toContain(text);
  });

  it('may be anything at all without harm', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(checkManifest(value).length).toBeGreaterThan(0);
      expect(checkManifest({ ...packageJson, doorbell: value }).length).toBeGreaterThan(0);
    }), { seed: 20104, numRuns: 300 });
  });
});

describe('the SDK range', () => {
  it.each([
    ['^1.0.0', '1.0.0', true], ['^1.0.0', '1.4.2', true], ['^1.2.0', '1.1.9', false], ['^1.0.0', '2.0.0', false], ['^2.0.0', '1.9.0', false],
    ['~1.2.0', '1.2.5', true], ['~1.2.0', '1.3.0', false], ['1.2.3', '1.2.3', true], ['1.2.3', '1.2.4', false], ['^1.2.3', '1.2.2', false],
    ['*', '1.0.0', false], ['>=1', '1.0.0', false], ['', '1.0.0', false], ['latest', '1.0.0', false],
  ])('%s with SDK %s: %s', (range, version, fits) => {
    expect(sdkRangeProblem(range, version) === undefined).toBe(fits);
  });

  it('says who is to be updated', () => {
    expect(sdkRangeProblem('^1.5.0', '1.2.0')).toContain('update Doorbell');
    expect(sdkRangeProblem('^1.5.0', '2.0.0')).toContain('update the plugin');
  });

  it('is about the version that the package has', () => {
    const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8')) as { version: string };
    expect(sdkVersion).toBe(version);
  });
});
