import { propertyProblem, resolveConfig } from '../build/config.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ModelFinding } from './finding.ts';
import { problemOf } from '../proposals/proposals.ts';
import { manifestShape } from './manifest-shape.ts';
import { sdkRangeProblem } from './sdk-range.ts';
import { isRecord, show } from './shape.ts';
import type { Report } from './shape.ts';

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
  if (typeof version !== 'string' || version.length > 64 || !/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version)) {
    report('version', `${show(version)} is no version.`, 'Use three numbers, such as "1.0.0", at most 64 characters in all.');
  }
  const range = isRecord(engines) ? engines['@doorbell/sdk'] : undefined;
  if (typeof range !== 'string') report('engines.@doorbell/sdk', 'The package does not say which SDK it was written for.', 'Add "engines": { "@doorbell/sdk": "^1.0.0" }.');
  else {
    const problem = sdkRangeProblem(range);
    if (problem !== undefined) report('engines.@doorbell/sdk', problem);
  }
  manifestShape.check(doorbell, 'doorbell', report);
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
  (manifest.proposals ?? []).forEach((tag, index) => {
    const problem = problemOf(tag);
    if (problem !== undefined) report(`doorbell.proposals[${index}]`, problem, 'Name the version that the plugin was tested with.');
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
