import { engineVersion } from '../engine/version.ts';
import { loggopsId, type Finding, type LoggopsInput, type LoggopsParameters, type PathChoice, type PathRules, type PlanEntry, type ResolvedTrace } from '../contract/index.ts';
import { buildProgram } from '../workloads/index.ts';
import type { PointDocument } from './apply-point.ts';
import { rankCount } from './layout.ts';
import { countMessages } from './program-messages.ts';
import { resolveLoggops } from './loggops-card.ts';

/** Whether a job names the LogGOPS model where it would name data paths. */
export function usesLoggops({ sameVm, sameHost, otherHost }: PathRules): boolean {
  return [sameVm, sameHost, otherHost].some((choice) => choice?.id === loggopsId);
}

/** A run under the LogGOPS model, or what is wrong with it. */
export type LoggopsPlanning = { readonly ok: true; readonly input: LoggopsInput; readonly work: PlanEntry['work'] } | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * The run of one point under the LogGOPS model. There is no placement to check and nothing to draw: it is simulated once.
 * `at` is the field that names the model.
 */
export function planLoggops({ job, cluster }: PointDocument, trace: ResolvedTrace | undefined, at: string): LoggopsPlanning {
  const { paths, workload } = job;
  const others = [paths.sameHost, paths.sameVm].filter((choice): choice is PathChoice => choice !== undefined && JSON.stringify(choice) !== JSON.stringify(paths.otherHost));
  if (others.length > 0) {
    return { ok: false, findings: [{
      severity: 'error', path: at, message: 'The LogGOPS model stands for all messages of a run, and this job names other paths beside it.',
      hint: 'Write `paths: loggops`, or choose data paths only.',
    }] };
  }
  const { parameters, findings } = resolveLoggops(paths.otherHost, at);
  if (findings.length > 0) return { ok: false, findings };
  const ranks = rankCount(job, 'vm');
  const program = buildProgram(workload, { ranks, host: cluster.host });
  const messages = trace === undefined ? countMessages(program, job.mpi.collectives) : trace.facts.messages;
  const { collectives } = job.mpi;
  const input: LoggopsInput = {
    format: 1, engine: engineVersion, kernel: 'loggops', loggops: parameters, ranks: trace?.facts.ranks ?? ranks, program,
    ...(trace === undefined ? {} : { trace: { format: trace.facts.format, sha256: trace.facts.sha256, ranks: trace.facts.ranks } }),
    ...(collectives === undefined ? {} : { collectives }), seed: 0, workloadKind: workload.kind,
  };
  return { ok: true, input, work: { messages, stageVisits: 0 } };
}

/** The parameters in one line, as LogGOPSim's options are written. */
export function loggopsText({ L, o, g, G, O, S }: LoggopsParameters): string {
  return `L=${String(L)} o=${String(o)} g=${String(g)} G=${String(G)} O=${String(O)} S=${String(S)}`;
}
