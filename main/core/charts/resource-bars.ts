import type { ChartSpec, RunResult } from '../contract/index.ts';
import { formatShort } from './units.ts';

/** Utilisation of the busiest `limit` resources: mean and busiest instance, percent. */
export function resourceBars(result: RunResult, limit = 12): ChartSpec {
  const groups = new Map<string, { title: string; values: number[] }>();
  for (const row of result.resources) {
    const group = groups.get(row.resource) ?? { title: row.title, values: [] };
    group.values.push(row.utilisation * 100);
    groups.set(row.resource, group);
  }
  const rows = [...groups.values()]
    .map((group) => ({
      title: group.values.length === 1 ? group.title : `${group.title} (${group.values.length})`,
      mean: group.values.reduce((sum, value) => sum + value, 0) / group.values.length,
      busiest: group.values.reduce((most, value) => Math.max(most, value), 0),
    }))
    .sort((left, right) => right.busiest - left.busiest)
    .slice(0, limit);
  const top = rows[0];
  return {
    kind: 'bars',
    title: 'Utilisation of resources',
    finding: top === undefined ? 'No resource was used.' : `The busiest is ${top.title} with ${formatShort(top.busiest)} % on its busiest instance.`,
    x: { title: 'resource', scale: 'category', categories: rows.map((row) => row.title) },
    y: { title: 'utilisation', unit: '%', scale: 'linear' },
    series: [
      { label: 'busiest instance', style: 'value-1', points: rows.map((row, x) => ({ x, y: row.busiest })) },
      ...(rows.every((row) => row.mean === row.busiest) ? [] : [{ label: 'mean over instances', style: 'neutral', points: rows.map((row, x) => ({ x, y: row.mean })) }]),
    ],
  };
}
