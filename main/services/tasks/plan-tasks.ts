import type { Finding, Plan, PlanEntry, ResolvedPath, ResolvedTrace } from '../../core/contract/index.ts';
import { locateFindings, parseExperiment } from '../../core/experiment/index.ts';
import { engineVersion } from '../../core/engine/index.ts';
import { expand, pathRequests } from '../../core/plan/index.ts';
import { writePlan } from '../runner/batch-files.ts';
import { estimateSeconds, noRates, secondsOf, type RateTable, type Workload } from '../runner/rates.ts';
import { layoutOf, type Layout } from '../store/layout.ts';
import { putInput, type StoredTexts } from '../store/objects.ts';
import { listRunIds } from '../store/segments.ts';
import { loadTrace } from '../traces/load-trace.ts';
import type { PlannedRun, StoredPlan, WorkerTasks } from '../worker-protocol.ts';
import { probe } from './probe.ts';
import { rateOfCampaigns, type CampaignEntry } from './time-campaigns.ts';

type Argument<Name extends keyof WorkerTasks> = WorkerTasks[Name]['argument'];
type Answer<Name extends keyof WorkerTasks> = WorkerTasks[Name]['answer'];

/** Files written at once. */
const parallelWrites = 8;

/** Messages of the largest trace that is read for a preview. */
const mostProbedMessages = 1_000_000;

/** Kinds measured for one preview; a user waits for it. */
const mostProbes = 4;

/** First step of planning: what the text says and which paths it needs. */
export function outline({ text }: Argument<'outline'>): Answer<'outline'> {
  const { experiment, findings } = parseExperiment(text);
  return experiment === undefined ? { findings, requests: [] } : { experiment, findings, requests: pathRequests(experiment) };
}

function expandText(text: string, models: readonly ResolvedPath[], traces: readonly ResolvedTrace[]): { readonly plan?: Plan; readonly findings: readonly Finding[] } {
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) return { findings };
  const expanded = expand(experiment, models, traces);
  const plan: Plan = { ...expanded, findings: locateFindings(text, expanded.findings) };
  return { plan, findings: plan.findings };
}

function workloadOf(entry: PlanEntry): Workload {
  return { kind: `${entry.input.workloadKind}/${entry.input.kernel ?? entry.input.models.otherHost.id}`, ...entry.work };
}

/** Measures one run of each kind that nothing is known of: the longest, as that is where the time goes. */
async function measureUnknown(layout: Layout, entries: readonly PlanEntry[], rates: RateTable, workers: number, isCancelled: () => boolean): Promise<RateTable> {
  const unknown = new Map<string, PlanEntry>();
  for (const entry of entries) {
    const workload = workloadOf(entry);
    if (secondsOf(rates, workload) !== undefined) continue;
    const before = unknown.get(workload.kind);
    if (before === undefined || before.work.stageVisits < entry.work.stageVisits) unknown.set(workload.kind, entry);
  }
  let measured = noRates;
  for (const entry of [...unknown.values()].slice(0, mostProbes)) {
    if (isCancelled()) break;
    if (entry.input.kernel === 'campaign') {
      const { kind } = workloadOf(entry);
      const rate = await rateOfCampaigns(entries.filter((other): other is CampaignEntry => other.input.kernel === 'campaign' && workloadOf(other).kind === kind), workers, isCancelled);
      if (rate !== undefined) measured = { ...measured, kinds: { ...measured.kinds, [kind]: rate } };
      continue;
    }
    const { trace } = entry.input;
    // Reading a large trace takes longer than a user waits for a preview.
    if (trace !== undefined && entry.work.messages > mostProbedMessages) continue;
    // What cannot be read or simulated is said when it is run.
    const program = trace === undefined ? undefined : await loadTrace(layout, trace).catch(() => undefined);
    if (trace === undefined || program !== undefined) measured = (await probe(entry, workloadOf(entry), measured, program)) ?? measured;
  }
  return measured;
}

/** Kinds that could not be measured cost as much per unit as the dearest that could. */
function withFallback(rates: RateTable, workloads: readonly Workload[]): RateTable {
  const known = Object.values(rates.kinds).filter(({ units }) => units > 0);
  const dearest = known.reduce((worst, rate) => (rate.seconds / rate.units > worst.seconds / worst.units ? rate : worst), known[0] ?? { units: 1_000_000, seconds: 1 });
  const kinds: Record<string, { readonly units: number; readonly seconds: number }> = { ...rates.kinds };
  for (const { kind } of workloads) kinds[kind] ??= dearest;
  return { ...rates, kinds };
}

/** What running a text would mean: count, reuse and time. */
export async function preview({ workspace, text, models, traces, rates, workers }: Argument<'preview'>, isCancelled: () => boolean): Promise<Answer<'preview'>> {
  const { plan, findings } = expandText(text, models, traces);
  if (plan === undefined) return { findings, count: 0, reused: 0, estimateSeconds: 0, axes: [], fingerprints: [], measured: noRates };
  const existing = new Set(await listRunIds(layoutOf(workspace)));
  const open = new Map<string, PlanEntry>();
  for (const entry of plan.entries) if (!existing.has(entry.fingerprint)) open.set(entry.fingerprint, entry);
  const entries = [...open.values()];
  const workloads = entries.map(workloadOf);
  const measured = await measureUnknown(layoutOf(workspace), entries, rates, workers, isCancelled);
  const known = withFallback({ ...rates, kinds: { ...measured.kinds, ...rates.kinds } }, workloads);
  return {
    findings,
    count: plan.entries.length,
    reused: plan.entries.filter((entry) => existing.has(entry.fingerprint)).length,
    estimateSeconds: entries.length === 0 ? 0 : (estimateSeconds(known, workloads, workers) ?? 0),
    axes: plan.axes,
    fingerprints: plan.entries.map(({ fingerprint }) => fingerprint),
    measured,
  };
}

/** Second step of planning a batch: every run with its input in the workspace. */
export async function plan({ workspace, batch, text, models, traces }: Argument<'plan'>): Promise<Answer<'plan'>> {
  const layout = layoutOf(workspace);
  const expanded = expandText(text, models, traces);
  const made = expanded.plan;
  if (made === undefined) throw new Error('The experiment has errors.');
  const known: StoredTexts = new Map();
  const stored: PlannedRun[] = [];
  let next = 0;
  const write = async (): Promise<void> => {
    for (let at = next++; at < made.entries.length; at = next++) {
      const entry = made.entries[at];
      if (entry === undefined) return;
      const inputSha256 = await putInput(layout, entry.input, known);
      stored[at] = { fingerprint: entry.fingerprint, factors: entry.factors, inputSha256, plugins: entry.plugins, workload: workloadOf(entry) };
    }
  };
  await Promise.all(Array.from({ length: parallelWrites }, write));
  const result: StoredPlan = { format: 1, engine: engineVersion, experiment: made.experiment, axes: made.axes, entries: stored, ...(made.leftOut === undefined ? {} : { leftOut: made.leftOut }) };
  await writePlan(layout, batch, result);
  return { findings: expanded.findings, plan: result };
}
