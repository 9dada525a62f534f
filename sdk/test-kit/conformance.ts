import { configDefaults, resolveConfig } from '../build/config.ts';
import type { ConfigValues } from '../build/config.ts';
import { checkManifest } from '../check/check-manifest.ts';
import type { DataPath } from '../model/data-path.ts';
import type { Manifest } from '../model/manifest.ts';
import type { PathModel } from '../model/path-model.ts';
import type { Platform } from '../model/platform.ts';
import { findingsOf } from './findings-of.ts';
import { checkLatency } from './latency-checks.ts';
import { oncePerModel } from './once-per-model.ts';
import { checkUse, optionEffects } from './option-checks.ts';
import type { OptionEffects } from './option-checks.ts';
import { checkPresets } from './preset-checks.ts';
import { testPlatforms } from './platforms.ts';
import { checkPurity } from './purity-checks.ts';
import { checkReadme } from './readme-checks.ts';

/** What is to be checked: a path with the package that carries it. */
export interface ConformanceSubject<Config> {
  /** The default export of the module. */
  readonly path: DataPath<Config>;
  /** The parsed package.json. */
  readonly packageJson: unknown;
  /** Text of README.md. */
  readonly readme: string;
  /** Platforms to ask about, by name. Default: {@link testPlatforms}. */
  readonly platforms?: Readonly<Record<string, Platform>>;
}

/** One thing that a path must do, and where it does not. */
export interface ConformanceCheck {
  /** What is asked, with the configuration and the platform. */
  readonly name: string;
  /** Empty when the path conforms; otherwise what, why and what to do, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Asks a path everything that Doorbell expects of one: a correct manifest, pure and correct models for every preset and
 * platform, options that have an effect and an origin, latencies that make sense, a README that says what is left out.
 * Works under any test runner: `for (const { name, problems } of conformance(subject)) test(name, () => equal(problems, []))`.
 */
export function conformance<Config>(subject: ConformanceSubject<Config>): readonly ConformanceCheck[] {
  const manifestFindings = checkManifest(subject.packageJson);
  const checks: ConformanceCheck[] = [{
    name: 'the manifest is correct',
    problems: manifestFindings.map(({ path, message, hint }) => `${path}: ${message} ${hint ?? ''}`.trim()),
  }];
  if (manifestFindings.length > 0) return checks;
  const manifest = (subject.packageJson as { readonly doorbell: Manifest }).doorbell;
  checks.push({
    name: 'path and manifest have one id',
    problems: subject.path.id === manifest.id ? [] : [`The path is called "${subject.path.id}", the manifest "${manifest.id}".`],
  });
  checks.push({ name: 'the README says what authors must say', problems: checkReadme(subject.readme, manifest) });
  checks.push({ name: 'presets say what supports them', problems: checkPresets(manifest) });
  // The catalog passes on configurations that were checked against the schema, as here.
  const describe = (config: ConfigValues, platform: Platform): PathModel => subject.path.describe(config as Config, platform);
  const presets = manifest.presets.map((preset) => ({ preset, name: `preset ${preset.id}`, config: resolveConfig(manifest, { preset: preset.id }).config }));
  const effects: OptionEffects[] = [];
  for (const [platformName, platform] of Object.entries(subject.platforms ?? testPlatforms)) {
    for (const { name, config } of [{ name: 'defaults', config: configDefaults(manifest.config) }, ...presets]) {
      checks.push(...checksOn(`(${name}; ${platformName})`, describe, manifest, config, platform));
    }
    const options = optionEffects(describe, manifest, platform);
    effects.push(options);
    checks.push({ name: `options have safe bounds (${platformName})`, problems: options.problems });
  }
  checks.push({ name: 'options have effects and origins', problems: checkUse(manifest, effects) });
  for (const { preset, name, config } of presets) {
    if (preset.testbed !== undefined) checks.push(...checksOn(`(${name}; its testbed)`, describe, manifest, config, preset.testbed));
  }
  return checks;
}

const latencyProblems = oncePerModel(checkLatency);

/** What is asked of one configuration on one platform. */
function checksOn(
  on: string, describe: (config: ConfigValues, platform: Platform) => PathModel, manifest: Manifest, config: ConfigValues, platform: Platform,
): readonly ConformanceCheck[] {
  const pure = { name: `describe is pure ${on}`, problems: checkPurity(describe, config, platform) };
  let model: PathModel;
  try {
    model = describe(config, platform);
  } catch {
    return [pure];
  }
  const findings = findingsOf(model, manifest.proposals);
  const correct = {
    name: `the model is correct ${on}`,
    problems: findings.map(({ severity, path, message, hint }) => `${severity} ${path}: ${message} ${hint ?? ''}`.trim()),
  };
  if (findings.some((finding) => finding.severity === 'error')) return [pure, correct];
  return [pure, correct, { name: `latencies make sense ${on}`, problems: latencyProblems(model, platform) }];
}
