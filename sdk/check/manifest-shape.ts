import type { ConfigOrigin, ConfigSchema, Manifest, Measurement, Preset } from '../model/manifest.ts';
import type { Platform } from '../model/platform.ts';
import { list, named, object, record, variant } from './composite-shapes.ts';
import { shapeOf } from './shape-of.ts';
import { finite, flag, id, integer, matching, number, oneOf, only, positive, text } from './shape.ts';
import type { Shape } from './shape.ts';

const origin = shapeOf<ConfigOrigin>('ConfigOrigin', { parameter: text(120), kind: oneOf('published', 'fitted', 'judgement'), note: text() }, { record: text() });

const titles = { title: text(60), description: text() };
const numeric = named('ConfigProperty.number', () => object(
  { type: oneOf('number', 'integer'), ...titles, default: finite, unit: text(20), origin },
  { minimum: finite, maximum: finite },
));
const string = named('ConfigProperty.string', () => object({ type: oneOf('string'), ...titles, default: text(200) }, { enum: list(text(200), 1, 64) }));
const boolean = named('ConfigProperty.boolean', () => object({ type: oneOf('boolean'), ...titles, default: flag }));
const property = variant('type', { number: numeric, integer: numeric, string, boolean }, { what: 'an option', problem: 'no type of an option' });

const config = shapeOf<ConfigSchema>('ConfigSchema', {
  type: oneOf('object'),
  properties: record(property, /^[a-z][A-Za-z0-9]{0,63}$/, 100, {
    problem: 'no name for an option', hint: 'Use camelCase, such as pollBudgetNs.', tooMany: 'Keep what a user would change.',
  }),
  additionalProperties: only(false, 'Unknown options are always refused.', 'Write false.'),
});

const platform = shapeOf<Platform>('Platform', {
  host: object({ cores: integer(1, 4096), coreHz: positive }),
  nic: object({
    model: text(80), linkBitsPerSecond: positive, mtuBytes: integer(64, 1 << 20), gsoBytes: integer(64, 1 << 24), functions: integer(1, 1 << 20),
    offloads: list(oneOf('checksum', 'tso', 'lro', 'rss'), 0, 4),
  }),
  network: object({ kind: oneOf('back-to-back', 'switch'), propagationNs: number(0, 1e9), switchNs: number(0, 1e9) }),
});

const values: Shape = record({ check: () => undefined, schema: () => ({}) }, /^/, 100, { problem: '', hint: '', tooMany: 'A path has at most 100 options.' });

const preset = shapeOf<Preset>('Preset', { id, title: text(120), config: values, citation: text() }, {
  era: oneOf('historical', 'current'), testbed: platform, extrapolated: text(),
});

const measurement = shapeOf<Measurement>('Measurement', {
  id, record: text(120), citation: text(), preset: id, quantity: oneOf('half-round-trip', 'bandwidth', 'streams'), layer: oneOf('mpi', 'raw'),
  messageBytes: integer(1, 1 << 30), value: positive, use: oneOf('fitted', 'held-out', 'consistency'),
}, {
  relation: oneOf('other-host', 'same-host'), pairs: integer(1, 64), libraryNs: number(0, 1e9), tolerance: number(0, 1), note: text(),
});

/** The form of a `doorbell` block; what its parts mean together is for the rules. */
export const manifestShape: Shape = shapeOf<Manifest>('Manifest', {
  id,
  title: text(60),
  summary: text(400),
  main: matching(/^[\w-]+(?:\/[\w-]+)*\.m?js$/, 'no module inside the package', 'Give a relative path without "..", such as "index.js".'),
  config,
  presets: list(preset, 0, 64),
}, {
  $schema: text(200),
  measurements: list(measurement, 0, 64),
  proposals: list(text(60), 0, 16),
});
