import { propertyProblem, resolveConfig } from '../build/config.ts';
import type { Manifest, Measurement } from '../model/manifest.ts';
import type { Platform } from '../model/platform.ts';
import type { ModelFinding } from './finding.ts';
import { flag, id, integer, isRecord, list, number, object, oneOf, shapeOf, show, text } from './shape.ts';
import type { Report, Shape } from './shape.ts';
import { sdkRangeProblem } from './sdk-range.ts';

const camelCase = /^[a-z][A-Za-z0-9]{0,63}$/;
const finite = number(-Number.MAX_VALUE, Number.MAX_VALUE);

const origin = object(
  { parameter: text(120), kind: oneOf('published', 'fitted', 'judgement'), note: text() },
  { record: text() },
);

const numeric = object(
  { type: oneOf('number', 'integer'), title: text(60), description: text(), default: finite, unit: text(20), origin },
  { minimum: finite, maximum: finite },
);
const named = object(
  { type: oneOf('string'), title: text(60), description: text(), default: text(200) },
  { enum: list(text(200), 1, 64) },
);
const switched = object({ type: oneOf('boolean'), title: text(60), description: text(), default: flag });
const propertyShapes: Readonly<Record<string, Shape>> = { number: numeric, integer: numeric, string: named, boolean: switched };

const property: Shape = (value, path, report) => {
  const type = isRecord(value) ? value.type : undefined;
  const shape = typeof type === 'string' && Object.hasOwn(propertyShapes, type) ? propertyShapes[type] : undefined;
  if (shape === undefined) report(`${path}.type`, `${show(type)} is no type of an option.`, `Use ${Object.keys(propertyShapes).join(', ')}.`);
  else shape(value, path, report);
};

const properties: Shape = (value, path, report) => {
  if (!isRecord(value)) {
    report(path, `Expected an object, found ${show(value)}.`);
    return;
  }
  if (Object.keys(value).length > 100) report(path, 'There are more than 100 options.', 'Keep what a user would change.');
  for (const [key, each] of Object.entries(value)) {
    if (!camelCase.test(key)) report(`${path}.${key}`, `"${key}" is no name for an option.`, 'Use camelCase, such as pollBudgetNs.');
    property(each, `${path}.${key}`, report);
  }
};

const mainModule: Shape = (value, path, report) => {
  if (typeof value !== 'string' || !/^[\w-]+(?:\/[\w-]+)*\.m?js$/.test(value)) {
    report(path, `${show(value)} is no module inside the package.`, 'Give a relative path without "..", such as "index.js".');
  }
};

const configValues: Shape = (value, path, report) => {
  if (!isRecord(value)) report(path, `Expected an object, found ${show(value)}.`);
};

const positive = number(Number.MIN_VALUE, Number.MAX_VALUE);

const platform = shapeOf<Platform>({
  host: object({ cores: integer(1, 4096), coreHz: positive }),
  nic: object({
    model: text(80), linkBitsPerSecond: positive, mtuBytes: integer(64, 1 << 20), gsoBytes: integer(64, 1 << 24), functions: integer(1, 1 << 20),
    offloads: list(oneOf('checksum', 'tso', 'lro', 'rss'), 0, 4),
  }),
  network: object({ kind: oneOf('back-to-back', 'switch'), propagationNs: number(0, 1e9), switchNs: number(0, 1e9) }),
});

const measurement = shapeOf<Measurement>({
  id, record: text(120), citation: text(), preset: id, quantity: oneOf('half-round-trip', 'bandwidth', 'streams'), layer: oneOf('mpi', 'raw'),
  messageBytes: integer(1, 1 << 30), value: positive, use: oneOf('fitted', 'held-out', 'consistency'),
}, {
  relation: oneOf('other-host', 'same-host'), pairs: integer(1, 64), libraryNs: number(0, 1e9), tolerance: number(0, 1), note: text(),
});

