// Writes the section "Parameters and their origins" of each data path's README from its manifest, where defaults, units
// and origins have their one place. Run it after a change to a plugin's package.json.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * @typedef {{ default: unknown, unit?: string, title: string, description: string,
 *   origin?: { parameter: string, kind: string, record?: string, note: string } }} Option
 * @typedef {{ config: { properties: Record<string, Option> }, presets: { id: string, title: string }[] }} Manifest
 */

const plugins = resolve(import.meta.dirname, '../plugins');
for (const { name } of await readdir(plugins, { withFileTypes: true })) {
  const path = join(plugins, name, 'README.md');
  if (!existsSync(path)) continue;
  /** @type {{ doorbell: Manifest }} */
  const { doorbell } = JSON.parse(await readFile(join(plugins, name, 'package.json'), 'utf8'));
  const text = await readFile(path, 'utf8');
  const written = text.replace(/^(## Parameters and their origins\n)[^]*?(?=^## )/m, (_, heading) => `${heading}\n${section(doorbell)}\n\n`);
  if (written !== text) {
    await writeFile(path, written);
    console.error(`Wrote ${path}.`);
  }
}

/** @param {Manifest} manifest */
function section({ config, presets }) {
  const rows = Object.entries(config.properties).map(([key, option]) => {
    const { origin } = option;
    const value = `${option.default} ${option.unit ?? ''}`.trim();
    if (origin === undefined) return `| \`${key}\` | ${value} | ${option.title} | a choice | ${option.description} |`;
    const record = origin.record === undefined ? '' : ` (${origin.record})`;
    return `| \`${key}\` | ${value} | ${origin.parameter} | ${origin.kind}${record} | ${origin.note} |`;
  });
  return [
    '*published*: a source states the number. *fitted*: chosen so that the named record comes out. *judgement*: reasoned, not',
    'measured.',
    '',
    '| Option | Default | Stands for | Origin | Why |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    'Presets:',
    '',
    ...presets.map(({ id, title }) => `- \`${id}\`: ${title}.`),
  ].join('\n');
}
