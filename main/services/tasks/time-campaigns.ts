import { performance } from 'node:perf_hooks';
import { probesShare } from '../../core/campaign/index.ts';
import type { CampaignInput, PlanEntry } from '../../core/contract/index.ts';
import { createRun } from '../../core/engine/index.ts';
import { estimateWork } from '../../core/plan/index.ts';
import { unitsOf, type Rate } from '../runner/rates.ts';
import { advanceToEnd } from './advance.ts';

/** Time to spend on the campaigns of a plan, ms; a user waits for it. */
const patienceMs = 1500;

/** Wall-clock seconds of a campaign whose probes nobody simulated before: the probes, then the days at job level. */
export interface CampaignTime {
  readonly probeSeconds: number;
  readonly daySeconds: number;
}

/** An entry of a plan that is a campaign. */
export type CampaignEntry = PlanEntry & { readonly input: CampaignInput };

/** So many were timed by this process. */
let timed = 0;

/** With other random numbers in its probes, as this process may remember their results. */
export function unremembered(input: CampaignInput): CampaignInput {
  timed += 1;
  return { ...input, probes: input.probes.map((probe) => ({ ...probe, input: { ...probe.input, seed: (probe.input.seed + timed) % 0x1_0000_0000 } })) };
}

/** Share of the probes' work that is done where `progress` counts each of them alike. */
function workDone({ probes }: CampaignInput, progress: number): number {
  const works = probes.map(({ input }) => unitsOf({ kind: '', ...estimateWork(input) }));
  const at = (progress / probesShare) * probes.length;
  const done = works.reduce((sum, work, index) => sum + work * Math.min(1, Math.max(0, at - index)), 0);
  return done / Math.max(1, works.reduce((sum, work) => sum + work, 0));
}

/** Times a campaign by simulating it, or its beginning where that takes long. Undefined where too little was done to tell. */
export async function timeCampaign(input: CampaignInput, isCancelled: () => boolean, patience: number = patienceMs): Promise<CampaignTime | undefined> {
  const begun = performance.now();
  const since = (): number => (performance.now() - begun) / 1000;
  const simulation = createRun(unremembered(input));
  let probeSeconds: number | undefined;
  const end = await advanceToEnd(simulation, (progress) => {
    if (progress >= probesShare) probeSeconds ??= since();
    return since() * 1000 < patience && !isCancelled();
  });
  const seconds = since();
  if (end === 'ended') return { probeSeconds: probeSeconds ?? seconds, daySeconds: seconds - (probeSeconds ?? seconds) };
  const { progress } = simulation;
  if (probeSeconds === undefined) {
    const done = workDone(input, progress);
    return done <= 0 ? undefined : { probeSeconds: seconds / done, daySeconds: 0 };
  }
  const days = (progress - probesShare) / (1 - probesShare);
  return { probeSeconds, daySeconds: days <= 0 ? seconds - probeSeconds : (seconds - probeSeconds) / days };
}

/** For each campaign the part of its probes that is simulated for it: what several have in common, each worker simulates once. */
export function simulatedShares(campaigns: readonly CampaignInput[], workers: number): readonly number[] {
  const keys = campaigns.map(({ probes }) => probes.map(({ input }) => JSON.stringify(input)));
  const uses = new Map<string, number>();
  for (const key of keys.flat()) uses.set(key, (uses.get(key) ?? 0) + 1);
  return keys.map((own) => own.reduce((sum, key) => {
    const count = uses.get(key) ?? 1;
    return sum + Math.min(workers, count) / count;
  }, 0) / Math.max(1, own.length));
}

/** Campaigns of a plan that are timed: days differ by failures and schedulers, so some from all of the sweep. */
const mostTimed = 4;

/** How fast campaigns of one kind are simulated, from the times of some of them. Undefined where nothing could be told. */
export async function rateOfCampaigns(entries: readonly CampaignEntry[], workers: number, isCancelled: () => boolean): Promise<Rate | undefined> {
  const units = entries.map(({ work }) => unitsOf({ kind: '', ...work }));
  const count = Math.min(mostTimed, entries.length);
  const chosen = [...new Set(Array.from({ length: count }, (_, at) => Math.round((at * (entries.length - 1)) / Math.max(1, count - 1))))];
  const times: (CampaignTime & { readonly units: number })[] = [];
  for (const at of chosen) {
    const time = isCancelled() ? undefined : await timeCampaign(entries[at].input, isCancelled, patienceMs / chosen.length);
    if (time !== undefined) times.push({ ...time, units: units[at] });
  }
  if (times.length === 0) return undefined;
  const sum = (read: (time: (typeof times)[number]) => number): number => times.reduce((all, time) => all + read(time), 0);
  const probeSecondsPerUnit = sum((time) => time.probeSeconds) / Math.max(1, sum((time) => time.units));
  const daySeconds = sum((time) => time.daySeconds) / times.length;
  const shares = simulatedShares(entries.map(({ input }) => input), workers);
  return {
    units: units.reduce((all, one) => all + one, 0),
    seconds: units.reduce((all, one, at) => all + probeSecondsPerUnit * one * shares[at] + daySeconds, 0),
  };
}
