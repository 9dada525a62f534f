// Writes docs/records.md: how every published record is used, and how far the simulation is off. Run it after a change of a
// path, of the engine, or of what is replayed.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveConfig, type DataPath, type Manifest } from '@doorbell/sdk';
import { recordRequests, recordRows, recordsDocument } from '../main/core/calibrate/index.ts';

const root = resolve(import.meta.dirname, '..');
const plugins = await Promise.all((await readdir(join(root, 'plugins'), { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(async ({ name }) => {
  const folder = join(root, 'plugins', name);
  const { doorbell } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { readonly doorbell: Manifest };
  const { default: path } = await import(pathToFileURL(join(folder, 'index.ts')).href) as { readonly default: DataPath<unknown> };
  return { manifest: doorbell, path };
}));

function pluginOf(id: string): (typeof plugins)[number] {
  const plugin = plugins.find(({ manifest }) => manifest.id === id);
  if (plugin === undefined) throw new Error(`No data path ${id}.`);
  return plugin;
}

const manifests = plugins.map(({ manifest }) => manifest);
const models = recordRequests({ manifests }).map(({ key, choice, platform }) => {
  const { manifest, path } = pluginOf(choice.id);
  return { key, model: path.describe(resolveConfig(manifest, choice).config, platform), plugin: { id: manifest.id, version: '1.0.0', sha256: '0'.repeat(64) } };
});
const rows = recordRows({
  manifests,
  model: (id, preset, config = {}) => {
    const { manifest, path } = pluginOf(id);
    const testbed = manifest.presets.find((each) => each.id === preset)?.testbed;
    if (testbed === undefined) throw new Error(`No testbed of ${id}, ${preset}.`);
    return path.describe(resolveConfig(manifest, { preset, config }).config, testbed);
  },
}, models);
const file = join(root, 'docs', 'records.md');
await writeFile(file, recordsDocument(rows));
console.error(`Wrote ${file}.`);