const manifestShape = object({
  id,
  title: text(60),
  summary: text(400),
  main: mainModule,
  config: object({ type: oneOf('object'), properties, additionalProperties: oneOfFalse }),
  presets: list(object({ id, title: text(120), config: configValues, citation: text() }, { era: oneOf('historical', 'current'), testbed: platform, extrapolated: text() }), 0, 64),
}, {
  measurements: list(measurement, 0, 64),
  proposals: list(text(60), 0, 16),
});

function oneOfFalse(value: unknown, path: string, report: Report): void {
  if (value !== false) report(path, 'Unknown options are always refused.', 'Write false.');
}

/**
 * Everything that is wrong with a plugin's package.json. Takes any value; never throws. No error means that its
 * `doorbell` block is a {@link Manifest}.
 */
export function checkManifest(packageJson: unknown): readonly ModelFinding[] {
  const findings: ModelFinding[] = [];
  const report: Report = (path, message, hint) => {
    if (findings.length < 100) findings.push({ severity: 'error', path, message, ...(hint === undefined ? {} : { hint }) });
  };
  if (!isRecord(packageJson)) {
    report('', 'package.json must hold an object.');
    return findings;
  }
  const { version, engines, doorbell } = packageJson;
  if (typeof version !== 'string' || !/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version)) {
    report('version', `${show(version)} is no version.`, 'Use three numbers, such as "1.0.0".');
  }
  const range = isRecord(engines) ? engines['@doorbell/sdk'] : undefined;
  if (typeof range !== 'string') report('engines.@doorbell/sdk', 'The package does not say which SDK it was written for.', 'Add "engines": { "@doorbell/sdk": "^1.0.0" }.');
  else {
    const problem = sdkRangeProblem(range);
    if (problem !== undefined) report('engines.@doorbell/sdk', problem);
  }
  manifestShape(doorbell, 'doorbell', report);
  if (findings.length === 0) checkValues(doorbell as Manifest, report);
  return findings;
}

/** What the shapes cannot see: defaults and presets obey the schema, sources are named, ids are unique. */
function checkValues(manifest: Manifest, report: Report): void {
  for (const [key, each] of Object.entries(manifest.config.properties)) {
    const at = `doorbell.config.properties.${key}`;
    const problem = propertyProblem(each, each.default);
    if (problem !== undefined) report(`${at}.default`, `The default is refused by its own option: ${problem}`, 'Change the default, or the bounds.');
    if (each.origin !== undefined && each.origin.kind !== 'judgement' && each.origin.record === undefined) {
      report(`${at}.origin.record`, `A ${each.origin.kind} value needs its source.`, 'Name the record or the citation, or call it a judgement.');
    }
  }
  const ids = new Set<string>();
  manifest.presets.forEach((preset, index) => {
    const at = `doorbell.presets[${index}]`;
    if (ids.has(preset.id)) report(`${at}.id`, `Two presets are called "${preset.id}".`, 'Give each its own id.');
    ids.add(preset.id);
    for (const finding of resolveConfig(manifest, { config: preset.config }, at).findings) report(finding.path, finding.message, finding.hint);
  });
  const measured = new Set<string>();
  (manifest.measurements ?? []).forEach((measurement, index) => {
    const at = `doorbell.measurements[${index}]`;
    if (measured.has(measurement.id)) report(`${at}.id`, `Two measurements are called "${measurement.id}".`, 'Give each its own id.');
    measured.add(measurement.id);
    const preset = manifest.presets.find((each) => each.id === measurement.preset);
    if (preset === undefined) report(`${at}.preset`, `There is no preset "${measurement.preset}".`, 'Name the preset that stands for the testbed.');
    else if (preset.testbed === undefined) report(`${at}.preset`, `The preset "${preset.id}" does not say what hardware it stands for.`, 'Give it a testbed.');
    if (measurement.pairs !== undefined && measurement.quantity !== 'streams') report(`${at}.pairs`, 'Only streams have pairs.', 'Remove it.');
    if (measurement.libraryNs !== undefined && measurement.layer === 'raw') report(`${at}.libraryNs`, 'Below the MPI library there is no library.', 'Remove it, or use the layer mpi.');
  });
}
