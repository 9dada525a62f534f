import type { PlanEntry } from '../main/core/contract/index.ts';
import { simulate } from '../main/core/engine/index.ts';
import { expand } from '../main/core/plan/index.ts';
import { measure } from './measure.ts';
import { parseSample, resolvePaths } from './sample-plan.ts';

function eventsOf({ input }: PlanEntry): Readonly<Record<string, number>> {
  const outcome = simulate(input);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return { events: outcome.result.counts.events, 'stage visits': outcome.result.counts.stageVisits };
}

for (const name of ['nanos-2010-streams', 'nanos-2010-advection', 'palo-2011-ping-pong']) {
  const experiment = parseSample(name);
  const plan = expand(experiment, await resolvePaths(experiment));
  // One run of each path: the paths differ in how many stages a message visits.
  const byPath = new Map(plan.entries.toReversed().map((entry) => [entry.factors['path'] ?? 'the only path', entry]));
  for (const [path, entry] of byPath) measure(`${name}, ${path}`, () => simulate(entry.input), () => eventsOf(entry));
}
