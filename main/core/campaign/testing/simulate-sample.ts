import { readFileSync } from 'node:fs';
import type { CampaignInput, CampaignResult, RunResult } from '../../contract/index.ts';
import { createRun } from '../../engine/create-run.ts';
import { resolveBuiltIn } from '../../engine/testing/built-in-paths.ts';
import { parseExperiment } from '../../experiment/index.ts';
import { expand, pathRequests } from '../../plan/index.ts';

/** A campaign of a sample that was simulated. */
export interface SampleRun {
  readonly factors: Readonly<Record<string, string | number>>;
  readonly input: CampaignInput;
  readonly result: RunResult;
  readonly campaign: CampaignResult;
}

/** Simulates a sample's campaigns over the built-in paths; `change` edits its text before. */
export function simulateSample(name: string, change: (text: string) => string = (text) => text): readonly SampleRun[] {
  const { experiment, findings } = parseExperiment(change(readFileSync(new URL(`../../../../experiments/${name}.yaml`, import.meta.url), 'utf8')));
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  const plan = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
  return plan.entries.map(({ input, factors }): SampleRun => {
    const run = createRun(input);
    while (!run.advance(1_000_000));
    const outcome = run.outcome();
    if (!outcome.ok) throw new Error(outcome.failure.message);
    if (outcome.result.campaign === undefined || input.kernel !== 'campaign') throw new Error('This is no campaign.');
    return { factors, input, result: outcome.result, campaign: outcome.result.campaign };
  });
}
