import { originSubjects } from '../check/rules/origins.ts';
import type { ConfigProperty, ConfigSchema, Manifest } from '../model/manifest.ts';
import type { Origin, PathModel } from '../model/path-model.ts';
import type { ModelFinding } from '../check/finding.ts';

/** A path's options with every value present. */
export type ConfigValues = Readonly<Record<string, number | string | boolean>>;

/** The default of every option. */
export function configDefaults(schema: ConfigSchema): ConfigValues {
  return Object.fromEntries(Object.entries(schema.properties).map(([key, property]) => [key, property.default]));
}

/**
 * The whole configuration of a choice: defaults, then the preset, then `config`. Unknown presets and keys and values
 * outside the schema are findings, with paths below `path`; the configuration then keeps the value that lies underneath.
 */
export function resolveConfig(
  manifest: Manifest,
  choice: { readonly preset?: string; readonly config?: Readonly<Record<string, unknown>> },
  path = '',
): { readonly config: ConfigValues; readonly findings: readonly ModelFinding[] } {
  const findings: ModelFinding[] = [];
  const config: Record<string, number | string | boolean> = { ...configDefaults(manifest.config) };
  if (choice.preset !== undefined) {
    const preset = manifest.presets.find((each) => each.id === choice.preset);
    if (preset === undefined) {
      const known = manifest.presets.map((each) => `"${each.id}"`).join(', ');
      findings.push({
        severity: 'error', path: join(path, 'preset'),
        message: `The path ${manifest.id} has no preset "${choice.preset}".`,
        hint: known === '' ? 'It has no presets: remove this line.' : `Its presets are ${known}.`,
      });
    } else apply(preset.config, join(path, `preset(${preset.id})`));
  }
  if (choice.config !== undefined) apply(choice.config, join(path, 'config'));
  return { config, findings };

  function apply(values: Readonly<Record<string, unknown>>, at: string): void {
    for (const [key, value] of Object.entries(values)) {
      const property = Object.hasOwn(manifest.config.properties, key) ? manifest.config.properties[key] : undefined;
      if (property === undefined) {
        const known = Object.keys(manifest.config.properties);
        findings.push({
          severity: 'error', path: join(at, key), message: `The path ${manifest.id} has no option "${key}".`,
          hint: known.length === 0 ? 'It has no options.' : `Its options are ${known.join(', ')}.`,
        });
        continue;
      }
      const problem = propertyProblem(property, value);
      if (problem === undefined) config[key] = value as number | string | boolean;
      else findings.push({ severity: 'error', path: join(at, key), message: problem, hint: describeProperty(property) });
    }
  }
}

/**
 * The origins of a configuration: what the schema says of each number, as long as the number is the schema's default.
 * A number set otherwise is somebody's judgement. With `model`, only of what that model has: a path whose options choose
 * between mechanisms has stages that others of its models lack.
 */
export function configOrigins(
  schema: ConfigSchema, config: Readonly<Record<string, unknown>>, model?: Omit<PathModel, 'origins'>,
): readonly Origin[] {
  const origins: Origin[] = [];
  const subjects = model === undefined ? undefined : originSubjects(model);
  for (const [key, property] of Object.entries(schema.properties)) {
    const value = config[key];
    if (property.origin === undefined || typeof value !== 'number') continue;
    const { parameter, kind, record, note } = property.origin;
    if (subjects?.has(parameter.split('.')[0]) === false) continue;
    const unit = property.unit ?? '1';
    origins.push(value === property.default
      ? { parameter, value, unit, kind, ...(record === undefined ? {} : { record }), note }
      : { parameter, value, unit, kind: 'judgement', note: `Set in the experiment; the path's own value is ${String(property.default)} ${unit}.` });
  }
  return origins;
}

/** Why a value is not allowed for an option, or undefined when it is. */
export function propertyProblem(property: ConfigProperty, value: unknown): string | undefined {
  const { type, minimum, maximum } = property;
  if (type === 'number' || type === 'integer') {
    if (typeof value !== 'number' || !Number.isFinite(value)) return `"${property.title}" must be a number, not ${show(value)}.`;
    if (type === 'integer' && !Number.isInteger(value)) return `"${property.title}" must be a whole number, not ${value}.`;
    if (minimum !== undefined && value < minimum) return `"${property.title}" must be at least ${minimum}, not ${value}.`;
    if (maximum !== undefined && value > maximum) return `"${property.title}" must be at most ${maximum}, not ${value}.`;
    return undefined;
  }
  if (typeof value !== type) return `"${property.title}" must be a ${type}, not ${show(value)}.`;
  if (property.enum !== undefined && !property.enum.includes(String(value))) {
    return `"${property.title}" must be one of ${property.enum.join(', ')}, not ${show(value)}.`;
  }
  return undefined;
}

function describeProperty(property: ConfigProperty): string {
  const unit = property.unit === undefined || property.unit === '1' ? '' : ` ${property.unit}`;
  return `${property.description} Default: ${String(property.default)}${unit}.`;
}

/** A value as an error message can quote it. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
