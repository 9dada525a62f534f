import { engineVersion } from '../engine/version.ts';
import type { Campaign, CampaignInput, CampaignKind, Experiment, Finding, ManagerSettings, Plan, PlanEntry, RecoverySettings, SchedulerName, Sharing } from '../contract/index.ts';
import { defaultManager } from '../experiment/manager-schema.ts';
import { sweepPoints, type SweepPoint } from '../experiment/sweep-points.ts';
import { alternatives } from './alternatives.ts';
import { applyPoint, type PointDocument } from './apply-point.ts';
import { costsOfJob } from './campaign-costs.ts';
import { jobOfKind, planProbe, type Probe, type ProbePlanning } from './campaign-probes.ts';
import { factorOf, pathLabels, planAxes } from './factors.ts';
import { createFingerprinter } from './fingerprint.ts';
import { replicateSeed } from './seed.ts';

/** Most runs that one campaign takes its speeds from (judgement: they are simulated before it, one after the other). */
const mostProbes = 60;

/** Every campaign of an experiment, in the order of the sweep, replicates innermost. `expand` plans an experiment without one. */
export function planCampaigns(experiment: Experiment, campaign: Campaign, expand: (experiment: Experiment) => Plan): { readonly entries: readonly PlanEntry[]; readonly findings: readonly Finding[] } {
  const findings = new Map<string, Finding>();
  const add = (finding: Finding): void => { if (findings.size < 50) findings.set(`${finding.path} ${finding.message}`, finding); };
  const planner = createPlanner(experiment, campaign, expand, add);
  return { entries: sweepPoints(experiment.sweep).flatMap(planner), findings: [...findings.values()] };
}

/** A campaign with the values of a point in place of its own. */
interface CampaignPoint {
  readonly campaign: Campaign;
  readonly recovery: RecoverySettings;
}

function createPlanner(experiment: Experiment, whole: Campaign, expand: (experiment: Experiment) => Plan, add: (finding: Finding) => void): (point: SweepPoint) => readonly PlanEntry[] {
  const fingerprint = createFingerprinter();
  const label = pathLabels(experiment);
  const axes = planAxes(experiment);
  const manager = experiment.manager ?? defaultManager;
  const probes = new Map<string, ProbePlanning>();

  /** Points that differ in the scheduler alone have the same probes. */
  const probe = (documents: readonly PointDocument[], kinds: readonly CampaignKind[], members: readonly number[]): ProbePlanning => {
    const jobs = members.map((member) => jobOfKind(documentOf(experiment, documents, kinds[member]).job, kinds[member]));
    const key = JSON.stringify([jobs, members.map((member) => kinds[member]), documents[0].cluster]);
    const known = probes.get(key);
    if (known !== undefined) return known.ok ? { ok: true, probe: { ...known.probe, kinds: members } } : known;
    const made = planProbe(experiment, documents, kinds, members, expand);
    probes.set(key, made);
    return made;
  };

  return (point) => {
    const { campaign, recovery } = atPoint(whole, manager, point);
    const documents = experiment.jobs.map((job) => applyPoint(experiment, job, point));
    const { kinds, sizes } = kindsOf(campaign, documents, experiment);
    const wanted = membersOf(kinds.length, campaign);
    if (wanted.length > mostProbes) {
      add({ severity: 'error', path: 'campaign.tenants', message: `The speeds of these jobs beside each other would take ${String(wanted.length)} runs.`, hint: `At most ${String(mostProbes)} are simulated: use fewer kinds and sizes of jobs, or a smaller jobsPerHost.` });
      return [];
    }
    const plannings = wanted.map((members) => probe(documents, kinds, members));
    for (const planning of plannings) if (!planning.ok) planning.findings.forEach((finding) => { add(atAxis(finding, experiment, point)); });
    const made = plannings.flatMap((planning) => (planning.ok ? [planning.probe] : []));
    if (made.length < plannings.length) return [];
    const { costs, notes } = costsOf(experiment, documents, kinds, made, manager, campaign, recovery, add);
    const first = documents[0];
    const ofCampaign: Readonly<Record<string, string | number | undefined>> = { scheduler: campaign.scheduler.kind, sharing: campaign.sharing, mtbf: campaign.failures?.mtbfNs, recovery: recovery.kind };
    const factors = Object.fromEntries(axes.map((name) => [name, ofCampaign[name] ?? factorOf(name, point, first, label)]));
    const random = made.some(({ inputs }) => inputs.length > 1 || inputs[0].seed !== 0) || campaign.failures !== undefined || campaign.tenants.some(({ arrivals }) => arrivals.kind === 'poisson');
    if (!random && experiment.replicates > 1) add({ severity: 'note', path: 'replicates', message: 'Nothing is random in some campaigns, so each of them is simulated once.', hint: 'Let jobs arrive at random, hosts fail, or set noise above 0 to see how much a result varies.' });
    const work = made.reduce((sum, each) => ({ messages: sum.messages + each.work.messages, stageVisits: sum.stageVisits + each.work.stageVisits }), { messages: 0, stageVisits: 0 });
    const plugins = [...new Map(made.flatMap((each) => each.plugins).map((plugin) => [`${plugin.id} ${plugin.sha256}`, plugin])).values()];
    return Array.from({ length: random ? experiment.replicates : 1 }, (_, index): PlanEntry => {
      const input: CampaignInput = {
        format: 1, kernel: 'campaign', engine: engineVersion, hosts: first.hosts, campaign, recovery, kinds, sizes, costs, notes,
        probes: made.map(({ kinds: members, inputs }) => ({ kinds: members, input: inputs[Math.min(index, inputs.length - 1)] })),
        seed: random ? replicateSeed(experiment.seed, index + 1) : 0, workloadKind: [...new Set(kinds.map(({ job }) => documentOf(experiment, documents, { job }).job.workload.kind))].join('+'),
      };
      return { fingerprint: fingerprint(input), factors: { ...factors, replicate: index + 1 }, input, work, plugins };
    });
  };
}

