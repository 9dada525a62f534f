import type { Platform } from '@doorbell/sdk';
import { engineVersion } from '../engine/version.ts';
import { axisNames, type AxisName, type Experiment, type Finding, type Job, type Noise, type PathChoice, type PathRules, type Plan, type PlanEntry, type ResolvedPath, type ResolvedTrace, type RunInput, type WorkloadKind } from '../contract/index.ts';
import { formatFieldPath, type FieldPath } from '../experiment/field-path.ts';
import { parseFieldPath } from '../experiment/locate-finding.ts';
import { axisValueKey, sweepPoints, type SweepPoint } from '../experiment/sweep-points.ts';
import { buildWorkload, checkRanks, fieldOfAxis, type RankComplaint } from '../workloads/index.ts';
import { applyPoint } from './apply-point.ts';
import { checkRun, type Complaint } from './check-run.ts';
import { factorOf, pathLabels, planAxes } from './factors.ts';
import { createFingerprinter } from './fingerprint.ts';
import { layOut, rankCount } from './layout.ts';
import { platformOf, requestKeys } from './path-requests.ts';
import { planLoggops, usesLoggops } from './plan-loggops.ts';
import { hasVariation, isRandom } from './randomness.ts';
import { replicateSeed } from './seed.ts';
import { withSocketBuffer } from './socket-buffer.ts';
import { referenceTo, traceOf, withTraces } from './with-traces.ts';
import { estimateTraceWork, estimateWork } from './work.ts';

/** Most runs a plan may have. */
export const mostRuns = 100_000;

/** Models and plugins of one set of path rules. */
interface ResolvedRules {
  readonly models: RunInput['models'];
  readonly plugins: PlanEntry['plugins'];
  readonly random: boolean;
}

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
  for (const { severity, path, message, hint = '' } of ofTraces) findings.add(severity, parseFieldPath(path), message, hint);
  if (job === undefined) findings.add('error', ['jobs'], 'There is no job.', 'Describe one under `jobs`.');
  else if (points.length * experiment.replicates > mostRuns) {
    findings.add('error', ['sweep', 'axes'], `The experiment has ${String(points.length * experiment.replicates)} runs.`, `Use at most ${String(mostRuns)}: shorten an axis or lower the replicates.`);
  } else if (ofTraces.length === 0) {
    const planner = createPlanner(experiment, job, models, traceOf(job, traces), findings);
    for (const point of points) entries.push(...planner(point));
  }
  return {
    format: 1,
    experiment: { name: experiment.name, title: experiment.title, question: experiment.question },
    axes: axesOfPlan(experiment, entries),
    entries,
    findings: findings.list(),
  };
}

function createPlanner(experiment: Experiment, job: Job, models: readonly ResolvedPath[], trace: ResolvedTrace | undefined, findings: Findings): (point: SweepPoint) => readonly PlanEntry[] {
  const fingerprint = createFingerprinter();
  const resolve = createResolver(models, requestKeys());
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

  return (point) => {
    const document = applyPoint(experiment, job, point);
    const { paths } = document.job;
    const factors = Object.fromEntries(axes.map((name) => [name, factorOf(name, point, document, label)]));
    const misfit = checkRanks(document.job.workload, rankCount(document.job, 'vm'));
    if (misfit !== undefined) {
      findings.add('error', fieldOfMisfit(misfit, experiment, document.job.workload.kind, point), misfit.message, misfit.hint);
      return [];
    }
    if (usesLoggops(paths)) {
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
      findings.add('error', fieldOfPath(experiment, point), `The data path "${choice.id}" is not known or cannot be described.`, 'Choose one of the installed paths, or repair its plugin.');
    });
    if (resolved === undefined) return [];
    const { guest } = resolved.models.otherHost;
    const ranks = rankCount(document.job, guest);
    const layout = layOut(document.job, ranks, document.hosts, guest, document.cluster);
    const complaints = checkRun(resolved.models, layout, document);
    for (const complaint of complaints) findings.add(complaint.severity, fieldOf(complaint, experiment, point), complaint.message, complaint.hint);
    if (complaints.some(({ severity }) => severity === 'error')) return [];
    const { program, measures } = buildWorkload(document.job.workload, { ranks, host: document.cluster.host });
    const base = { program, places: layout.places, models: withSocketBuffer(resolved.models, document.job.workload), mpi: job.mpi };
    const work = trace === undefined ? estimateWork(base) : estimateTraceWork(base, trace.facts);
    if (trace !== undefined) noteProcessors(trace);
    const random = resolved.random || hasVariation(program);
    if (!random && experiment.replicates > 1) onlyOnce();
    return (random ? seeds : [0]).map((seed, index) => {
      const input: RunInput = {
        format: 1, engine: engineVersion, platform, hosts: document.hosts, ...layout.nics, ...layout.floating, ...base,
        ...(trace === undefined ? {} : { trace: referenceTo(trace, document.cluster.host) }),
        noise: experiment.noise, events: experiment.events, seed, workloadKind: document.job.workload.kind, ...(measures.length === 0 ? {} : { measures }),
      };
      return { fingerprint: fingerprint(input), factors: { ...factors, replicate: index + 1 }, input, work, plugins: resolved.plugins };
    });
  };
}

