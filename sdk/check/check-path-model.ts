import type { PathModel } from '../model/path-model.ts';
import type { Stage } from '../model/stage.ts';
import type { ModelFinding } from './finding.ts';
import { modelShape } from './model-shape.ts';
import { checkClaims } from './rules/claims.ts';
import { checkCosts } from './rules/costs.ts';
import { checkDomains } from './rules/domains.ts';
import { checkIds } from './rules/ids.ts';
import { checkJourneys } from './rules/journeys.ts';
import { checkMigration } from './rules/migration.ts';
import { checkOrigins } from './rules/origins.ts';
import { checkProposals } from './rules/proposals.ts';
import { checkResources } from './rules/resources.ts';
import { checkRings } from './rules/rings.ts';
import { checkServers } from './rules/servers.ts';
import { checkSizes } from './rules/sizes.ts';
import { placedStages, relationsOf, sizeClasses, stagesForSize } from './visit.ts';

/** Most stages of one model, all pipelines together. */
export const maximumStages = 256;
/** Most stages that one message passes, from the post to the completion at its sender. */
export const maximumPassedStages = 56;
/** Most bytes of a model as JSON. */
export const maximumModelBytes = 256 * 1024;
const maximumFindings = 100;

/** Most stages of one journey with those of all its branches, which a message of one size does not pass together. */
const maximumJourneyStages = 60;

/**
 * Everything that is wrong with a path model, worst first; no error means that it can be simulated. Takes any value: a
 * model that comes from a plugin is not to be trusted. Never throws. `proposals` are those of the manifest: unstable parts
 * are refused without.
 */
export function checkPathModel(model: unknown, proposals: readonly string[] = []): readonly ModelFinding[] {
  const errors: ModelFinding[] = [];
  const warnings: ModelFinding[] = [];
  const collect = (findings: ModelFinding[], severity: ModelFinding['severity']) => (path: string, message: string, hint?: string) => {
    if (findings.length < maximumFindings) findings.push({ severity, path, message, ...(hint === undefined ? {} : { hint }) });
  };
  const report = collect(errors, 'error');
  const size = jsonLength(model);
  if (size === undefined) return [{ severity: 'error', path: '', message: 'The model is not plain data: it cannot be written as JSON.', hint: 'Return objects, lists, numbers, texts and booleans only.' }];
  if (size > maximumModelBytes) {
    return [{ severity: 'error', path: '', message: `The model has ${size} characters of JSON.`, hint: `Keep it below ${maximumModelBytes}: use fewer stages or shorter tables.` }];
  }
  modelShape.check(model, '', report);
  if (errors.length > 0) return errors;
  checkProposals(model as PathModel, proposals, report);
  checkRules(model as PathModel, report, collect(warnings, 'warning'));
  return [...errors, ...warnings];
}

function checkRules(model: PathModel, report: (path: string, message: string, hint?: string) => void, warn: typeof report): void {
  const stages = placedStages(model).length;
  if (stages > maximumStages) report('', `The model has ${stages} stages.`, `Keep to ${maximumStages}: join what nobody will look at separately.`);
  for (const { key, pipelines: { send, receive, complete = [], put = [], get = [] } } of relationsOf(model)) {
    for (const passed of [[...send, ...receive, ...complete], put, get]) {
      const most = Math.max(...sizeClasses(passed).map((bytes) => stagesForSize(passed, bytes).length));
      const all = countStages(passed);
      if (all > maximumJourneyStages) report(key, `A journey has ${all} stages in all its branches.`, `Keep to ${maximumJourneyStages}: let branches begin later and end earlier, and join what nobody will look at separately.`);
      else if (most > maximumPassedStages) report(key, `A message passes ${most} stages.`, `Keep to ${maximumPassedStages}: join what nobody will look at separately.`);
    }
  }
  checkIds(model, report);
  checkResources(model, report, warn);
  checkServers(model, report);
  checkDomains(model, report, warn);
  checkJourneys(model, report);
  checkCosts(model, report, warn);
  checkRings(model, report);
  checkClaims(model, report, warn);
  checkSizes(model, report);
  checkMigration(model, report);
  checkOrigins(model, report);
}

function countStages(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + (stage.kind === 'choose' ? stage.branches.reduce((inner, branch) => inner + countStages(branch.stages), 0) : 1), 0);
}

function jsonLength(value: unknown): number | undefined {
  try {
    return (JSON.stringify(value) as string | undefined)?.length;
  } catch {
    return undefined;
  }
}
