import type { ResourceSum, ResourceTime } from '../contract/index.ts';

/** One row per resource, the busiest first. */
export function resourceSums(resources: readonly ResourceTime[]): readonly ResourceSum[] {
  const groups = new Map<string, ResourceTime[]>();
  for (const entry of resources) {
    const group = groups.get(entry.resource);
    if (group === undefined) groups.set(entry.resource, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map((group): ResourceSum => {
    const mean = (read: (entry: ResourceTime) => number): number => group.reduce((sum, entry) => sum + read(entry), 0) / group.length;
    const polling = group.reduce((sum, entry) => sum + (entry.pollingNs ?? 0), 0) / Math.max(1, group.reduce((sum, entry) => sum + entry.busyNs, 0));
    const busiest = group.reduce((best, entry) => (entry.utilisation > best.utilisation ? entry : best));
    return {
      resource: busiest.resource, title: busiest.title, instances: group.length,
      meanUtilisation: mean((entry) => entry.utilisation), busiestUtilisation: busiest.utilisation, busiestInstance: busiest.instance,
      meanQueue: mean((entry) => entry.meanQueue), longestQueue: group.reduce((most, entry) => Math.max(most, entry.longestQueue), 0),
      visits: group.reduce((sum, entry) => sum + entry.visits, 0), ...(polling > 0 ? { pollingShare: polling } : {}),
    };
  }).sort((a, b) => b.busiestUtilisation - a.busiestUtilisation);
}
