import { engineVersion } from '../engine/version.ts';
import { allJobs, type Experiment, type Finding, type Plan, type PlanEntry, type ResolvedPath, type ResolvedTrace, type RunInput } from '../contract/index.ts';
import { formatFieldPath, type FieldPath } from '../experiment/field-path.ts';
import { parseFieldPath } from '../experiment/locate-finding.ts';
import { sweepPoints, type SweepPoint } from '../experiment/sweep-points.ts';
import { checkRanks } from '../workloads/index.ts';
import { applyPoint, type PointDocument } from './apply-point.ts';
import { checkHappening } from './check-happening.ts';
import { checkRun, type JobComplaint } from './check-run.ts';
import { checkSnapshotPeriod } from './check-snapshot-period.ts';
import { eventsFor } from './events-for.ts';
import { factorsOf, pathLabels, planAxes } from './factors.ts';
import { checkFallbacks, createFallbacks } from './fallbacks.ts';
import { createFingerprinter } from './fingerprint.ts';
import { jobBases } from './job-base.ts';
import { rankCount } from './layout.ts';
import { manageVms } from './manage-vms.ts';
import { mergeJobs, placeJobs, type PlacedJob } from './merge-jobs.ts';
import { pathRequests, platformOf, requestKeys } from './path-requests.ts';
import { fieldOf, fieldOfMisfit, fieldOfPath, fieldOfRule, partOfChoice } from './plan-fields.ts';
import { planCampaigns } from './plan-campaign.ts';
import { planLoggops, usesLoggops } from './plan-loggops.ts';
import { hasVariation, isRandom } from './randomness.ts';
import { createRefusals } from './refusals.ts';
import { createResolver, modelsOfRun } from './resolve-rules.ts';
import { replicateSeed } from './seed.ts';
import { vmSituation } from './vm-situation.ts';
import { referenceTo, traceOf, withTraces } from './with-traces.ts';
import { estimateTraceWork } from './work.ts';

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
  let leftOut: Plan['leftOut'];
  for (const { severity, path, message, hint = '' } of ofTraces) findings.add(severity, parseFieldPath(path), message, hint);
  if (experiment.jobs.length === 0) findings.add('error', ['jobs'], 'There is no job.', 'Describe one under `jobs`.');
  else if (experiment.campaign !== undefined && points.length * experiment.replicates <= mostRuns) {
    const planned = planCampaigns(experiment, experiment.campaign, (probe) => expand(probe, models, traces));
    entries.push(...planned.entries);
    for (const { severity, path, message, hint = '' } of planned.findings) findings.add(severity, parseFieldPath(path), message, hint);
  } else if (points.length * experiment.replicates > mostRuns) {
    findings.add('error', ['sweep', 'axes'], `The experiment has ${String(points.length * experiment.replicates)} runs.`, `Use at most ${String(mostRuns)}: shorten an axis or lower the replicates.`);
  } else if (ofTraces.length === 0) {
    const planner = createPlanner(experiment, models, traces, findings);
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

function createPlanner(experiment: Experiment, models: readonly ResolvedPath[], traces: readonly ResolvedTrace[], findings: Findings): Planner {
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

  const noteProcessors = ({ facts }: ResolvedTrace, job: number): void => {
    if (facts.processors === 1 && facts.interfaces === 1) return;
    findings.add('note', ['jobs', job, 'workload', 'file'], `Ranks of this trace have up to ${facts.processors} processors and ${facts.interfaces} network interfaces. Over a data path the core that a rank is placed on does the work of all of them, one after the other.`, 'Choose the path loggops to simulate them as they are.');
  };

  /** By field of the document: whether any point of the sweep has a pair for the exception. */
  const usedExceptions = new Map<string, boolean>();
  const noteException = (field: FieldPath, used: boolean): void => {
    const name = formatFieldPath(field);
    usedExceptions.set(name, used || usedExceptions.get(name) === true);
  };

  /** Adds what stands against a point; true when it cannot run. */
  const complain = (complaints: readonly JobComplaint[], point: SweepPoint): boolean => {
    for (const complaint of complaints) findings.add(complaint.severity, fieldOf(complaint, experiment, point), complaint.message, complaint.hint);
    return complaints.some(({ severity }) => severity === 'error');
  };

  /** Workloads that cannot run as this point has them. */
  const misfits = (document: PointDocument, job: number, point: SweepPoint): boolean => {
    const { workload } = document.job;
    const misfit = checkRanks(workload, rankCount(document.job, 'vm'));
    if (misfit !== undefined) findings.add('error', fieldOfMisfit(misfit, experiment, workload.kind, point, job), misfit.message, misfit.hint);
    if (experiment.jobs.length === 1) return misfit !== undefined;
    const refuse = (field: FieldPath, message: string, hint: string): boolean => {
      findings.add('error', field, message, hint);
      return true;
    };
    if (usesLoggops(document.job.paths)) return refuse(fieldOfPath(experiment, point, job), 'The LogGOPS model has no hosts and cables on which several jobs could meet.', 'Choose data paths, or leave one job in the document.');
    if (workload.kind === 'trace') return refuse(['jobs', job, 'workload'], 'A trace cannot run beside other jobs: its ranks are read while the run is simulated, all at once.', 'Replay it in an experiment of its own, or use a workload that resembles it.');
    return misfit !== undefined;
  };

  const planModel = (document: PointDocument, point: SweepPoint, factors: PlanEntry['factors'], trace: ResolvedTrace | undefined): readonly PlanEntry[] => {
    if (document.manager !== undefined) {
      refusals.add(factors, fieldOfPath(experiment, point, 0), 'loggops is a cost model without VMs, so no events can happen to them.', 'Choose a data path, or leave this point out with `except`.');
      return [];
    }
    const planned = planLoggops(document, trace, formatFieldPath(fieldOfPath(experiment, point, 0)));
    if (planned.ok) {
      if (experiment.replicates > 1) onlyOnce();
      return [{ fingerprint: fingerprint(planned.input), factors: { ...factors, replicate: 1 }, input: planned.input, work: planned.work, plugins: [] }];
    }
    for (const { severity, path, message, hint = '' } of planned.findings) findings.add(severity, parseFieldPath(path), message, hint);
    return [];
  };

  const plan = (point: SweepPoint): readonly PlanEntry[] => {
    const documents = experiment.jobs.map((job) => applyPoint(experiment, job, point));
    const factors = factorsOf(axes, point, documents, label);
    const bases = jobBases(documents);
    const present = documents.flatMap((document, index) => (point.jobs === undefined || point.jobs === allJobs || point.jobs === document.job.id ? [{ document, index, base: bases[index] }] : []));
    const [first] = present;
    if (first === undefined || present.filter(({ document, index }) => misfits(document, index, point)).length > 0) return [];
    const { document } = first;
    const trace = traceOf(document.job, traces);
    if (usesLoggops(document.job.paths)) return planModel(document, point, factors, trace);
    const platform = platformOf(document.cluster);
    const resolved = present.map(({ document: { job }, index }) => resolve(job.paths, platform, experiment.noise, (choice) => {
      findings.add('error', fieldOfRule(experiment, point, index, partOfChoice(job.paths, choice)), `The data path "${choice.id}" is not known or cannot be described.`, 'Choose one of the installed paths, or repair its plugin.');
    }));
    if (!resolved.every((rules) => rules !== undefined)) return [];
    const jobs = placeJobs(present, ({ index, document: { job } }, at, places): RunInput['models'] => modelsOfRun(resolved[at], job.paths, places, (exception, used) => {
      noteException(fieldOfRule(experiment, point, index, ['exceptions', exception]), used);
    }), resolved.map(({ models: { otherHost } }) => otherHost.guest));
    const merged = mergeJobs(jobs, experiment.jobs.length > 1 || document.job.startNs !== undefined);
    if (!merged.ok) {
      complain([merged.complaint], point);
      return [];
    }
    const { run, programs, work } = merged;
    const situation = vmSituation(documents, run.places);
    const managing = document.manager === undefined ? undefined : manageVms(document.manager, documents, jobs.map((job, at) => ({ ...job, resolved: resolved[at] })), situation, platform, fallbackOf);
    if (complain(checkRun(jobs, merged.models, situation.hostOf.length), point)) return [];
    const events = eventsFor(document.events, situation, jobs);
    const ofEvents = managing === undefined ? [] : [
      ...checkFallbacks(merged.models, managing.manager.fallbacks, managing.ambiguous),
      ...checkSnapshotPeriod(managing.manager),
      ...checkHappening({ ...document, events: events.map(({ event }) => event) }, situation, { models: merged.models, of: modelsByVm(jobs), fallbacks: managing.manager.fallbacks, known }),
    ];
    for (const complaint of ofEvents.map((each) => ({ ...each, job: first.index }))) {
      const field = fieldOf(complaint.about === 'event' ? { ...complaint, part: [events[Number(complaint.part?.[0])]?.index ?? 0, ...complaint.part?.slice(1) ?? []] } : complaint, experiment, point);
      if (complaint.severity === 'error') refusals.add(factors, field, complaint.message, complaint.hint);
      else findings.add(complaint.severity, field, complaint.message, complaint.hint);
    }
    if (ofEvents.some(({ severity }) => severity === 'error')) return [];
    if (trace !== undefined) noteProcessors(trace, first.index);
    const random = resolved.some((each) => each.random) || programs.some(hasVariation) || isRandom(experiment.noise, managing?.manager.fallbacks.map(({ model }) => model) ?? []);
    if (!random && experiment.replicates > 1) onlyOnce();
    const plugins = [...new Map([...resolved.flatMap((each) => each.plugins), ...managing?.plugins ?? []].map((plugin) => [`${plugin.id} ${plugin.sha256}`, plugin])).values()];
    return (random ? seeds : [0]).map((seed, index) => {
      const input: RunInput = {
        format: 1, engine: engineVersion, platform, hosts: document.hosts, ...run,
        ...(trace === undefined ? {} : { trace: referenceTo(trace, document.cluster.host) }),
        noise: experiment.noise, events: events.map(({ event }) => event), ...(managing === undefined ? {} : { manager: managing.manager }), seed,
      };
      return { fingerprint: fingerprint(input), factors: { ...factors, replicate: index + 1 }, input, work: trace === undefined ? work : estimateTraceWork(input, trace.facts), plugins };
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

/** The models of each VM's own job. */
function modelsByVm(jobs: readonly PlacedJob[]): (vm: number) => RunInput['models'] | undefined {
  const byVm = new Map(jobs.flatMap(({ models, layout }) => layout.places.map(({ vm }) => [vm, models] as const)));
  return (vm) => byVm.get(vm);
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
