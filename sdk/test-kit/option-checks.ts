import { configDefaults } from '../build/config.ts';
import type { ConfigValues } from '../build/config.ts';
import { checkPathModel } from '../check/check-path-model.ts';
import type { ConfigProperty, Manifest } from '../model/manifest.ts';
import type { PathModel } from '../model/path-model.ts';
import type { Platform } from '../model/platform.ts';

/** Each option changes the model, is named among its origins, and is safe wherever its bounds allow it to be. */
export function checkOptions(
  describe: (config: ConfigValues, platform: Platform) => PathModel, manifest: Manifest, platform: Platform,
): readonly string[] {
  const problems: string[] = [];
  const defaults = configDefaults(manifest.config);
  const plain = describe(defaults, platform);
  const withoutOrigins = (model: PathModel): string => JSON.stringify({ ...model, origins: [] });
  for (const [key, property] of Object.entries(manifest.config.properties)) {
    const others = otherValues(property);
    const models = others.map((value) => ({ value, model: describe({ ...defaults, [key]: value }, platform) }));
    if (others.length > 0 && models.every(({ model }) => withoutOrigins(model) === withoutOrigins(plain))) {
      problems.push(`The option ${key} changes nothing: remove it, or use it.`);
    }
    for (const { value, model } of models) {
      const error = checkPathModel(model).find((finding) => finding.severity === 'error');
      if (error !== undefined) problems.push(`With ${key} = ${String(value)} the model is wrong at ${error.path}: ${error.message} Tighten its bounds.`);
    }
    const origin = property.origin;
    if (origin !== undefined && !plain.origins.some(({ parameter, value }) => parameter === origin.parameter && value === property.default)) {
      problems.push(`The model's origins do not name ${origin.parameter}, the origin of ${key}: fill them with configOrigins(schema, config).`);
    }
  }
  return problems;
}

/** Values besides the default that the schema allows: its ends, and some near the default. */
function otherValues(property: ConfigProperty): readonly (number | string | boolean)[] {
  const { type, enum: names, minimum = -1e9, maximum = 1e9 } = property;
  const own = property.default;
  if (type === 'boolean') return [own !== true];
  if (type === 'string') return (names ?? []).filter((name) => name !== own);
  const near = typeof own === 'number' ? [own / 2, own * 2] : [];
  const candidates = [minimum, maximum, ...near].map((value) => (type === 'integer' ? Math.round(value) : value));
  return candidates.filter((value) => value !== own && value >= minimum && value <= maximum);
}
