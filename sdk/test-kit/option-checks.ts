import { noSuchPart, originSubjects } from '../check/rules/origins.ts';
import { configDefaults, resolveConfig } from '../build/config.ts';
import type { ConfigValues } from '../build/config.ts';
import type { ConfigProperty, Manifest } from '../model/manifest.ts';
import type { PathModel } from '../model/path-model.ts';
import type { Platform } from '../model/platform.ts';
import { findingsOf } from './findings-of.ts';
import { oncePerModel } from './once-per-model.ts';

/** What the options of a path do on one platform. */
export interface OptionEffects {
  /** Bounds that are not safe, or a `describe` that threw. */
  readonly problems: readonly string[];
  /** Options that change the model somewhere. */
  readonly effective: ReadonlySet<string>;
  /** Options whose origin some model names. */
  readonly named: ReadonlySet<string>;
  /** What origins could have spoken about, in all models together. */
  readonly subjects: ReadonlySet<string>;
  /** `describe` threw: the rest says nothing about the options that were not reached. */
  readonly threw: boolean;
}

/**
 * Tries the values of each option on a platform: they are safe wherever the bounds allow them. What matters only to one
 * mechanism is tried where that mechanism is chosen: with one switch thrown, or in a preset.
 */
export function optionEffects(
  describe: (config: ConfigValues, platform: Platform) => PathModel, manifest: Manifest, platform: Platform,
): OptionEffects {
  const problems: string[] = [];
  const effective = new Set<string>();
  const named = new Set<string>();
  const subjects = new Set<string>();
  let last: ConfigValues = {};
  const modelOf = (config: ConfigValues): PathModel => {
    last = config;
    return describe(config, platform);
  };
  try {
    const bases = basesOf(manifest).map((config) => ({ config, plain: modelOf(config) }));
    // An incorrect model is reported by another check, and may lack what is looked at here.
    for (const { plain } of bases) if (!hasError(plain, manifest)) originSubjects(plain).forEach((subject) => subjects.add(subject));
    for (const [key, property] of Object.entries(manifest.config.properties)) {
      for (const { config, plain } of bases) {
        const models = otherValues(property, config[key]).map((value) => ({ value, model: modelOf({ ...config, [key]: value }) }));
        if (models.length > 0 && !models.some(({ model }) => withoutOrigins(model) !== withoutOrigins(plain))) continue;
        effective.add(key);
        for (const { value, model } of models) {
          const error = findingsOf(model, manifest.proposals).find((finding) => finding.severity === 'error');
          if (error !== undefined) problems.push(`With ${key} = ${String(value)} the model is wrong at ${error.path}: ${error.message} Tighten its bounds.`);
        }
        break;
      }
      const { origin } = property;
      if (bases.some(({ plain }) => plain.origins.some(({ parameter, value }) => parameter === origin?.parameter && value === property.default))) named.add(key);
    }
    return { problems, effective, named, subjects, threw: false };
  } catch (error) {
    const threw = `describe threw with ${JSON.stringify(last)}: ${error instanceof Error ? error.message : String(error)} Answer a model wherever the bounds of the options allow it, or tighten them.`;
    return { problems: [threw], effective, named, subjects, threw: true };
  }
}

/** Each option changes the model on one of the platforms at least, and is named among its origins there or elsewhere. */
export function checkUse(manifest: Manifest, platforms: readonly OptionEffects[]): readonly string[] {
  // What was not reached is not known to be without effect.
  if (platforms.some(({ threw }) => threw)) return [];
  const subjects = new Set(platforms.flatMap((each) => [...each.subjects]));
  return Object.entries(manifest.config.properties).flatMap(([key, { origin }]) => {
    const problems: string[] = [];
    if (!platforms.some(({ effective }) => effective.has(key))) problems.push(`The option ${key} changes nothing on any of the platforms asked about: remove it, or use it.`);
    if (origin !== undefined && !platforms.some(({ named }) => named.has(key))) {
      const [subject] = origin.parameter.split('.');
      problems.push(`The model's origins do not name ${origin.parameter}, the origin of ${key}: ${subjects.has(subject) ? 'fill them with configOrigins(schema, config).' : noSuchPart(subject, subjects)}`);
    }
    return problems;
  });
}

/** The defaults, the defaults with one switch thrown, and the presets. */
function basesOf(manifest: Manifest): readonly ConfigValues[] {
  const defaults = configDefaults(manifest.config);
  const switched = Object.entries(manifest.config.properties)
    .filter(([, { type }]) => type === 'boolean' || type === 'string')
    .flatMap(([key, property]) => otherValues(property, property.default).map((value) => ({ ...defaults, [key]: value })));
  return [defaults, ...switched, ...manifest.presets.map(({ id }) => resolveConfig(manifest, { preset: id }).config)];
}

function hasError(model: PathModel, { proposals }: Manifest): boolean {
  return findingsOf(model, proposals).some(({ severity }) => severity === 'error');
}

const textWithoutOrigins = oncePerModel((model: PathModel, _beside: undefined) => JSON.stringify({ ...model, origins: [] }));
const withoutOrigins = (model: PathModel): string => textWithoutOrigins(model, undefined);

/** Values besides its own that the schema allows: its ends, and some near its own. */
function otherValues(property: ConfigProperty, own: number | string | boolean): readonly (number | string | boolean)[] {
  const { type, enum: names, minimum = -1e9, maximum = 1e9 } = property;
  if (type === 'boolean') return [own !== true];
  if (type === 'string') return (names ?? []).filter((name) => name !== own);
  const near = typeof own === 'number' ? [own / 2, own * 2] : [];
  const candidates = [minimum, maximum, ...near].map((value) => (type === 'integer' ? Math.round(value) : value));
  return candidates.filter((value) => value !== own && value >= minimum && value <= maximum);
}
