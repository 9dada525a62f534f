import { engineVersion } from '../engine/version.ts';
import { axisNames, type AxisName, type Experiment, type Finding, type Job, type PathChoice, type PathRules, type Plan, type PlanEntry, type ResolvedPath, type ResolvedTrace, type RunInput, type WorkloadKind } from '../contract/index.ts';
import { formatFieldPath, type FieldPath } from '../experiment/field-path.ts';
import { parseFieldPath } from '../experiment/locate-finding.ts';
import { axisValueKey, sweepPoints, type SweepPoint } from '../experiment/sweep-points.ts';
import { buildWorkload, checkRanks, fieldOfAxis, type RankComplaint } from '../workloads/index.ts';
import { applyPoint } from './apply-point.ts';
import { checkHappening } from './check-happening.ts';
import { checkRun, type Complaint } from './check-run.ts';
import { factorOf, pathLabels, planAxes } from './factors.ts';
import { createFallbacks } from './fallbacks.ts';
import { createFingerprinter } from './fingerprint.ts';
import { layOut, rankCount } from './layout.ts';
import { manageVms } from './manage-vms.ts';
import { pathRequests, platformOf, requestKeys } from './path-requests.ts';
import { planCampaigns } from './plan-campaign.ts';
import { planLoggops, usesLoggops } from './plan-loggops.ts';
import { hasVariation, isRandom } from './randomness.ts';
import { createRefusals } from './refusals.ts';
import { createResolver, modelsOfRun } from './resolve-rules.ts';
import { replicateSeed } from './seed.ts';
import { vmSituation } from './vm-situation.ts';
import { withSocketBuffer } from './socket-buffer.ts';
import { referenceTo, traceOf, withTraces } from './with-traces.ts';
import { estimateTraceWork, estimateWork } from './work.ts';

/** Most runs a plan may have. */
export const mostRuns = 100_000;

/**
 * Every run of an experiment, in the order of the sweep, replicates innermost. A point that cannot run is left out with
 * an error among the findings. `traces` are those that the document names. Runs share models, places and programs by reference: treat the plan as read-only.
 */
export function expand(document: Experiment, models: readonly ResolvedPath[], traces: readonly ResolvedTrace[] = []): Plan {
  const { experiment, findings: ofTraces } = withTraces(document, traces);
  const points = sweepPoints(experiment.sweep);
  const findings = new Findings();
  const entries: PlanEntry[] = [];
  const job = experiment.jobs[0];
  let leftOut: Plan['leftOut'];
  for (const { severity, path, message, hint = '' } of ofTraces) findings.add(severity, parseFieldPath(path), message, hint);
  if (job === undefined) findings.add('error', ['jobs'], 'There is no job.', 'Describe one under `jobs`.');
  else if (experiment.campaign !== undefined && points.length * experiment.replicates <= mostRuns) {
    const planned = planCampaigns(experiment, experiment.campaign, (probe) => expand(probe, models, traces));
    entries.push(...planned.entries);
    for (const { severity, path, message, hint = '' } of planned.findings) findings.add(severity, parseFieldPath(path), message, hint);
  } else if (experiment.jobs.length > 1) findings.add('error', ['jobs', 1], 'Several jobs are not simulated side by side yet.', 'Leave one job in the document.');
  else if (points.length * experiment.replicates > mostRuns) {
    findings.add('error', ['sweep', 'axes'], `The experiment has ${String(points.length * experiment.replicates)} runs.`, `Use at most ${String(mostRuns)}: shorten an axis or lower the replicates.`);
  } else if (ofTraces.length === 0) {
    const planner = createPlanner(experiment, job, models, traceOf(job, traces), findings);
    for (const point of points) entries.push(...planner.plan(point));
    leftOut = planner.end(entries.length);
  }
  return {
    format: 1,
    experiment: { name: experiment.name, title: experiment.title, question: experiment.question },
    axes: axesOfPlan(experiment, entries),
    entries,
    findings: findings.list(),
    ...(leftOut === undefined ? {} : { leftOut }),
  };
}

interface Planner {
  plan(point: SweepPoint): readonly PlanEntry[];
  /** Adds the findings that only all points together can tell, `runs` being planned. Answers the points whose events cannot happen. */
  end(runs: number): Plan['leftOut'];
}