function createResolver(models: readonly ResolvedPath[], key: (choice: PathChoice, platform: Platform) => string) {
  const byKey = new Map(models.map((model) => [model.key, model]));
  const known = new Map<Platform, Map<PathRules, ResolvedRules>>();
  return (rules: PathRules, platform: Platform, noise: Noise, missing: (choice: PathChoice) => void): ResolvedRules | undefined => {
    const ofPlatform = known.get(platform) ?? new Map<PathRules, ResolvedRules>();
    known.set(platform, ofPlatform);
    const found = ofPlatform.get(rules);
    if (found !== undefined) return found;
    const find = (choice: PathChoice): ResolvedPath | undefined => {
      const path = byKey.get(key(choice, platform));
      if (path === undefined) missing(choice);
      return path;
    };
    const otherHost = find(rules.otherHost);
    const sameHost = rules.sameHost === undefined ? otherHost : find(rules.sameHost);
    const sameVm = rules.sameVm === undefined ? undefined : find(rules.sameVm);
    if (otherHost === undefined || sameHost === undefined || (rules.sameVm !== undefined && sameVm === undefined)) return undefined;
    const used = [otherHost, sameHost, ...(sameVm === undefined ? [] : [sameVm])];
    const inputModels = { ...(sameVm === undefined ? {} : { sameVm: sameVm.model }), sameHost: sameHost.model, otherHost: otherHost.model };
    const made: ResolvedRules = {
      models: inputModels,
      plugins: [...new Map(used.map(({ plugin }) => [`${plugin.id} ${plugin.sha256}`, plugin])).values()],
      random: isRandom(noise, inputModels),
    };
    ofPlatform.set(rules, made);
    return made;
  };
}

function axesOfPlan(experiment: Experiment, entries: readonly PlanEntry[]): Plan['axes'] {
  return [...planAxes(experiment), 'replicate'].map((name) => ({
    name,
    values: [...new Set(entries.map(({ factors }) => factors[name]).filter((value) => value !== undefined))],
  }));
}

function fieldOf(complaint: Complaint, experiment: Experiment, point: SweepPoint): FieldPath {
  switch (complaint.about) {
    case 'path': return fieldOfPath(experiment, point);
    case 'ranks': return fieldOfValue(experiment, point, 'ranks') ?? ['jobs', 0, 'ranks'];
    case 'vms': return fieldOfValue(experiment, point, 'vmsPerHost') ?? ['jobs', 0, 'vms', 'perHost'];
    case 'vnics': return fieldOfValue(experiment, point, 'vnics') ?? ['jobs', 0, 'vms', 'vnics'];
    case 'pinning': return ['jobs', 0, 'vms', 'pinning'];
    case 'weight': return ['jobs', 0, 'vms', 'weight'];
    case 'network': return ['cluster', 'network', 'kind'];
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
