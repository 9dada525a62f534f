import { expect, test } from 'vitest';
import type { RunInput, RunResult } from '../contract/index.ts';
import { simulate } from '../engine/index.ts';
import { resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand } from './expand.ts';
import { overPaths } from './over-paths.ts';
import { pathRequests } from './path-requests.ts';

const document = (parts: { readonly axes: string; readonly events: string; readonly manager: string }): string => `
name: events
cluster: { hosts: 3, host: { cores: 8 } }
jobs:
  - id: near
    hosts: [0, 1]
    vms: { vcpus: 2, memoryMiB: 64 }
    workload: { kind: osu, iterations: 20000, warmup: 0 }
  - id: far
    hosts: [0, 1]
    vms: { vcpus: 2, memoryMiB: 64 }
    ranks: 4
    workload: { kind: stencil-2d, grid: 512x512, iterations: 1500 }
sweep: { axes: { ${parts.axes} } }
replicates: 1
events: [${parts.events}]
manager: { ${parts.manager} }
`;

function runs(text: string): readonly { readonly factors: Readonly<Record<string, string | number>>; readonly input: RunInput; readonly result: RunResult }[] {
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  const plan = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
  expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return plan.entries.map(({ factors, input }) => {
    const outcome = simulate(overPaths(input));
    if (!outcome.ok) throw new Error(outcome.failure.message);
    return { factors, input: overPaths(input), result: outcome.result };
  });
}

test('a VM of one of two jobs moves to a spare host: both jobs deliver what they deliver without it, and only its own job stands still', () => {
  const all = runs(document({ axes: 'path: [vrdma, virtio-net], events: [without, with]', events: '{ kind: migrate, atNs: 10 ms, vm: 3, to: 2 }', manager: 'migration: { link: separate, channel: rdma, setupNs: 1 ms }' }));
  for (const path of ['vrdma', 'virtio-net']) {
    const [without, moved] = ['without', 'with'].map((events) => all.find(({ factors }) => factors.path === path && factors.events === events)?.result);
    expect(moved?.incidents).toMatchObject([{ kind: 'migration', vm: 3 }]);
    expect(moved?.metrics.downtime?.value).toBeGreaterThan(0);
    expect(moved?.traffic).toEqual(without?.traffic);
    const messages = (result: RunResult | undefined): unknown => result?.jobs?.map((job) => [job.id, job.messages]);
    expect(messages(moved)).toEqual(messages(without));
    expect(moved?.ranks.map(({ pausedNs = 0 }) => pausedNs > 0)).toEqual([false, false, false, true, false, true]);
  }
});

test('events of a job that is left out do not happen; VMs keep their numbers', () => {
  const [all, near, far] = runs(document({ axes: 'path: [vrdma], jobs: [all, near, far]', events: '{ kind: migrate, atNs: 10 ms, vm: 3, to: 2 }, { kind: snapshot, atNs: 1 ms, vms: [0, 2] }', manager: 'migration: { setupNs: 1 ms }' }));
  expect(all?.input.events).toMatchObject([{ kind: 'migrate' }, { kind: 'snapshot', vms: [0, 2] }]);
  expect(near?.input.events).toEqual([{ kind: 'snapshot', atNs: 1e6, vms: [0] }]);
  expect(far?.input.events).toMatchObject([{ kind: 'migrate', vm: 3 }, { kind: 'snapshot', vms: [2] }]);
  expect(far?.result.incidents?.length).toBe(2);
});