function createPlanner(experiment: Experiment, job: Job, models: readonly ResolvedPath[], trace: ResolvedTrace | undefined, findings: Findings): Planner {
  const fingerprint = createFingerprinter();
  const resolve = createResolver(models, requestKeys());
  const fallbackOf = createFallbacks(models);
  const named = new Set(pathRequests(experiment).map(({ key }) => key));
  const known = models.filter(({ key }) => named.has(key)).map(({ model }) => model);
  const refusals = createRefusals();
  const label = pathLabels(experiment);
  const axes = planAxes(experiment);
  const seeds = Array.from({ length: experiment.replicates }, (_, index) => replicateSeed(experiment.seed, index + 1));

  const onlyOnce = (): void => {
    findings.add('note', ['replicates'], 'Nothing is random in some runs, so each of them is simulated once.', 'Set noise above 0 to see how much a result varies.');
  };

  const noteProcessors = ({ facts }: ResolvedTrace): void => {
    if (facts.processors === 1 && facts.interfaces === 1) return;
    findings.add('note', ['jobs', 0, 'workload', 'file'], `Ranks of this trace have up to ${facts.processors} processors and ${facts.interfaces} network interfaces. Over a data path the core that a rank is placed on does the work of all of them, one after the other.`, 'Choose the path loggops to simulate them as they are.');
  };

  /** By field of the document: whether any point of the sweep has a pair for the exception. */
  const usedExceptions = new Map<string, boolean>();
  const noteException = (field: FieldPath, used: boolean): void => {
    const name = formatFieldPath(field);
    usedExceptions.set(name, used || usedExceptions.get(name) === true);
  };

  const plan = (point: SweepPoint): readonly PlanEntry[] => {
    const document = applyPoint(experiment, job, point);
    const { paths } = document.job;
    const factors = Object.fromEntries(axes.map((name) => [name, factorOf(name, point, document, label)]));
    const misfit = checkRanks(document.job.workload, rankCount(document.job, 'vm'));
    if (misfit !== undefined) {
      findings.add('error', fieldOfMisfit(misfit, experiment, document.job.workload.kind, point), misfit.message, misfit.hint);
      return [];
    }
    if (usesLoggops(paths)) {
      if (document.manager !== undefined) {
        refusals.add(factors, fieldOfPath(experiment, point), 'loggops is a cost model without VMs, so no events can happen to them.', 'Choose a data path, or leave this point out with `except`.');
        return [];
      }
      const planned = planLoggops(document, trace, formatFieldPath(fieldOfPath(experiment, point)));
      if (planned.ok) {
        if (experiment.replicates > 1) onlyOnce();
        return [{ fingerprint: fingerprint(planned.input), factors: { ...factors, replicate: 1 }, input: planned.input, work: planned.work, plugins: [] }];
      }
      for (const { severity, path, message, hint = '' } of planned.findings) findings.add(severity, parseFieldPath(path), message, hint);
      return [];
    }
    const platform = platformOf(document.cluster);
    const resolved = resolve(paths, platform, experiment.noise, (choice) => {
      findings.add('error', fieldOfRule(experiment, point, partOfChoice(paths, choice)), `The data path "${choice.id}" is not known or cannot be described.`, 'Choose one of the installed paths, or repair its plugin.');
    });
    if (resolved === undefined) return [];
    const { guest } = resolved.models.otherHost;
    const ranks = rankCount(document.job, guest);
    const layout = layOut(document.job, ranks, document.hosts, guest, document.cluster);
    const models = modelsOfRun(resolved, paths, layout.places, (index, used) => { noteException(fieldOfRule(experiment, point, ['exceptions', index]), used); });
    const situation = vmSituation(document, layout.places);
    const managing = document.manager === undefined ? undefined : manageVms(document.manager, document, resolved, layout.places, situation.hostOf.length, platform, fallbackOf);
    const complaints = checkRun(models, layout, document);
    for (const complaint of complaints) findings.add(complaint.severity, fieldOf(complaint, experiment, point), complaint.message, complaint.hint);
    if (complaints.some(({ severity }) => severity === 'error')) return [];
    const ofEvents = managing === undefined ? [] : checkHappening(document, situation, { models, fallbacks: managing.manager.fallbacks, known });
    for (const complaint of ofEvents) {
      if (complaint.severity === 'error') refusals.add(factors, fieldOf(complaint, experiment, point), complaint.message, complaint.hint);
      else findings.add(complaint.severity, fieldOf(complaint, experiment, point), complaint.message, complaint.hint);
    }
    if (ofEvents.some(({ severity }) => severity === 'error')) return [];
    const { program, measures } = buildWorkload(document.job.workload, { ranks, host: document.cluster.host });
    const base = { program, places: layout.places, models: withSocketBuffer(models, document.job.workload), mpi: job.mpi };
    const work = trace === undefined ? estimateWork(base) : estimateTraceWork(base, trace.facts);
    if (trace !== undefined) noteProcessors(trace);
    const random = resolved.random || hasVariation(program) || isRandom(experiment.noise, managing?.manager.fallbacks.map(({ model }) => model) ?? []);
    if (!random && experiment.replicates > 1) onlyOnce();
    return (random ? seeds : [0]).map((seed, index) => {
      const input: RunInput = {
        format: 1, engine: engineVersion, platform, hosts: document.hosts, ...layout.nics, ...layout.floating, ...base,
        ...(trace === undefined ? {} : { trace: referenceTo(trace, document.cluster.host) }),
        noise: experiment.noise, events: document.events, ...(managing === undefined ? {} : { manager: managing.manager }), seed, workloadKind: document.job.workload.kind, ...(measures.length === 0 ? {} : { measures }),
      };
      return { fingerprint: fingerprint(input), factors: { ...factors, replicate: index + 1 }, input, work, plugins: [...resolved.plugins, ...managing?.plugins ?? []] };
    });
  };

  const end = (runs: number): Plan['leftOut'] => {
    for (const { severity, path, message, hint } of refusals.findings(runs)) findings.add(severity, path, message, hint);
    const leftOut = refusals.leftOut();
    for (const [field, used] of usedExceptions) {
      if (!used) findings.add('warning', parseFieldPath(field), 'No run has ranks in both of these VMs, so nothing takes this exception.', 'Name VMs that hold ranks, or remove it.');
    }
    return leftOut.length === 0 ? undefined : leftOut;
  };
  return { plan, end };
}

