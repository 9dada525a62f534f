import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../experiment/index.ts';
import { sampleTexts } from '../experiment/testing/sample-texts.ts';
import { expand } from './expand.ts';
import { overPaths } from './over-paths.ts';
import { pathRequests } from './path-requests.ts';
import { relationOf } from './relation.ts';
import { answer } from './testing/test-models.ts';

function planSample(name: keyof typeof sampleTexts) {
  const { experiment, findings } = parseExperiment(sampleTexts[name]);
  expect(findings).toEqual([]);
  if (experiment === undefined) throw new Error('The sample has errors.');
  const plan = expand(experiment, answer(pathRequests(experiment)));
  expect(plan.findings).toEqual([]);
  expect(new Set(plan.entries.map(({ fingerprint }) => fingerprint)).size).toBe(plan.entries.length);
  return { ...plan, entries: plan.entries.map((entry) => ({ ...entry, input: overPaths(entry.input) })) };
}

describe('the samples', () => {
  it('streams: three paths, two tools', () => {
    const { axes, entries } = planSample('streams');
    expect(entries.length).toBe(3 * 2 * 5);
    expect(axes.map(({ name }) => name)).toEqual(['path', 'tool', 'replicate']);
  });

  it('advection: four placements, three paths, three distributions; 15, 7 or 1 of 15 operations cross hosts', () => {
    const { entries } = planSample('advection');
    expect(entries.length).toBe(4 * 3 * 3 * 5);
    const crossing = new Map(entries.map(({ factors, input }) => {
      const pairs = input.places.slice(1).map((place, index) => relationOf(place, input.places[index] ?? place));
      return [`${String(factors['placement'])}`, pairs.filter((relation) => relation === 'other-host').length];
    }));
    expect([...crossing]).toEqual([['inter', 15], ['hybrid', 7], ['intra-block', 1], ['intra-round-robin', 1]]);
    expect(entries.every(({ input }) => input.places.length === 16)).toBe(true);
  });

  it('scaling: three paths, four sizes, and native on four hosts', () => {
    const { axes, entries } = planSample('scaling');
    expect(entries.length).toBe((3 * 4 + 1) * 5);
    expect(axes.find(({ name }) => name === 'hosts')?.values).toEqual([2, 4]);
    expect(entries.at(-1)).toMatchObject({ factors: { path: 'native', ranks: 32, hosts: 4 }, input: { hosts: 4, platform: { network: { kind: 'switch' } } } });
  });

  it('ping-pong: two layers, sizes from 1 B to 4 MiB', () => {
    const { axes, entries } = planSample('pingPong');
    expect(entries.length).toBe(2 * 23 * 5);
    expect(axes.find(({ name }) => name === 'size')?.values.at(-1)).toBe(4_194_304);
    expect(entries[0]?.input.program.layer).toBe('raw');
  });

  it('rails: one NIC or two, of which a rank has one or stripes over both', () => {
    const { entries } = planSample('rails');
    expect(entries.length).toBe(3 * 3 * 2 * 5);
    const used = (path: string, nics: number, rails: string): number | undefined =>
      entries.find(({ factors }) => factors['path'] === path && factors['nics'] === nics && factors['rails'] === rails)?.input.places[0]?.vnics?.length;
    expect([used('sr-iov', 2, 'fixed'), used('sr-iov', 2, 'striped'), used('vfio-bypass', 2, 'striped'), used('vfio-bypass', 1, 'fixed')]).toEqual([1, 2, 2, undefined]);
  });

  it('VMs per host: the same ranks on the same cores, in ever more VMs', () => {
    const { entries } = planSample('vmsPerHost');
    const first = entries.filter(({ factors }) => factors['replicate'] === 1 && factors['path'] === 'sr-iov');
    expect(first.map(({ input }) => new Set(input.places.map(({ vm }) => vm)).size)).toEqual([2, 4, 8, 16]);
    expect(first.every(({ input }) => new Set(input.places.map(({ host, core }) => host * 8 + core)).size === 16)).toBe(true);
  });

  it('fat tree: one, two and four uplinks under four hosts', () => {
    const { entries } = planSample('fatTree');
    expect([...new Set(entries.map(({ input }) => input.platform.network.uplinksPerLeaf))]).toEqual([1, 2, 4]);
    expect(entries.every(({ input }) => input.platform.network.hostsPerLeaf === 4 && input.hosts === 16)).toBe(true);
  });
});
