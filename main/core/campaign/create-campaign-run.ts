import type { CampaignInput, RunFailure, RunInput, RunResult } from '../contract/index.ts';
import type { Simulation } from '../engine/simulation.ts';
import { hasEnded, step } from './advance.ts';
import { resultOf } from './campaign-result.ts';
import { repeatJobs, repeatsBeside } from './repeat-jobs.ts';
import { createSpeeds, type ProbedJob } from './speeds.ts';
import { createWorld, type World } from './world.ts';

/** Longest campaign, ns: beyond 104 days float64 no longer holds every ns. */
const longestNs = 9_007_199_254_740_992;

/** Events at job level after which a campaign is given up (judgement: minutes of work, far more than tenants notice). */
const mostEvents = 20_000_000;

/** What a campaign needs of a probe's result. */
type ProbeResult = Pick<RunResult, 'jobs' | 'metrics' | 'messages' | 'counts'>;

/** Results of the last probes of this process: campaigns of one sweep have many in common, and equal inputs give equal results. */
const known = new Map<string, ProbeResult>();
const mostKnown = 64;

function remember(key: string, { jobs, metrics, messages, counts }: RunResult): void {
  known.set(key, { jobs, metrics, messages, counts });
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
}

/** Share of the progress that the probes are, each of them alike. */
export const probesShare = 0.9;

/** A campaign: its probes one after the other, by `simulate`, then days at job level. Invalid input is an outcome, never an exception. */
export function createCampaignRun(input: CampaignInput, simulate: (input: RunInput) => Simulation): Simulation {
  const results: ProbeResult[] = [];
  let simulation: Simulation | undefined;
  let key = '';
  let world: World | undefined;
  let failure = invalid(input);
  let result: RunResult | undefined;

  const advanceProbe = (events: number): void => {
    if (simulation === undefined) {
      const probe = probeInput(input, results);
      key = JSON.stringify(probe);
      const before = known.get(key);
      if (before !== undefined) {
        results.push(before);
        return;
      }
      simulation = simulate(probe);
    }
    if (!simulation.advance(events)) return;
    const outcome = simulation.outcome();
    simulation = undefined;
    if (outcome.ok) {
      results.push(outcome.result);
      remember(key, outcome.result);
    } else failure = { ...outcome.failure, message: `The run that gives the speed of ${nameOf(input, results.length)} failed: ${outcome.failure.message}` };
  };

  const advanceWorld = (events: number): void => {
    world ??= createWorld(input, createSpeeds(input, results.map((one, probe) => probedJobs(one, repeatsOf(input, probe, results)))));
    for (let left = events; left > 0 && !hasEnded(world); left--) {
      step(world);
      failure = tooMuch(world);
      if (failure !== undefined) return;
    }
    if (hasEnded(world)) result = resultOf(world, countsOf(results));
  };

  return {
    advance(events) {
      if (failure === undefined && result === undefined) (results.length < input.probes.length ? advanceProbe : advanceWorld)(events);
      return failure !== undefined || result !== undefined;
    },
    get progress() {
      const probes = (results.length + (simulation?.progress ?? 0)) / Math.max(1, input.probes.length);
      if (world === undefined) return probesShare * probes;
      const ended = world.jobs.filter(({ state }) => state === 'ended').length;
      return probesShare + ((1 - probesShare) * ended) / Math.max(1, world.arrivals.length);
    },
    outcome: () => (result === undefined ? { ok: false, failure: failure ?? { kind: 'crashed', message: 'The campaign has not ended.', hint: 'This is a fault in Doorbell.' } } : { ok: true, result }),
  };
}

function invalid({ kinds, probes, hosts, sizes, campaign }: CampaignInput): RunFailure | undefined {
  const sorted = probes.findIndex(({ kinds: members }, index) => members.length < (probes[index - 1]?.kinds.length ?? 0));
  if (sorted >= 0) return { kind: 'invalid-input', message: 'Runs of fewer jobs must come before those of more.', hint: 'Start the experiment again to plan it anew.' };
  const unprobed = kinds.findIndex((_, kind) => !probes.some((probe) => probe.kinds.length === 1 && probe.kinds[0] === kind));
  const wide = sizes.flat().find((size) => size.hosts > hosts - (campaign.failures?.spareHosts ?? 0));
  const wrong = unprobed >= 0 ? `No run gives the speed of ${kinds[unprobed].job}.` : wide === undefined ? undefined : `A job wants ${String(wide.hosts)} hosts, more than there are for jobs.`;
  return wrong === undefined ? undefined : { kind: 'invalid-input', message: wrong, hint: 'Start the experiment again to plan it anew.' };
}

function tooMuch(world: World): RunFailure | undefined {
  if (world.now === Infinity) return { kind: 'invalid-input', message: 'Jobs wait for ever: nothing happens any more that would give them hosts.', hint: 'Give them fewer hosts, or the cluster more.' };
  if (world.now <= longestNs && world.events < mostEvents) return undefined;
  const unfinished = world.arrivals.length - world.jobs.filter(({ state }) => state === 'ended').length;
  return {
    kind: 'too-long', message: `The campaign passes ${world.now > longestNs ? '104 days of simulated time' : `${String(mostEvents)} events`}, and ${String(unfinished)} of its jobs have not ended.`,
    hint: 'Where hosts fail faster than jobs get on, take snapshots or shorter jobs; else use fewer jobs, or longer slices.',
  };
}

/** Jobs beside each other repeat their programs, so that none has the hosts for itself while another still runs. */
function probeInput(input: CampaignInput, results: readonly ProbeResult[]): RunInput {
  const probe = input.probes[results.length];
  return probe.kinds.length === 1 ? probe.input : repeatJobs(probe.input, repeatsOf(input, results.length, results));
}

/** Runs of single jobs come first and say how long each kind takes. */
function repeatsOf({ probes }: CampaignInput, probe: number, results: readonly ProbeResult[]): readonly number[] {
  const { kinds } = probes[probe];
  if (kinds.length === 1) return [1];
  return repeatsBeside(kinds.map((kind) => results[probes.findIndex((each) => each.kinds.length === 1 && each.kinds[0] === kind)].metrics.executionTime.value));
}

/** A job that was alone has the run's own times. */
function probedJobs({ jobs, metrics, messages }: ProbeResult, repeats: readonly number[]): readonly ProbedJob[] {
  if (jobs !== undefined && jobs.length > 0) return jobs.map(({ startNs, finishedNs, meanLatencyNs }, job) => ({ finishedNs: finishedNs - startNs, repeats: repeats[job], meanLatencyNs }));
  const sent = messages.reduce((sum, row) => sum + row.messages, 0);
  const meanLatencyNs = sent === 0 ? 0 : messages.reduce((sum, row) => sum + row.messages * row.meanNs, 0) / sent;
  return [{ finishedNs: metrics.executionTime.value, repeats: 1, meanLatencyNs }];
}

function nameOf({ probes, kinds }: CampaignInput, probe: number): string {
  return probes[probe].kinds.map((kind) => kinds[kind].job).join(' beside ');
}

function countsOf(results: readonly ProbeResult[]): RunResult['counts'] {
  return results.reduce((sum, { counts }) => ({
    messages: sum.messages + counts.messages, segments: sum.segments + counts.segments, stageVisits: sum.stageVisits + counts.stageVisits, events: sum.events + counts.events,
  }), { messages: 0, segments: 0, stageVisits: 0, events: 0 });
}
