import type { Experiment, PlanEntry, Workload } from '../../contract/index.ts';
import { parseExperiment } from '../../experiment/index.ts';
import { sampleTexts } from '../../experiment/testing/sample-texts.ts';
import { canonicalJson, expand, overPaths, pathRequests, sha256 } from '../../plan/index.ts';
import { simulate, type Outcome } from '../simulation.ts';
import { resolveBuiltIn } from './built-in-paths.ts';

/** The samples, cut down to what takes a moment. */
const cut: readonly { readonly sample: keyof typeof sampleTexts; readonly workload: Partial<Workload>; readonly axes: Experiment['sweep']['axes'] }[] = [
  { sample: 'streams', workload: { bytesPerStream: 1 << 20 }, axes: {} },
  { sample: 'advection', workload: { steps: 1, valuesPerFaceCell: 1 }, axes: { distribution: ['1xNx1'] } },
  { sample: 'scaling', workload: { steps: 1, valuesPerFaceCell: 1 }, axes: {} },
  { sample: 'pingPong', workload: { repetitions: 3 }, axes: { size: [1, 1448, 65_536, 1_000_000] } },
];

/** Runs of all samples over all built-in paths, placements and layers, with noise, one replicate each. */
export function goldenRuns(): readonly PlanEntry[] {
  return cut.flatMap(({ sample, workload, axes }) => {
    const { experiment } = parseExperiment(sampleTexts[sample]);
    if (experiment === undefined) throw new Error(`The sample ${sample} has errors.`);
    const small: Experiment = {
      ...experiment, replicates: 1, sweep: { ...experiment.sweep, axes: { ...experiment.sweep.axes, ...axes } },
      jobs: experiment.jobs.map((job) => ({ ...job, workload: { ...job.workload, ...workload } as Workload })),
    };
    return expand(small, resolveBuiltIn(pathRequests(small))).entries;
  });
}

/** For each golden run its factors and the SHA-256 of its result's canonical JSON, without the count of events: that is how the engine worked, not what came out. */
export function goldenLines(): string {
  return goldenRuns().map(({ factors, input }) => {
    const name = `${input.workloadKind} ${Object.entries(factors).map(([axis, value]) => `${axis}=${value}`).join(' ')}`;
    return `${sha256(canonicalJson(withoutEvents(simulate(overPaths(input)))))}  ${name}\n`;
  }).join('');
}

function withoutEvents(outcome: Outcome): unknown {
  if (!outcome.ok) return outcome;
  const { events, ...counts } = outcome.result.counts;
  if (events <= 0) throw new Error('A run without events has no result.');
  return { ok: true, result: { ...outcome.result, counts } };
}
