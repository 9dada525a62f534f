import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { formatExperiment, parseExperiment } from '../experiment/index.ts';
import { sweepPoints } from '../experiment/sweep-points.ts';
import { expand } from './expand.ts';
import { pathRequests } from './path-requests.ts';

const folder = new URL('../../../experiments/', import.meta.url);
const texts = readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);

describe.each(texts)('the sample %s', (file, text) => {
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));

  it('has no finding, asks something, is named like its file and listed in the README', () => {
    // One is about a crowded host, which the lab warns of.
    expect(findings.filter(({ path }) => file !== 'load-balancing.yaml' || path !== 'jobs[0].vms')).toEqual([]);
    expect(experiment.question).toMatch(/\?$/);
    expect(`${experiment.name}.yaml`).toBe(file);
    expect(readFileSync(new URL('README.md', folder), 'utf8')).toContain(`\`${experiment.name}\``);
    expect(parseExperiment(formatExperiment(experiment)).experiment).toEqual(experiment);
  });

  // A trace is read from the disk by the host: the command line's tests plan those.
  if (experiment.jobs.some(({ workload }) => workload.kind === 'trace')) return;
  it('plans all its runs over the built-in paths, each a different one', () => {
    const plan = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
    // A sample may show what a path warns of; it may not ask for runs that cannot be.
    expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(new Set(plan.entries.map(({ fingerprint }) => fingerprint)).size).toBe(plan.entries.length);
    const points = sweepPoints(experiment.sweep).length;
    // One shows what is left out because its path cannot move a VM.
    const leftOut = new Set(plan.leftOut?.map(({ factors }) => JSON.stringify(factors)));
    expect(leftOut.size).toBe(file === 'migration-refused.yaml' ? 1 : 0);
    expect(plan.entries.length).toBe((points - leftOut.size) * experiment.replicates);
    // Nobody waits for a sample: about a million messages a run at most.
    for (const { work, factors } of plan.entries) expect([work.messages < 1.2e6, factors]).toEqual([true, factors]);
  });
});