function documentOf({ jobs }: Experiment, documents: readonly PointDocument[], { job }: Pick<CampaignKind, 'job'>): PointDocument {
  return documents[jobs.findIndex(({ id }) => id === job)];
}

function atPoint(campaign: Campaign, manager: ManagerSettings, { scheduler, sharing, mtbf, recovery }: SweepPoint): CampaignPoint {
  const { failures } = campaign;
  return {
    campaign: {
      ...campaign,
      // What the axes take was read by their schemas.
      ...(scheduler === undefined ? {} : { scheduler: { ...campaign.scheduler, kind: scheduler as SchedulerName } }),
      ...(sharing === undefined ? {} : { sharing: sharing as Sharing }),
      ...(typeof mtbf === 'number' && failures !== undefined ? { failures: { ...failures, mtbfNs: mtbf } } : {}),
    },
    recovery: recovery === undefined ? manager.recovery : { ...manager.recovery, kind: recovery as RecoverySettings['kind'] },
  };
}

/** Every job on every number of hosts that some tenant has it on. */
function kindsOf({ tenants }: Campaign, documents: readonly PointDocument[], experiment: Experiment): Pick<CampaignInput, 'kinds' | 'sizes'> {
  const kinds: CampaignKind[] = [];
  const sizes = tenants.map(({ job, hosts: base, resizes = [] }) => [...new Set([base, ...resizes.map(({ hosts }) => hosts)])].map((hosts) => {
    const ranks = Math.round((documentOf(experiment, documents, { job }).job.ranks * hosts) / base);
    const found = kinds.findIndex((kind) => kind.job === job && kind.hosts === hosts && kind.ranks === ranks);
    return { hosts, kind: found < 0 ? kinds.push({ job, hosts, ranks }) - 1 : found };
  }));
  return { kinds, sizes };
}

/** Each kind alone; where hosts are shared, then all that may be on one host together, fewer jobs first. */
function membersOf(kinds: number, { sharing, jobsPerHost }: Campaign): readonly (readonly number[])[] {
  let last: readonly (readonly number[])[] = Array.from({ length: kinds }, (_, kind) => [kind]);
  const all = [...last];
  for (let jobs = 2; sharing === 'shared' && jobs <= jobsPerHost && all.length <= mostProbes; jobs++) {
    last = last.flatMap((members) => Array.from({ length: kinds - members[members.length - 1] }, (_, index) => [...members, members[members.length - 1] + index]));
    all.push(...last);
  }
  return all;
}

function costsOf(experiment: Experiment, documents: readonly PointDocument[], kinds: readonly CampaignKind[], probes: readonly Probe[], manager: ManagerSettings, campaign: Campaign, recovery: RecoverySettings, add: (finding: Finding) => void): Pick<CampaignInput, 'costs' | 'notes'> {
  const notes = new Set<string>();
  const costs = kinds.map((kind, index) => {
    const { job, cluster } = documentOf(experiment, documents, kind);
    const alone = probes.find((probe) => probe.kinds.length === 1 && probe.kinds[0] === index) as Probe;
    const made = costsOfJob({ job: jobOfKind(job, kind), hosts: kind.hosts, cluster, input: alone.inputs[0] }, manager, campaign.snapshotEveryNs !== undefined);
    for (const { about, text } of made.notes) {
      const said = sayCannot(kind.job, about, text, campaign, recovery);
      if (said === undefined) continue;
      notes.add(`${said}.`);
      add({ severity: 'note', path: `jobs[${String(experiment.jobs.findIndex(({ id }) => id === kind.job))}].paths`, message: `${said}.`, hint: alternatives(about === 'migration' ? 'migrate' : 'snapshot', probes.flatMap(({ inputs }) => inputs.slice(0, 1).map(({ models }) => models.otherHost))) });
    }
    return made.costs;
  });
  return { costs, notes: [...notes] };
}

/** What it means for this campaign that a path cannot; undefined where nobody asks it to. */
function sayCannot(job: string, about: 'migration' | 'snapshot', text: string, campaign: Campaign, recovery: RecoverySettings): string | undefined {
  if (about === 'snapshot') {
    if (campaign.scheduler.kind === 'priority' && campaign.snapshotEveryNs === undefined) return `Job ${job}: ${text}, so one that is preempted stays in the memory of its hosts and goes on there only`;
    if (campaign.failures === undefined || campaign.snapshotEveryNs === undefined || recovery.kind === 'none') return undefined;
    return `Job ${job}: ${text}, so after a failure it starts from the beginning`;
  }
  if (campaign.failures === undefined || recovery.kind !== 'proactive') return undefined;
  return `Job ${job}: ${text}, so its recovery is reactive, warnings or not`;
}

/** A finding about a path that an axis gave belongs there. */
function atAxis(finding: Finding, { sweep }: Experiment, { path }: SweepPoint): Finding {
  if (path === undefined || !/^jobs\[\d+\]\.paths/.test(finding.path)) return finding;
  const index = sweep.axes.path?.indexOf(path) ?? -1;
  return index < 0 ? finding : { ...finding, path: `sweep.axes.path[${String(index)}]` };
}