function axesOfPlan(experiment: Experiment, entries: readonly PlanEntry[]): Plan['axes'] {
  return [...planAxes(experiment), 'replicate'].map((name) => ({
    name,
    values: [...new Set(entries.map(({ factors }) => factors[name]).filter((value) => value !== undefined))],
  }));
}

function fieldOf(complaint: Complaint, experiment: Experiment, point: SweepPoint): FieldPath {
  switch (complaint.about) {
    case 'path': return fieldOfRule(experiment, point, complaint.part ?? []);
    case 'ranks': return fieldOfValue(experiment, point, 'ranks') ?? ['jobs', 0, 'ranks'];
    case 'vms': return fieldOfValue(experiment, point, 'vmsPerHost') ?? ['jobs', 0, 'vms', 'perHost'];
    case 'vnics': return fieldOfValue(experiment, point, 'vnics') ?? ['jobs', 0, 'vms', 'vnics'];
    case 'pinning': return ['jobs', 0, 'vms', 'pinning'];
    case 'weight': return ['jobs', 0, 'vms', 'weight'];
    case 'network': return ['cluster', 'network', 'kind'];
    case 'event': return ['events', ...complaint.part ?? []];
    case 'manager': return ['manager', ...complaint.part ?? []];
    case 'recovery': return fieldOfValue(experiment, point, 'recovery') ?? ['manager', 'recovery', 'kind'];
    case 'mtu': return ['cluster', 'nic', 'mtuBytes'];
  }
}

/** The axis that set what does not fit, else the field. */
function fieldOfMisfit({ field }: RankComplaint, experiment: Experiment, kind: WorkloadKind, point: SweepPoint): FieldPath {
  const axis = field === undefined ? 'ranks' : axisNames.find((name) => fieldOfAxis(kind, name) === field);
  const swept = axis === undefined ? undefined : fieldOfValue(experiment, point, axis);
  return swept ?? (field === undefined ? ['jobs', 0, 'ranks'] : fieldOfValue(experiment, point, 'ranks') ?? ['jobs', 0, 'workload', field]);
}

function fieldOfPath(experiment: Experiment, point: SweepPoint): FieldPath {
  return fieldOfValue(experiment, point, 'path') ?? ['jobs', 0, 'paths'];
}

/** A field of the rules that hold at a point: below the value of the axis where that has rules of its own; exceptions may be the job's all the same. */
function fieldOfRule(experiment: Experiment, point: SweepPoint, part: FieldPath): FieldPath {
  const value = fieldOfPath(experiment, point);
  if (point.path === undefined) return [...value, ...part];
  if (typeof point.path === 'object' && 'otherHost' in point.path) return [...value, ...part];
  return part[0] === 'exceptions' || part[0] === 'sameVm' ? ['jobs', 0, 'paths', ...part] : value;
}

function partOfChoice({ otherHost, sameHost, sameVm, exceptions = [] }: PathRules, choice: PathChoice): FieldPath {
  if (choice === sameVm) return ['sameVm'];
  const index = exceptions.findIndex(({ path }) => path === choice);
  if (index >= 0) return ['exceptions', index, 'path'];
  if (sameHost === otherHost) return [];
  return choice === sameHost ? ['sameHost'] : ['otherHost'];
}

function fieldOfValue({ sweep }: Experiment, point: SweepPoint, name: AxisName): FieldPath | undefined {
  const value = point[name];
  if (value === undefined) return undefined;
  const also = sweep.also?.indexOf(point) ?? -1;
  if (also >= 0) return ['sweep', 'also', also, name];
  const index = sweep.axes[name]?.findIndex((other) => axisValueKey(other) === axisValueKey(value)) ?? -1;
  return index < 0 ? undefined : ['sweep', 'axes', name, index];
}

/** Findings of a plan, each said once. */
class Findings {
  readonly #byText = new Map<string, Finding>();

  add(severity: Finding['severity'], path: FieldPath, message: string, hint: string): void {
    const text = `${formatFieldPath(path)} ${message}`;
    if (this.#byText.size < 50 && !this.#byText.has(text)) this.#byText.set(text, { severity, path: formatFieldPath(path), message, hint });
  }

  list(): readonly Finding[] {
    return [...this.#byText.values()];
  }
}
