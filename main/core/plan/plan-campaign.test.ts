import { describe, expect, it } from 'vitest';
import type { CampaignInput, Plan } from '../contract/index.ts';
import { createRun } from '../engine/create-run.ts';
import { resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand } from './expand.ts';
import { pathRequests } from './path-requests.ts';

function planOf(text: string): { readonly plan: Plan; readonly inputs: readonly CampaignInput[] } {
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  const plan = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
  return { plan, inputs: plan.entries.map(({ input }) => { if (input.kernel !== 'campaign') throw new Error('no campaign'); return input; }) };
}

const document = (over: { readonly path?: string; readonly campaign?: string; readonly rest?: string; readonly job?: string }): string => `
name: days
cluster: { hosts: 4, nic: { linkBitsPerSecond: 10 Gb/s, mtuBytes: 9000 }, network: { kind: switch } }
jobs:
  - { id: solver, ranks: 8, paths: ${over.path ?? '{ id: vrdma, preset: same-nic }'}, vms: { vcpus: 4, memoryMiB: 2 GiB }, workload: { kind: stencil-3d, grid: 32x32x32, iterations: 2 } }
${over.job ?? ''}
campaign:
  tenants:
    - { id: a, job: solver, hosts: 2, repeats: 1000, arrivals: { kind: at, ns: [0, 1 s] }, resizes: [{ atShare: 50 %, hosts: 4 }] }
${over.campaign ?? ''}
${over.rest ?? ''}
replicates: 2
`;

const failing = '  failures: { mtbfNs: 1 h, predictor: { recall: 0.5, precision: 0.5, leadNs: 1 min } }\n  snapshotEveryNs: daly';

describe('the plan of a campaign', () => {
  it('probes each kind of job alone on its hosts, with its ranks per host, on a cluster just large enough', () => {
    const { plan, inputs: [input, second] } = planOf(document({}));
    expect(plan.findings).toEqual([]);
    expect(input.kinds).toEqual([{ job: 'solver', hosts: 2, ranks: 8 }, { job: 'solver', hosts: 4, ranks: 16 }]);
    expect(input.sizes).toEqual([[{ hosts: 2, kind: 0 }, { hosts: 4, kind: 1 }]]);
    expect(input.probes.map(({ kinds, input: probe }) => [kinds, probe.hosts, probe.places.length])).toEqual([[[0], 2, 8], [[1], 4, 16]]);
    // Replicates have probes of their own seeds.
    expect(input.probes[0].input.seed).not.toBe(second.probes[0].input.seed);
    expect(plan.entries[0].work.messages).toBeGreaterThan(0);
  });

  it('probes jobs beside each other where hosts are shared, fewer first', () => {
    const { inputs: [input] } = planOf(document({ campaign: '  sharing: shared' }));
    expect(input.probes.map(({ kinds }) => kinds)).toEqual([[0], [1], [0, 0], [0, 1], [1, 1]]);
    expect(input.probes[3].input.jobs?.map(({ ranks, vms }) => [ranks, vms.length])).toEqual([[8, 2], [16, 4]]);
  });

  it('has points for each scheduler, sharing, failure rate and recovery, as factors', () => {
    const { plan, inputs } = planOf(document({ campaign: failing, rest: 'sweep: { axes: { scheduler: [fifo, gang], sharing: [exclusive, shared], mtbf: [1 h, 10 h], recovery: [reactive, proactive] } }' }));
    expect(plan.entries.length).toBe(16 * 2);
    expect(plan.entries.at(-1)?.factors).toEqual({ path: 'vrdma', scheduler: 'gang', sharing: 'shared', mtbf: 36_000e9, recovery: 'proactive', replicate: 2 });
    expect(inputs.at(-1)).toMatchObject({ campaign: { scheduler: { kind: 'gang' }, sharing: 'shared', failures: { mtbfNs: 36_000e9 } }, recovery: { kind: 'proactive' } });
    expect(new Set(plan.entries.map(({ fingerprint }) => fingerprint)).size).toBe(32);
  });

  it('knows what moving and saving costs a path that can', () => {
    const { plan, inputs: [{ costs: [two, four] }] } = planOf(document({ campaign: failing, rest: 'manager: { recovery: { kind: proactive } }' }));
    expect(plan.findings).toEqual([]);
    // All touched memory of one VM over a TCP channel at least, and the pauses of the device besides.
    expect(two.migration?.totalNs).toBeGreaterThan(256 * 1_048_576 * 8 / 10);
    expect(two.migration?.downtimeNs).toBeLessThan(two.migration?.totalNs ?? 0);
    // Twice as many VMs, each with its system.
    expect((four.snapshot?.totalNs ?? 0) / (two.snapshot?.totalNs ?? 1)).toBeGreaterThan(1.8);
  });

  it('says of a path that can neither move nor be saved what that means, and names one that can', () => {
    const { plan, inputs: [{ costs: [cost], notes }] } = planOf(document({ path: '{ id: passthrough, preset: same-nic }', campaign: failing, rest: 'manager: { recovery: { kind: proactive } }' }));
    expect([cost.migration, cost.snapshot]).toEqual([undefined, undefined]);
    expect(plan.findings.map(({ severity, path, message, hint }) => `${severity} ${path}: ${message} ${hint ?? ''}`)).toEqual([
      'note jobs[0].paths: Job solver: VMs with a device of passthrough cannot move, so its recovery is reactive, warnings or not. Use vrdma, virtio-net or xen-bridged, or sr-iov with a fallback (xen-bridged).',
      'note jobs[0].paths: Job solver: VMs with a device of passthrough cannot be saved, so after a failure it starts from the beginning. Use vrdma, virtio-net or xen-bridged.',
    ]);
    expect(notes.length).toBe(2);
  });

  it('is refused where a job cannot run, at the field that says so', () => {
    const { plan } = planOf(document({ path: '{ id: inter-vm-shm }' }));
    expect(plan.entries).toEqual([]);
    expect(plan.findings[0]).toMatchObject({ severity: 'error', path: 'jobs[0].paths' });
  });

  it('runs, and its result says which runs gave the speeds; a run that cannot end is a failure of the campaign', () => {
    const { inputs: [input] } = planOf(document({ campaign: failing }));
    const end = (each: CampaignInput) => {
      const run = createRun(each);
      let last = 0;
      while (!run.advance(500)) {
        expect(run.progress).toBeGreaterThanOrEqual(last);
        last = run.progress;
      }
      return run.outcome();
    };
    const outcome = end(input);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    expect(outcome.result.campaign?.basis.length).toBeGreaterThan(2);
    expect(outcome.result.campaign?.speeds.map(({ hosts }) => hosts)).toEqual([2, 4]);
    expect(outcome.result.metrics.timeToSolution.value).toBeGreaterThan(0);
    // Remembered probes give the same bytes.
    expect(JSON.stringify(end(input))).toBe(JSON.stringify(outcome));
    const stuck: CampaignInput = { ...input, probes: input.probes.map((probe) => ({ ...probe, input: { ...probe.input, program: { layer: 'mpi', ranks: probe.input.program.ranks.map((): [{ op: 'receive'; from: number; bytes: number; tag: number }] => [{ op: 'receive', from: 0, bytes: 1, tag: 0 }]) } } })) };
    expect(end(stuck)).toMatchObject({ ok: false, failure: { kind: 'deadlock', message: expect.stringMatching(/^The run that gives the speed of solver failed: /) as string } });
    expect(end({ ...input, probes: input.probes.slice(0, 1) })).toMatchObject({ ok: false, failure: { kind: 'invalid-input', message: 'No run gives the speed of solver.' } });
  });
});
