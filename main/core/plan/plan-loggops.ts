import { engineVersion } from '../engine/version.ts';
import { loggopsId, type Finding, type LoggopsInput, type Operation, type PathChoice, type Program, type PathRules, type PlanEntry, type ResolvedTrace } from '../contract/index.ts';
import { buildWorkload } from '../workloads/index.ts';
import type { PointDocument } from './apply-point.ts';
import { rankCount } from './layout.ts';
import { countMessages } from './program-messages.ts';
import { resolveLoggops } from './loggops-card.ts';
import { referenceTo } from './with-traces.ts';

/** Whether a job names the LogGOPS model where it would name data paths. */
export function usesLoggops({ sameVm, sameHost, otherHost, exceptions = [] }: PathRules): boolean {
  return [sameVm, sameHost, otherHost, ...exceptions.map(({ path }) => path)].some((choice) => choice?.id === loggopsId);
}

/** A run under the LogGOPS model, or what is wrong with it. */
export type LoggopsPlanning = { readonly ok: true; readonly input: LoggopsInput; readonly work: PlanEntry['work'] } | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * The run of one point under the LogGOPS model. There is no placement to check and nothing to draw: it is simulated once.
 * `at` is the field that names the model.
 */
export function planLoggops({ job, cluster }: PointDocument, trace: ResolvedTrace | undefined, at: string): LoggopsPlanning {
  const { paths, workload } = job;
  const others = [paths.sameHost, paths.sameVm, ...(paths.exceptions ?? []).map(({ path }) => path)].filter((choice): choice is PathChoice => choice !== undefined && JSON.stringify(choice) !== JSON.stringify(paths.otherHost));
  if (others.length > 0) {
    return { ok: false, findings: [{
      severity: 'error', path: at, message: 'The LogGOPS model stands for all messages of a run, and this job names other paths beside it.',
      hint: 'Write `paths: loggops`, or choose data paths only.',
    }] };
  }
  const { parameters, findings } = resolveLoggops(paths.otherHost, at);
  if (findings.length > 0) return { ok: false, findings };
  const ranks = rankCount(job, 'vm');
  const { program, measures } = buildWorkload(workload, { ranks, host: cluster.host });
  const missing = missingIn(program);
  if (missing !== undefined) {
    return { ok: false, findings: [{
      severity: 'error', path: at, message: `The LogGOPS model cannot run the workload ${workload.kind}: it has ${missing}, which the model does not.`,
      hint: 'Leave the model out, or choose another workload.',
    }] };
  }
  const messages = trace === undefined ? countMessages(program, job.mpi.collectives) : trace.facts.messages;
  const { collectives } = job.mpi;
  const input: LoggopsInput = {
    format: 1, engine: engineVersion, kernel: 'loggops', loggops: parameters, ranks: trace?.facts.ranks ?? ranks, program,
    ...(trace === undefined ? {} : { trace: referenceTo(trace, cluster.host) }),
    ...(collectives === undefined ? {} : { collectives }), ...(measures.length === 0 ? {} : { measures }), seed: 0, workloadKind: workload.kind,
  };
  return { ok: true, input, work: { messages, stageVisits: 0 } };
}

/** What of a program the model has no rule for; the engine would refuse it later. */
function missingIn({ ranks }: Program): string | undefined {
  for (const operations of new Set(ranks)) {
    const found = missingOf(operations);
    if (found !== undefined) return found;
  }
  return undefined;
}

function missingOf(operations: readonly Operation[]): string | undefined {
  for (const operation of operations) {
    switch (operation.op) {
      case 'loop': {
        const inner = missingOf(operation.body);
        if (inner !== undefined) return inner;
        break;
      }
      case 'put': case 'get': return 'one-sided operations';
      case 'leave': case 'waitany': return 'ranks that go on by what they receive';
      case 'send': case 'isend': if (operation.to === 'source') return 'replies to whoever asked';
        break;
      case 'compute': if (operation.variation !== undefined) return 'random computation';
        break;
      default:
    }
  }
  return undefined;
}
