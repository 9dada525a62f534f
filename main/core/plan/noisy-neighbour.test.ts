import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Experiment, JobTime, RunResult } from '../contract/index.ts';
import { simulate } from '../engine/index.ts';
import { resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand } from './expand.ts';
import { overPaths } from './over-paths.ts';
import { pathRequests } from './path-requests.ts';

const text = readFileSync(new URL('../../../experiments/noisy-neighbour.yaml', import.meta.url), 'utf8');

function read(changed: string = text): Experiment {
  const { experiment, findings } = parseExperiment(changed);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  return { ...experiment, replicates: 1 };
}

/** Results by path and value of the axis `jobs`. */
function runs(experiment: Experiment): ReadonlyMap<string, RunResult> {
  const plan = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
  expect(plan.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  return new Map(plan.entries.map(({ factors, input }) => {
    const outcome = simulate(overPaths(input));
    if (!outcome.ok) throw new Error(outcome.failure.message);
    return [`${String(factors.path)} ${String(factors.jobs)}`, outcome.result] as const;
  }));
}

const job = (result: RunResult | undefined, id: string): JobTime => {
  const found = result?.jobs?.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no job ${id}.`);
  return found;
};
const halfRoundTrip = (result: RunResult | undefined): number => job(result, 'solver').metrics.halfRoundTrip?.value ?? NaN;

test('a neighbour never makes short messages faster, and costs most where a driver domain serves both tenants', () => {
  const results = runs(read());
  const paths = ['xen-bridged', 'virtio-net', 'sr-iov (same-nic, flavour ethernet-tcp)', 'sr-iov (same-nic)', 'vrdma'];
  expect([...results.keys()].sort()).toEqual(paths.flatMap((path) => [`${path} all`, `${path} solver`]).sort());
  const added = new Map(paths.map((path) => {
    const alone = results.get(`${path} solver`);
    const beside = results.get(`${path} all`);
    expect(job(beside, 'solver').p99LatencyNs).toBeGreaterThan(job(alone, 'solver').p99LatencyNs);
    // The stream outlasts it, so that all of it is measured beside the stream.
    expect(job(beside, 'backup').finishedNs).toBeGreaterThan(job(beside, 'solver').finishedNs);
    expect(job(beside, 'backup').metrics.goodput?.value).toBeLessThan(1.25e9);
    expect(job(beside, 'solver').messages).toBe(job(alone, 'solver').messages);
    expect(beside?.metrics['halfRoundTrip@solver']).toEqual(job(beside, 'solver').metrics.halfRoundTrip);
    return [path, halfRoundTrip(beside) - halfRoundTrip(alone)] as const;
  }));
  for (const ns of added.values()) expect(ns).toBeGreaterThan(0);
  const of = (path: string): number => added.get(path) ?? NaN;
  // One driver domain works through both tenants' segments; a function of one's own shares engines and the cable only.
  for (const path of paths.slice(2)) expect(of('xen-bridged')).toBeGreaterThan(of(path));
  expect(of('xen-bridged')).toBeGreaterThan(of('virtio-net'));
});

test('a neighbour on hosts of its own behind a switch that blocks nobody changes nothing', () => {
  const apart = text.replace('hosts: 2', 'hosts: 4').replace('  - id: solver', '  - id: solver\n    hosts: [0, 1]').replace('  - id: backup', '  - id: backup\n    hosts: [2, 3]').replace('{ compute: 1 %, startSkewNs: 20 us, service: 2 % }', '{ compute: 0, startSkewNs: 0, service: 0 }').replace('512 MiB', '32 MiB');
  const results = runs(read(apart));
  expect(results.size).toBe(10);
  for (const path of ['xen-bridged', 'virtio-net', 'sr-iov (same-nic)', 'vrdma']) {
    expect(job(results.get(`${path} all`), 'solver')).toEqual(job(results.get(`${path} solver`), 'solver'));
  }
});
