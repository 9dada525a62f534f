import { describe, expect, it } from 'vitest';
import type { Manifest } from '../model/manifest.ts';
import type { Stage } from '../model/stage.ts';
import { sampleModel } from '../testing/sample-model.ts';
import { configDefaults, configOrigins, resolveConfig } from './config.ts';

const manifest: Manifest = {
  id: 'sample', title: 'Sample', summary: 'A sample.', main: 'index.js',
  config: {
    type: 'object', additionalProperties: false,
    properties: {
      pollNs: { type: 'number', title: 'Poll', description: 'Per segment.', default: 100, unit: 'ns', minimum: 0, maximum: 1e6, origin: { parameter: 'poll.perUnitNs', kind: 'fitted', record: 'some.record', note: 'So that it comes out.' } },
      slots: { type: 'integer', title: 'Slots', description: 'Of the queue.', default: 8, unit: 'slots', minimum: 1, origin: { parameter: 'queue.slots', kind: 'judgement', note: 'Usual.' } },
      pinned: { type: 'boolean', title: 'Pinned', description: 'To a core.', default: false },
    },
  },
  presets: [{ id: 'old', title: 'Old', config: { pollNs: 500 }, citation: 'Somebody.' }],
};

describe('a configuration', () => {
  it('is the defaults, then the preset, then what the choice says', () => {
    expect(configDefaults(manifest.config)).toEqual({ pollNs: 100, slots: 8, pinned: false });
    expect(resolveConfig(manifest, {})).toEqual({ config: { pollNs: 100, slots: 8, pinned: false }, findings: [] });
    expect(resolveConfig(manifest, { preset: 'old' }).config).toEqual({ pollNs: 500, slots: 8, pinned: false });
    expect(resolveConfig(manifest, { preset: 'old', config: { pollNs: 1, pinned: true } }).config).toEqual({ pollNs: 1, slots: 8, pinned: true });
  });

  it.each<[Parameters<typeof resolveConfig>[1], string, string]>([
    [{ preset: 'new' }, 'at.preset', 'no preset "new"'],
    [{ config: { polNs: 1 } }, 'at.config.polNs', 'no option "polNs"'],
    [{ config: { toString: 1 } }, 'at.config.toString', 'no option "toString"'],
    [{ config: { pollNs: -1 } }, 'at.config.pollNs', 'at least 0, not -1'],
    [{ config: { pollNs: 2e6 } }, 'at.config.pollNs', 'at most 1000000, not 2000000'],
    [{ config: { pollNs: Number.NaN } }, 'at.config.pollNs', 'must be a number'],
    [{ config: { slots: 1.5 } }, 'at.config.slots', 'whole number, not 1.5'],
    [{ config: { pinned: 'yes' } }, 'at.config.pinned', 'must be a boolean, not "yes"'],
  ])('refuses %j', (choice, path, text) => {
    const { findings } = resolveConfig(manifest, choice, 'at');
    expect(findings).toHaveLength(1);
    expect(findings[0]?.path).toBe(path);
    expect(findings[0]?.message).toContain(text);
    expect(findings[0]?.hint).not.toBe('');
  });
});

describe('a hint', () => {
  it('gives the default in its unit, which a plain number has none of', () => {
    const factor = { type: 'number', title: 'Factor', description: 'Each time.', default: 2, unit: '1', minimum: 1, origin: { parameter: 'p', kind: 'judgement', note: 'Usual.' } } as const;
    const plain: Manifest = { ...manifest, config: { ...manifest.config, properties: { ...manifest.config.properties, factor } } };
    expect(resolveConfig(plain, { config: { factor: 0, slots: 0 } }).findings.map(({ hint }) => hint)).toEqual(['Each time. Default: 2.', 'Of the queue. Default: 8 slots.']);
  });
});

describe('origins', () => {
  it('hold for a path\'s own values, and are a judgement for others', () => {
    expect(configOrigins(manifest.config, { pollNs: 100, slots: 9, pinned: true })).toEqual([
      { parameter: 'poll.perUnitNs', value: 100, unit: 'ns', kind: 'fitted', record: 'some.record', note: 'So that it comes out.' },
      { parameter: 'queue.slots', value: 9, unit: 'slots', kind: 'judgement', note: 'Set in the experiment; the path\'s own value is 8 slots.' },
    ]);
  });

  it('can be those of what a model has', () => {
    const poll: Stage = { id: 'poll', title: 'Poll', executor: 'guest-user', kind: 'serve', cost: {} };
    const model = { ...sampleModel, otherHost: { send: [poll], receive: [] }, sameHost: undefined, sameVm: undefined, resources: [] };
    expect(configOrigins(manifest.config, { pollNs: 100, slots: 8 }, model).map(({ parameter }) => parameter)).toEqual(['poll.perUnitNs']);
  });
});
