import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CampaignInput, PlanEntry } from '../../core/contract/index.ts';
import { resolveBuiltIn } from '../../core/engine/testing/built-in-paths.ts';
import { parseExperiment } from '../../core/experiment/index.ts';
import { expand, pathRequests } from '../../core/plan/index.ts';
import { rateOfCampaigns, simulatedShares, timeCampaign, unremembered, type CampaignEntry } from './time-campaigns.ts';

const { experiment } = parseExperiment(readFileSync(new URL('../../../experiments/elastic.yaml', import.meta.url), 'utf8'));
if (experiment === undefined) throw new Error('The sample cannot be read.');
const elastic = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
const isCampaign = (entry: PlanEntry): entry is CampaignEntry => entry.input.kernel === 'campaign';
const entries = elastic.entries.filter(isCampaign);
const never = (): boolean => false;

describe('the time of campaigns', () => {
  it('is that of probes and of the days after them', async () => {
    const [{ input }] = entries;
    const time = await timeCampaign(input, never, 60_000);
    expect(time?.probeSeconds).toBeGreaterThan(0);
    expect(time?.daySeconds).toBeGreaterThanOrEqual(0);
  }, 60_000);

  it('is taken from probes that nobody can remember', () => {
    const [{ input }] = entries;
    const [one, other] = [unremembered(input), unremembered(input)];
    const seeds = [input, one, other].map(({ probes }) => probes.map((probe) => probe.input.seed).join());
    expect(new Set(seeds).size).toBe(3);
    expect({ ...one, probes: [] }).toEqual({ ...input, probes: [] });
  });

  it('is told from a beginning, and not at all from nothing', async () => {
    const [{ input }] = entries;
    expect((await timeCampaign(input, never, 1))?.probeSeconds ?? 1).toBeGreaterThan(0);
    expect(await rateOfCampaigns([], 2, never)).toBeUndefined();
    expect(await rateOfCampaigns(entries, 2, () => true)).toBeUndefined();
  });

  it('counts every campaign of the plan', async () => {
    const rate = await rateOfCampaigns(entries, 2, never);
    expect(rate?.units).toBe(entries.reduce((sum, { work }) => sum + work.stageVisits + 4 * work.messages, 0));
    expect(rate?.seconds).toBeGreaterThan(0);
  });
});

describe('probes that several campaigns have in common', () => {
  const campaign = (...seeds: readonly number[]): CampaignInput => ({ probes: seeds.map((seed) => ({ kinds: [0], input: { seed } })) }) as unknown as CampaignInput;

  it('are simulated once by each worker', () => {
    expect(simulatedShares([campaign(1), campaign(2)], 2)).toEqual([1, 1]);
    expect(simulatedShares(Array.from({ length: 8 }, () => campaign(1)), 2)).toEqual(Array.from({ length: 8 }, () => 0.25));
    expect(simulatedShares([campaign(1, 2), campaign(1, 3)], 1)).toEqual([0.75, 0.75]);
  });
});
