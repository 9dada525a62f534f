import { checkPathModel } from '../check/check-path-model.ts';
import { configDefaults, resolveConfig } from '../build/config.ts';
import type { ConfigValues } from '../build/config.ts';
import type { ConfigProperty, Manifest } from '../model/manifest.ts';
import type { PathModel } from '../model/path-model.ts';
import type { Platform } from '../model/platform.ts';

/**
 * Each option changes the model, is named among its origins, and is safe wherever its bounds allow it to be. What matters only
 * to one mechanism is asked for where that mechanism is chosen: with one switch thrown, or in a preset.
 */
export function checkOptions(
  describe: (config: ConfigValues, platform: Platform) => PathModel, manifest: Manifest, platform: Platform,
): readonly string[] {
  let last: ConfigValues = {};
  try {
    return problemsOf((config, on) => {
      last = config;
      return describe(config, on);
    }, manifest, platform);
  } catch (error) {
    return [`describe threw with ${JSON.stringify(last)}: ${error instanceof Error ? error.message : String(error)} Answer a model wherever the bounds of the options allow it, or tighten them.`];
  }
}

function problemsOf(
  describe: (config: ConfigValues, platform: Platform) => PathModel, manifest: Manifest, platform: Platform,
): readonly string[] {
  const problems: string[] = [];
  const bases = basesOf(manifest).map((config) => ({ config, plain: describe(config, platform) }));
  for (const [key, property] of Object.entries(manifest.config.properties)) {
    let effective = false;
    for (const { config, plain } of bases) {
      const models = otherValues(property, config[key]).map((value) => ({ value, model: describe({ ...config, [key]: value }, platform) }));
      effective = models.length === 0 || models.some(({ model }) => withoutOrigins(model) !== withoutOrigins(plain));
      if (!effective) continue;
      for (const { value, model } of models) {
        const error = checkPathModel(model, manifest.proposals).find((finding) => finding.severity === 'error');
        if (error !== undefined) problems.push(`With ${key} = ${String(value)} the model is wrong at ${error.path}: ${error.message} Tighten its bounds.`);
      }
      break;
    }
    if (!effective) problems.push(`The option ${key} changes nothing: remove it, or use it.`);
    const origin = property.origin;
    if (origin !== undefined && !bases.some(({ plain }) => plain.origins.some(({ parameter, value }) => parameter === origin.parameter && value === property.default))) {
      problems.push(`The model's origins do not name ${origin.parameter}, the origin of ${key}: fill them with configOrigins(schema, config).`);
    }
  }
  return problems;
}

/** The defaults, the defaults with one switch thrown, and the presets. */
function basesOf(manifest: Manifest): readonly ConfigValues[] {
  const defaults = configDefaults(manifest.config);
  const switched = Object.entries(manifest.config.properties)
    .filter(([, { type }]) => type === 'boolean' || type === 'string')
    .flatMap(([key, property]) => otherValues(property, property.default).map((value) => ({ ...defaults, [key]: value })));
  return [defaults, ...switched, ...manifest.presets.map(({ id }) => resolveConfig(manifest, { preset: id }).config)];
}

function withoutOrigins(model: PathModel): string {
  return JSON.stringify({ ...model, origins: [] });
}

/** Values besides its own that the schema allows: its ends, and some near its own. */
function otherValues(property: ConfigProperty, own: number | string | boolean): readonly (number | string | boolean)[] {
  const { type, enum: names, minimum = -1e9, maximum = 1e9 } = property;
  if (type === 'boolean') return [own !== true];
  if (type === 'string') return (names ?? []).filter((name) => name !== own);
  const near = typeof own === 'number' ? [own / 2, own * 2] : [];
  const candidates = [minimum, maximum, ...near].map((value) => (type === 'integer' ? Math.round(value) : value));
  return candidates.filter((value) => value !== own && value >= minimum && value <= maximum);
}
