import type { PlanPreview } from '../../main/core/contract/index.ts';
import { formatNumber } from '../../main/core/charts/index.ts';
import { sortedFactors } from '../../main/core/compare/index.ts';
import { formatDuration, plural } from './words.ts';

const axisNouns: Readonly<Record<string, readonly [string, string]>> = {
  path: ['path', 'paths'], tool: ['tool', 'tools'], placement: ['placement', 'placements'], distribution: ['distribution', 'distributions'],
  ranks: ['rank count', 'rank counts'], hosts: ['host count', 'host counts'], size: ['size', 'sizes'], layer: ['layer', 'layers'],
  vmsPerHost: ['VM count', 'VM counts'], vnics: ['vNIC count', 'vNIC counts'], nics: ['NIC count', 'NIC counts'], rails: ['rail policy', 'rail policies'],
  pinning: ['pinning', 'pinnings'], uplinks: ['uplink count', 'uplink counts'], replicate: ['replicate', 'replicates'],
  events: ['choice of events', 'choices of events'], recovery: ['recovery', 'recoveries'], mtbf: ['MTBF', 'MTBFs'], sharing: ['way to share', 'ways to share'], jobs: ['choice of jobs', 'choices of jobs'], onNonConvergence: ['answer to non-convergence', 'answers to non-convergence'],
};

/**
 * `180 runs = 3 paths × 4 placements × 5 replicates`. Where points were added, left out, or need one replicate only, the
 * product is not the count; then it reads `170 runs from 3 paths × …`.
 */
export function planCount(preview: PlanPreview): string {
  const replicates = preview.experiment?.replicates ?? 1;
  const counts = new Map(preview.axes.filter((axis) => axis.name !== 'replicate' && axis.values.length > 0).map((axis) => [axis.name, axis.values.length]));
  const axes = sortedFactors(counts.keys()).map((name) => ({ name, count: counts.get(name) ?? 1 }));
  const factors = [...axes, ...(replicates > 1 ? [{ name: 'replicate', count: replicates }] : [])];
  const runs = plural(preview.count, 'run');
  if (factors.length === 0) return runs;
  const product = factors.reduce((total, factor) => total * factor.count, 1);
  const words = factors.map(({ name, count }) => {
    const [one, many] = axisNouns[name] ?? [name, `${name}s`];
    return `${formatNumber(count, 1)} ${count === 1 ? one : many}`;
  });
  return `${runs} ${product === preview.count ? '=' : 'from'} ${words.join(' × ')}`;
}

/** `about 40 s on 2 workers`; nothing where everything is known. */
export function planTime(preview: PlanPreview, workers: number): string {
  if (preview.count > 0 && preview.reused >= preview.count) return 'nothing to simulate';
  const seconds = preview.estimateSeconds;
  return `${seconds < 1 ? 'less than 1 s' : `about ${formatDuration(seconds)}`} on ${plural(workers, 'worker')}`;
}
