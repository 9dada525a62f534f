import { describe, expect, it } from 'vitest';
import type { ResolvedTrace } from '../contract/index.ts';
import { defaultLoggops } from '../engine/loggops/index.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand } from './expand.ts';
import { fingerprint } from './fingerprint.ts';
import { pathRequests } from './path-requests.ts';
import { answer } from './testing/test-models.ts';

const advection = 'name: test\njobs:\n  - vms: { perHost: 4, vcpus: 2 }\n    paths: native\n    workload: { kind: advection, steps: 4 }\nreplicates: 2\n';
const ofTrace = 'name: test\njobs:\n  - vms: { perHost: 4, vcpus: 2 }\n    paths: native\n    workload: { kind: trace, file: ring.goal }\nreplicates: 1\n';

function trace(facts: Partial<ResolvedTrace['facts']> = {}): ResolvedTrace {
  return {
    format: 'goal', file: 'ring.goal',
    facts: { format: 'goal', sha256: 'a'.repeat(64), ranks: 4, bytes: 1, operations: 8, messages: 4, payloadBytes: 32, processors: 1, interfaces: 1, sizes: [[8, 4]], ...facts },
  };
}

function plan(text: string, traces: readonly ResolvedTrace[] = []) {
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  const requests = pathRequests(experiment);
  return { ...expand(experiment, answer(requests), traces), requests };
}

describe('the LogGOPS model in a plan', () => {
  it('stands beside data paths on the axis, asks for no model and is simulated once', () => {
    const { entries, axes, requests } = plan(`${advection}sweep: { axes: { path: [native, loggops] } }`);
    expect(requests.map(({ choice }) => choice.id)).toEqual(['native']);
    expect(axes[0]).toEqual({ name: 'path', values: ['native', 'loggops'] });
    expect(entries.map(({ factors, input, plugins }) => [factors['path'], factors['replicate'], input.kernel, plugins.length])).toEqual([['native', 1, undefined, 1], ['native', 2, undefined, 1], ['loggops', 1, 'loggops', 0]]);
    expect(entries[2]?.input).toMatchObject({ loggops: defaultLoggops, ranks: 16, seed: 0, workloadKind: 'advection' });
    expect(entries[2]?.work.messages).toBe(entries[0]?.work.messages);
    for (const entry of entries) expect(entry.fingerprint).toBe(fingerprint(entry.input));
  });

  it('reads parameters with and without units, fractions of G among them, and tells them apart', () => {
    const { entries, axes } = plan(`${advection}sweep: { axes: { path: [loggops, { id: loggops, config: { L: 1.5 us, o: 300, g: 0, G: 0.25, O: 0, S: 64 KiB } }] } }`);
    expect(entries.map(({ input }) => input.kernel === 'loggops' && input.loggops)).toEqual([defaultLoggops, { L: 1500, o: 300, g: 0, G: 0.25, O: 0, S: 65_536 }]);
    expect(axes[0]?.values[1]).toContain('G 0.25');
    expect(entries[0]?.fingerprint).not.toBe(entries[1]?.fingerprint);
  });

  it('is one run wherever the ranks are placed', () => {
    const { entries } = plan(`${advection}sweep: { axes: { path: [loggops], placement: [inter, hybrid] } }`);
    expect(new Set(entries.map((entry) => entry.fingerprint)).size).toBe(1);
  });

  it.each<[string, string, string, string]>([
    ['a name', 'sweep: { axes: { path: [{ id: loggops, config: { l: 5 } }] } }', 'sweep.axes.path[0].config.l', 'no option "l"'],
    ['a sign', 'sweep: { axes: { path: [{ id: loggops, config: { L: -1 } }] } }', 'sweep.axes.path[0].config.L', 'at least 0'],
    ['a fraction of S', 'sweep: { axes: { path: [{ id: loggops, config: { S: 0.5 } }] } }', 'sweep.axes.path[0].config.S', 'whole number'],
    ['a unit', 'sweep: { axes: { path: [{ id: loggops, config: { L: 5 KiB } }] } }', 'sweep.axes.path[0].config.L', '"KiB" is not a unit'],
    ['a preset', 'sweep: { axes: { path: [{ id: loggops, preset: fast }] } }', 'sweep.axes.path[0].preset', 'no preset "fast"'],
  ])('says what is wrong with %s', (_, sweep, path, message) => {
    expect(plan(`${advection}${sweep}`)).toMatchObject({ entries: [], findings: [{ severity: 'error', path, message: expect.stringContaining(message) as string }] });
  });

  it('refuses other paths beside it', () => {
    expect(plan(advection.replace('paths: native', 'paths: { sameHost: native, otherHost: loggops }'))).toMatchObject({ entries: [], findings: [{ severity: 'error', path: 'jobs[0].paths' }] });
  });
});

describe('traces in a plan', () => {
  it('have their ranks and are named by their content', () => {
    const { entries, findings } = plan(`${ofTrace}sweep: { axes: { path: [native, loggops] } }`, [trace()]);
    expect(findings).toEqual([]);
    expect(entries.map(({ input, work }) => [input.trace, work.messages])).toEqual([0, 1].map(() => [{ format: 'goal', sha256: 'a'.repeat(64), ranks: 4 }, 4]));
    expect(entries[0]?.input.kernel === undefined && entries[0].input.places.length).toBe(4);
    const changed = plan(`${ofTrace}sweep: { axes: { path: [native, loggops] } }`, [trace({ sha256: 'b'.repeat(64) })]);
    expect(changed.entries.map((entry) => entry.fingerprint)).not.toEqual(entries.map((entry) => entry.fingerprint));
    expect(new Set([...changed.entries, ...entries].map((entry) => entry.fingerprint)).size).toBe(4);
  });

  it('contradict a document that has other ranks', () => {
    expect(plan(ofTrace.replace('paths', 'ranks: 6\n    paths'), [trace()])).toMatchObject({ entries: [], findings: [{ severity: 'error', path: 'jobs[0].ranks', message: 'The trace has 4 ranks, not 6.' }] });
    const list = ofTrace.replace('paths', 'placement: [{ host: 0, vm: 0 }]\n    paths');
    expect(plan(list, [trace()])).toMatchObject({ entries: [], findings: [{ severity: 'error', path: 'jobs[0].placement' }] });
    expect(plan(ofTrace)).toMatchObject({ entries: [], findings: [{ severity: 'error', path: 'jobs[0].workload.file' }] });
  });

  it('must fit the machines', () => {
    expect(plan(ofTrace.replace('native', 'xen-bridged'), [trace({ ranks: 64 })]).findings).toMatchObject([{ severity: 'error', path: 'jobs[0].ranks', message: expect.stringContaining('ranks on 2 vCPUs') as string }]);
  });

  it('run without other jobs', () => {
    const two = ofTrace.replace('  - vms', '  - { id: other, ranks: 2, vms: { vcpus: 2 }, paths: native, workload: { kind: collective } }\n  - vms');
    expect(plan(two, [trace()])).toMatchObject({ entries: [], findings: [{ severity: 'error', path: 'jobs[1].workload', message: expect.stringContaining('A trace cannot run beside other jobs') as string }] });
  });

  it('with several processors are noted over a data path and exact under the model', () => {
    const { findings } = plan(`${ofTrace}sweep: { axes: { path: [native] } }`, [trace({ processors: 2 })]);
    expect(findings).toMatchObject([{ severity: 'note', path: 'jobs[0].workload.file' }]);
    expect(plan(`${ofTrace}sweep: { axes: { path: [loggops] } }`, [trace({ processors: 2 })]).findings).toEqual([]);
  });
});
