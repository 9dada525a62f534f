import type { CollectiveSettings, Experiment, Job, LoggopsParameters, ResolvedPath, RunInput } from '../../core/contract/index.ts';
import { expand, pathRequests } from '../../core/plan/index.ts';
import type { TiTrace } from '../../core/ti/index.ts';
import { computeNs } from '../../core/workloads/compute-time.ts';
import { describeFinding, hasErrors } from './describe-finding.ts';
import { BadInputError } from './exit-codes.ts';
import { openServices, type CommonOptions } from './open-services.ts';
import { readDocument } from './read-document.ts';
import { say } from './write-output.ts';

/** What a trace runs on; `nsPerFlop` is that of the experiment's cores. */
export type TiPlan =
  | { readonly kernel: 'paths'; readonly nsPerFlop: number; readonly input: RunInput }
  | { readonly kernel: 'loggops'; readonly nsPerFlop: number; readonly loggops: LoggopsParameters; readonly collectives?: CollectiveSettings };

/**
 * Puts the trace in place of an experiment's workload: its cluster, VMs, placement, MPI and the path of its job or, where its
 * sweep has a path axis, the first of that. Once, with the noise of its first replicate.
 */
export async function planOnExperiment(fileOrName: string, trace: TiTrace, options: CommonOptions, entryDirectory: string): Promise<TiPlan> {
  const { services, close } = await openServices(options, entryDirectory, fileOrName);
  try {
    const document = await readDocument(fileOrName, services);
    const preview = await services.experiments.preview(document.text);
    const { experiment, models } = preview;
    const requests = experiment === undefined ? [] : pathRequests(experiment);
    // Findings about the workload do not matter here: as long as there are models, go on.
    if (experiment === undefined || models.length < requests.length) {
      for (const finding of preview.findings) say(describeFinding(finding, document.label));
      throw new BadInputError(`error: The trace cannot run on ${document.label}.`);
    }
    const resolved = requests.map(({ key }, at): ResolvedPath => ({ key, model: models[at], plugin: { id: models[at].id, version: '', sha256: '' } }));
    return planned(withTrace(experiment), trace, resolved, document.label);
  } finally {
    await close();
  }
}

/** Stands for the trace in the document; nothing is read from there. */
const traceFile = 'trace';

function withTrace(experiment: Experiment): Experiment {
  const jobs = experiment.jobs.slice(0, 1).map((job): Job => ({ ...job, ranks: 0, workload: { kind: 'trace', format: 'ti', file: traceFile } }));
  // Events have times that belong to the workload which the trace takes the place of.
  const { manager: _, ...rest } = experiment;
  return { ...rest, events: [], replicates: 1, sweep: { axes: {} }, jobs };
}

function planned(experiment: Experiment, { ranks }: TiTrace, resolved: readonly ResolvedPath[], label: string): TiPlan {
  const facts = { format: 'ti' as const, sha256: '', ranks, bytes: 0, operations: 0, messages: 0, payloadBytes: 0, processors: 1, interfaces: 1, sizes: [] };
  const { entries, findings } = expand(experiment, resolved, [{ format: 'ti', file: traceFile, facts }]);
  const input = entries[0]?.input;
  if (input === undefined || hasErrors(findings)) {
    for (const finding of findings) say(describeFinding(finding, label));
    throw new BadInputError(`error: A trace of ${String(ranks)} ranks cannot run on ${label}.`);
  }
  const nsPerFlop = computeNs(experiment.cluster.host, 1, 0);
  if (input.kernel === 'loggops') return { kernel: 'loggops', nsPerFlop, loggops: input.loggops, ...(input.collectives === undefined ? {} : { collectives: input.collectives }) };
  if (input.kernel === 'campaign') throw new BadInputError(`error: ${label} is a campaign, which has no ranks for a trace.`);
  const { trace, ...plain } = input;
  void trace;
  return { kernel: 'paths', nsPerFlop, input: plain };
}
