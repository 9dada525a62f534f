import type { Cluster, Experiment, Finding, Job, ResolvedTrace, TraceReference } from '../contract/index.ts';
import { computeNs } from '../workloads/compute-time.ts';

/** The trace that a job does again; undefined where its workload is none, or where it has not been read. */
export function traceOf({ workload }: Job, traces: readonly ResolvedTrace[]): ResolvedTrace | undefined {
  if (workload.kind !== 'trace') return undefined;
  return traces.find(({ file, format }) => file === workload.file && format === workload.format);
}

/** A trace that must be read before a plan can be expanded. */
export interface TraceRequest extends Pick<ResolvedTrace, 'file' | 'format'> {
  /** Path of the field that names it, for findings about it. */
  readonly at: string;
}

/** A trace as inputs name it. Traces that count floating-point operations depend on the cores that do them. */
export function referenceTo({ facts: { format, sha256, ranks } }: ResolvedTrace, host: Cluster['host']): TraceReference {
  return { format, sha256, ranks, ...(format === 'ti' ? { nsPerFlop: computeNs(host, 1, 0) } : {}) };
}

/** The traces that an experiment needs, each once. */
export function traceRequests({ jobs }: Experiment): readonly TraceRequest[] {
  const requests = jobs.flatMap(({ workload }, index) => (workload.kind === 'trace' ? [{ file: workload.file, format: workload.format, at: `jobs[${index}].workload.file` }] : []));
  return requests.filter(({ file, format }, index) => requests.findIndex((other) => other.file === file && other.format === format) === index);
}

/** The document with the ranks of its traces, and where it contradicts them. */
export function withTraces(experiment: Experiment, traces: readonly ResolvedTrace[]): { readonly experiment: Experiment; readonly findings: readonly Finding[] } {
  if (traceRequests(experiment).length === 0) return { experiment, findings: [] };
  const findings: Finding[] = [];
  const jobs = experiment.jobs.map((job, index): Job => {
    if (job.workload.kind !== 'trace') return job;
    const at = `jobs[${index}]`;
    const trace = traceOf(job, traces);
    if (trace === undefined) {
      findings.push({ severity: 'error', path: `${at}.workload.file`, message: 'The trace has not been read.', hint: 'Check its file.' });
      return job;
    }
    const { ranks } = trace.facts;
    if (job.ranks !== 0 && job.ranks !== ranks) {
      findings.push({ severity: 'error', path: `${at}.ranks`, message: `The trace has ${ranks} ranks, not ${job.ranks}.`, hint: 'Remove `ranks`, or write that number.' });
    }
    if (typeof job.placement !== 'string' && job.placement.length !== ranks) {
      findings.push({ severity: 'error', path: `${at}.placement`, message: `The list places ${job.placement.length} ranks, the trace has ${ranks}.`, hint: 'Give one entry per rank.' });
    }
    return { ...job, ranks };
  });
  return { experiment: { ...experiment, jobs }, findings };
}
