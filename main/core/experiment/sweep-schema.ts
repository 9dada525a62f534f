import { z } from 'zod';
import { collectiveNames, nasClasses, eventsNames, nonConvergenceNames, pinningNames, placementNames, railNames, recoveryNames, schedulerNames, sharingNames, type AxisName, type AxisValue, type Sweep } from '../contract/index.ts';
import { canonicalExtents } from './extents-schema.ts';
import { jsonAs } from './json-forms.ts';
import { distributionSchema } from './grid-workload-schema.ts';
import { pathValueSchema } from './path-schema.ts';
import type { Dimension } from './quantity.ts';
import { readRange } from './range.ts';
import { count, oneOf, quantity, record } from './schema-parts.ts';

const word = z.string({ error: 'This must be a word.' }).min(1).max(80);

const values = {
  path: pathValueSchema,
  tool: oneOf(['netperf', 'iperf']),
  placement: oneOf(placementNames),
  distribution: distributionSchema,
  ranks: count(65_536),
  hosts: count(1024),
  size: quantity('bytes', { min: 0, max: 1e12, integer: true }),
  layer: oneOf(['raw', 'mpi']),
  vmsPerHost: count(1024),
  vnics: count(64),
  nics: count(64),
  rails: oneOf(railNames),
  pinning: oneOf(pinningNames),
  uplinks: count(1024),
  // Which words fit depends on the workload: `checkExperiment` reads the workload with each of them.
  benchmark: word,
  class: oneOf(nasClasses),
  collective: oneOf(collectiveNames),
  algorithm: word,
  decomposition: z.preprocess(canonicalExtents, word),
  events: oneOf(eventsNames),
  recovery: oneOf(recoveryNames),
  onNonConvergence: oneOf(nonConvergenceNames),
  scheduler: oneOf(schedulerNames),
  sharing: oneOf(sharingNames),
  mtbf: quantity('nanoseconds', { min: 1e9, max: 1e18 }),
  jobs: word,
} satisfies Record<AxisName, z.ZodType<AxisValue>>;

/** A list of values; a single value or range may stand for the list. */
function axis<Value extends z.ZodType<AxisValue>>(value: Value, ranges?: Dimension) {
  const list = z.array(value).min(1, { error: 'The axis has no value.\nName at least one, or remove the axis.' }).max(10_000).readonly();
  const read = z.preprocess((input, context) => {
    const items: readonly unknown[] = Array.isArray(input) ? input : input === undefined ? [] : [input];
    return ranges === undefined ? items : items.flatMap((item) => expandItem(item, ranges, (text) => { context.addIssue(text); }));
  }, list);
  return jsonAs(read, (jsonOf) => {
    const one = ranges === undefined ? jsonOf(value) : { anyOf: [jsonOf(value), { type: 'string', pattern: '\\.\\.', description: 'A range: 1 B .. 4 MiB x2 doubles, 2 .. 16 +2 steps, ±3 behind it adds neighbours.' }] };
    return { anyOf: [{ type: 'array', minItems: 1, items: one }, one] };
  });
}

function expandItem(item: unknown, dimension: Dimension, complain: (text: string) => void): readonly unknown[] {
  if (typeof item !== 'string') return [item];
  const range = readRange(item, dimension);
  if (range === undefined) return [item];
  if (range.ok) return range.values;
  complain(range.message);
  return [];
}

const axes = record({
  path: axis(values.path).optional(),
  tool: axis(values.tool).optional(),
  placement: axis(values.placement).optional(),
  distribution: axis(values.distribution).optional(),
  ranks: axis(values.ranks, 'bytes').optional(),
  hosts: axis(values.hosts, 'bytes').optional(),
  size: axis(values.size, 'bytes').optional(),
  layer: axis(values.layer).optional(),
  vmsPerHost: axis(values.vmsPerHost, 'bytes').optional(),
  vnics: axis(values.vnics, 'bytes').optional(),
  nics: axis(values.nics, 'bytes').optional(),
  rails: axis(values.rails).optional(),
  pinning: axis(values.pinning).optional(),
  uplinks: axis(values.uplinks, 'bytes').optional(),
  benchmark: axis(values.benchmark).optional(),
  class: axis(values.class).optional(),
  collective: axis(values.collective).optional(),
  algorithm: axis(values.algorithm).optional(),
  decomposition: axis(values.decomposition).optional(),
  events: axis(values.events).optional(),
  recovery: axis(values.recovery).optional(),
  onNonConvergence: axis(values.onNonConvergence).optional(),
  scheduler: axis(values.scheduler).optional(),
  sharing: axis(values.sharing).optional(),
  mtbf: axis(values.mtbf).optional(),
  jobs: axis(values.jobs).optional(),
});

const point = record({
  path: values.path.optional(),
  tool: values.tool.optional(),
  placement: values.placement.optional(),
  distribution: values.distribution.optional(),
  ranks: values.ranks.optional(),
  hosts: values.hosts.optional(),
  size: values.size.optional(),
  layer: values.layer.optional(),
  vmsPerHost: values.vmsPerHost.optional(),
  vnics: values.vnics.optional(),
  nics: values.nics.optional(),
  rails: values.rails.optional(),
  pinning: values.pinning.optional(),
  uplinks: values.uplinks.optional(),
  benchmark: values.benchmark.optional(),
  class: values.class.optional(),
  collective: values.collective.optional(),
  algorithm: values.algorithm.optional(),
  decomposition: values.decomposition.optional(),
  events: values.events.optional(),
  recovery: values.recovery.optional(),
  onNonConvergence: values.onNonConvergence.optional(),
  scheduler: values.scheduler.optional(),
  sharing: values.sharing.optional(),
  mtbf: values.mtbf.optional(),
  jobs: values.jobs.optional(),
});

/** Defaults: no axes. */
export const sweepSchema = record({
  axes: axes.prefault({}),
  also: z.array(point).max(10_000).readonly().optional(),
  except: z.array(point).max(200).readonly().optional(),
}) satisfies z.ZodType<Sweep>;
