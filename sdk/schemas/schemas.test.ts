import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configDefaults, resolveConfig } from '../build/config.ts';
import { manifestShape } from '../check/manifest-shape.ts';
import { modelShape } from '../check/model-shape.ts';
import type { Shape } from '../check/shape.ts';
import type { DataPath } from '../model/data-path.ts';
import type { Manifest } from '../model/manifest.ts';
import { sampleModel, samplePlatform } from '../testing/sample-model.ts';

const root = resolve(import.meta.dirname, '../..');
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Somebody else's reading of the written schema: what an editor says of a document. */
function validator(name: string): (value: unknown) => boolean {
  const schema = z.fromJSONSchema(readJson(join(import.meta.dirname, name)) as Parameters<typeof z.fromJSONSchema>[0]);
  return (value) => schema.safeParse(value).success;
}

function accepts(shape: Shape, value: unknown): boolean {
  let problems = 0;
  shape.check(value, '', () => (problems += 1));
  return problems === 0;
}

const isModel = validator('path-model.json');
const isManifest = validator('manifest.json');
const folders = readdirSync(join(root, 'plugins'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const manifests = folders.map((name) => (readJson(join(root, 'plugins', name, 'package.json')) as { readonly doorbell: Manifest }).doorbell);

describe('schema and check take', () => {
  it.each(manifests.map((manifest) => [manifest.id, manifest] as const))('the manifest of %s', (_, manifest) => {
    expect([accepts(manifestShape, manifest), isManifest(manifest)]).toEqual([true, true]);
    expect(isManifest({ $schema: './node_modules/@doorbell/sdk/schemas/manifest.json', ...manifest })).toBe(true);
  });

  it.each(folders)('the models of %s', async (folder) => {
    const { default: path } = await import(join(root, 'plugins', folder, 'index.ts')) as { readonly default: DataPath<unknown> };
    const manifest = manifests[folders.indexOf(folder)];
    const configs = [configDefaults(manifest.config), ...manifest.presets.map(({ id }) => resolveConfig(manifest, { preset: id }).config)];
    for (const config of configs) {
      const model: unknown = JSON.parse(JSON.stringify(path.describe(config, samplePlatform)));
      expect([accepts(modelShape, model), isModel(model)]).toEqual([true, true]);
    }
  });
});

describe('schema and check refuse', () => {
  const model = (change: object): unknown => ({ ...sampleModel, ...change });
  it.each<[string, unknown]>([
    ['nothing', undefined], ['a list', []], ['an unknown key', model({ speed: 1 })], ['a later format', model({ format: 2 })],
    ['a missing key', { ...sampleModel, protocol: undefined }], ['an id in capitals', model({ id: 'Sample' })], ['an empty title', model({ title: ' ' })],
    ['a number as text', model({ protocol: { ...sampleModel.protocol, segmentBytes: '1' } })],
    ['half a segment', model({ protocol: { ...sampleModel.protocol, segmentBytes: 1.5 } })],
    ['an unknown reliability', model({ protocol: { ...sampleModel.protocol, reliability: { kind: 'hope' } } })],
    ['a ring without slots', model({ sameVm: { send: [{ id: 'r', title: 'R', executor: 'device', kind: 'ring', ring: 'r', scope: 'vm', slots: 0, onFull: 'block' }], receive: [] } })],
    ['an unknown kind of stage', model({ sameVm: { send: [{ id: 'r', title: 'R', executor: 'device', kind: 'teleport' }], receive: [] } })],
    ['a table of one row', model({ sameVm: { send: [{ id: 'r', title: 'R', executor: 'device', kind: 'delay', cost: { table: [[0, 1]] } }], receive: [] } })],
  ])('%s for a model', (_, value) => {
    expect([accepts(modelShape, value), isModel(value)]).toEqual([false, false]);
  });

  it.each<[string, object]>([
    ['an unknown key', { homepage: 'x' }], ['a main outside', { main: '../evil.js' }], ['an id in capitals', { id: 'Sample' }], ['free options', { config: { ...manifests[0].config, additionalProperties: true } }],
    ['an option without a unit', { config: { ...manifests[0].config, properties: { a: { type: 'number', title: 'A', description: 'A.', default: 1, origin: { parameter: 'a.b', kind: 'judgement', note: 'A.' } } } } }],
    ['an option of no type', { config: { ...manifests[0].config, properties: { a: { type: 'float', title: 'A', description: 'A.', default: 1 } } } }],
    ['an option with a hyphen', { config: { ...manifests[0].config, properties: { 'a-b': { type: 'boolean', title: 'A', description: 'A.', default: true } } } }],
    ['a preset without citation', { presets: [{ id: 'a', title: 'A', config: {} }] }],
    ['a measurement of nothing', { measurements: [{ id: 'a', record: 'a', citation: 'A.', preset: 'a', quantity: 'half-round-trip', layer: 'raw', messageBytes: 1, value: 0, use: 'fitted' }] }],
  ])('%s for a manifest', (_, change) => {
    const value = { ...manifests[0], ...change };
    expect([accepts(manifestShape, value), isManifest(value)]).toEqual([false, false]);
  });
});

describe('schema and check agree', () => {
  it.each<[string, unknown, Shape, (value: unknown) => boolean]>([
    ['a model', sampleModel, modelShape, isModel], ['a manifest', manifests[0], manifestShape, isManifest],
  ])('about %s whose every place may be something else', (_, whole, shape, schema) => {
    const places = placesIn(whole, []);
    // Numbers that JSON cannot hold exactly, and -0, never come out of a file.
    const value = fc.oneof(fc.jsonValue(), fc.integer({ min: -5, max: 5 }), fc.constantFrom('use', 'rank', 'choose', true, [], {}));
    fc.assert(fc.property(fc.constantFrom(...places), value, (place, other) => {
      const changed = replaced(whole, place, JSON.parse(JSON.stringify(other)));
      expect(schema(changed), place.join('.')).toBe(accepts(shape, changed));
    }), { seed: 20107, numRuns: 1500 });
  });
});

function placesIn(value: unknown, at: readonly string[]): readonly (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, each]) => placesIn(each, [...at, key])) : [];
  return at.length === 0 ? inner : [at, ...inner];
}

function replaced(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  const copy = (Array.isArray(whole) ? [...whole as unknown[]] : { ...whole as object }) as Record<string, unknown>;
  copy[key] = rest.length === 0 ? value : replaced(copy[key], rest, value);
  return copy;
}
