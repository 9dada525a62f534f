import type { CampaignKind, Experiment, Finding, Job, Plan, PlanEntry, RunInput } from '../contract/index.ts';
import type { PointDocument } from './apply-point.ts';
import { overPaths } from './over-paths.ts';

/** Runs that give the speeds of some kinds of jobs, one for each replicate; one where nothing in them is random. */
export interface Probe {
  readonly kinds: readonly number[];
  readonly inputs: readonly RunInput[];
  readonly work: PlanEntry['work'];
  readonly plugins: PlanEntry['plugins'];
}

/** A probe, or what is wrong with it; paths of findings begin with the job of the document that they are about. */
export type ProbePlanning = { readonly ok: true; readonly probe: Probe } | { readonly ok: false; readonly findings: readonly Finding[] };

/** Several jobs on the first hosts of a small cluster, side by side: an experiment of its own without sweep, campaign and events. */
export function planProbe(experiment: Experiment, documents: readonly PointDocument[], kinds: readonly CampaignKind[], members: readonly number[], expand: (experiment: Experiment) => Plan): ProbePlanning {
  const own = members.map((member) => kinds[member]);
  const cluster = documents[0].cluster;
  const indices = own.map(({ job }) => experiment.jobs.findIndex(({ id }) => id === job));
  const jobs = own.map((kind, index) => jobOfKind(documents[indices[index]].job, kind, own.length === 1 ? undefined : index));
  const { campaign: _, manager: __, ...rest } = experiment;
  const hosts = Math.max(...own.map((kind) => kind.hosts));
  const network = cluster.network.kind === 'back-to-back' && hosts < 2 ? { ...cluster, hosts: 2 } : { ...cluster, hosts };
  const plan = expand({ ...rest, cluster: network, jobs, sweep: { axes: {} }, events: [] });
  const errors = plan.findings.filter(({ severity }) => severity === 'error');
  const [first] = plan.entries;
  if (errors.length > 0 || first === undefined) {
    return { ok: false, findings: errors.map((finding) => ({ ...finding, path: finding.path.replace(/^jobs\[(\d+)\]/, (_text, index: string) => `jobs[${String(indices[Number(index)] ?? 0)}]`) })) };
  }
  if (first.input.kernel !== undefined) {
    return { ok: false, findings: [{ severity: 'error', path: `jobs[${String(indices[0])}].paths`, message: 'A campaign takes its speeds from data paths, and this is a cost model.', hint: 'Choose a data path.' }] };
  }
  return { ok: true, probe: { kinds: members, inputs: plan.entries.map(({ input }) => overPaths(input)), work: first.work, plugins: first.plugins } };
}

/** The job with the ranks that it has on so many hosts; beside others it names its hosts, and has an id of its own. */
export function jobOfKind(job: Job, { hosts, ranks }: CampaignKind, among?: number): Job {
  const { hosts: _, startNs: __, ...rest } = job;
  return { ...rest, ranks, ...(among === undefined ? {} : { id: `${job.id}-${String(among + 1)}`, hosts: Array.from({ length: hosts }, (_host, host) => host) }) };
}
