import type { PathModel } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../contract/index.ts';
import { parseExperiment } from '../experiment/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { expand } from './expand.ts';
import { fingerprint } from './fingerprint.ts';
import { overPaths } from './over-paths.ts';
import { pathRequests } from './path-requests.ts';
import { replicateSeed } from './seed.ts';
import { sha256 } from './sha256.ts';
import { answer } from './testing/test-models.ts';

const cluster = 'cluster: { nic: { mtuBytes: 9000 } }';
const advection = `name: test\n${cluster}\njobs:\n  - vms: { perHost: 4, vcpus: 2 }\n    paths: xen-bridged\n    workload: { kind: advection, steps: 4 }\n`;

function read(text: string): Experiment {
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  return experiment;
}

function plan(text: string, changes: Readonly<Record<string, Partial<PathModel>>> = {}) {
  const experiment = read(text);
  const made = expand(experiment, answer(pathRequests(experiment), changes));
  return { ...made, entries: made.entries.map((entry) => ({ ...entry, input: overPaths(entry.input) })) };
}

describe('pathRequests', () => {
  it('asks for every path once, with the platform', () => {
    const requests = pathRequests(read(`${advection}sweep: { axes: { path: [native, sr-iov], ranks: [2, 4] }, also: [{ path: { id: sr-iov, preset: fast } }, { placement: hybrid }] }`));
    expect(requests.map(({ choice }) => choice)).toEqual([{ id: 'native' }, { id: 'sr-iov' }, { id: 'sr-iov', preset: 'fast' }, { id: 'xen-bridged' }]);
    expect(requests.map(({ at }) => at)).toEqual(['sweep.axes.path[0]', 'sweep.axes.path[1]', 'sweep.also[0].path', 'jobs[0].paths.otherHost']);
    expect(requests[0]?.platform).toMatchObject({ host: { cores: 8 }, nic: { mtuBytes: 9000 }, network: { kind: 'back-to-back' } });
    expect(JSON.parse(requests[0]?.key ?? '')).toEqual({ choice: { id: 'native' }, platform: requests[0]?.platform });
  });
});

describe('expand', () => {
  it('takes the product in the order of the axes, replicates innermost, less except, plus also', () => {
    const { entries, axes, findings } = plan(`${advection}replicates: 2\nsweep:\n  axes: { ranks: [4, 2], path: [native, sr-iov] }\n  except: [{ ranks: 2, path: native }]\n  also: [{ placement: hybrid, ranks: 16 }]\n`);
    expect(findings).toEqual([]);
    expect(entries.map(({ factors }) => Object.values(factors).join(' '))).toEqual([
      '4 native inter 1', '4 native inter 2', '4 sr-iov inter 1', '4 sr-iov inter 2', '2 sr-iov inter 1', '2 sr-iov inter 2', '16 xen-bridged hybrid 1', '16 xen-bridged hybrid 2',
    ]);
    expect(axes).toEqual([
      { name: 'ranks', values: [4, 2, 16] }, { name: 'path', values: ['native', 'sr-iov', 'xen-bridged'] }, { name: 'placement', values: ['inter', 'hybrid'] }, { name: 'replicate', values: [1, 2] },
    ]);
  });

  it('puts the values of a point into the input', () => {
    const { entries } = plan(`${advection}replicates: 1\nsweep: { axes: { placement: [hybrid], ranks: [16], distribution: [1xNx1], path: [sr-iov] } }`);
    const input = entries[0]?.input;
    expect(input).toMatchObject({ hosts: 2, workloadKind: 'advection', seed: replicateSeed(1, 1), models: { otherHost: { id: 'sr-iov' }, sameHost: { id: 'sr-iov' } } });
    expect(input?.models.sameVm).toBeUndefined();
    expect(input?.places.slice(0, 4)).toEqual([{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 0, core: 1 }, { host: 1, vm: 4, core: 0 }, { host: 1, vm: 4, core: 1 }]);
    expect(input?.program.ranks[3]).toMatchObject([{ op: 'loop', count: 4, body: [{ op: 'receive', from: 2 }, { op: 'pack' }, { op: 'compute' }, { op: 'pack' }, { op: 'send', to: 4 }] }]);
  });

  it('keeps the rule for one VM when the path is swept, and names two paths as one factor', () => {
    const own = advection.replace('xen-bridged', '{ sameVm: inter-vm-shm, sameHost: inter-vm-shm, otherHost: sr-iov }');
    const swept = plan(`${own}replicates: 1\nsweep: { axes: { path: [xen-bridged] } }`).entries[0];
    expect([swept?.input.models.sameVm?.id, swept?.input.models.sameHost.id, swept?.factors['path']]).toEqual(['inter-vm-shm', 'xen-bridged', 'xen-bridged']);
    const entry = plan(`${own}replicates: 1\n`).entries[0];
    expect([entry?.factors['path'], entry?.plugins.map(({ id }) => id)]).toEqual(['sr-iov + inter-vm-shm', ['sr-iov', 'inter-vm-shm']]);
  });

  it('tells two configurations of one path apart', () => {
    const { axes } = plan(`${advection}replicates: 1\nsweep: { axes: { path: [sr-iov, { id: sr-iov, preset: slow }, { id: sr-iov, config: { size: 2 } }, native] } }`);
    expect(axes[0]?.values).toEqual(['sr-iov', 'sr-iov (slow)', 'sr-iov (size 2)', 'native']);
  });

  it('seats native ranks on the cores they would have in VMs, a host as one VM', () => {
    const [native, virtual] = plan(`${advection}replicates: 1\nsweep: { axes: { path: [native, sr-iov] } }`).entries;
    expect(native?.input.places.map(({ core }) => core)).toEqual(virtual?.input.places.map(({ core }) => core));
    expect(new Set(native?.input.places.map(({ host, vm }) => vm - host))).toEqual(new Set([0]));
  });

  it('runs a stream per VM, one without VMs, and as many as the document says', () => {
    const text = `name: test\n${cluster}\nreplicates: 1\njobs: [{ vms: { perHost: 4 }, workload: { kind: streams } }]\nsweep: { axes: { path: [native, sr-iov], tool: [netperf, iperf] } }`;
    expect(plan(text).entries.map(({ input }) => input.places.length)).toEqual([2, 2, 8, 8]);
    expect(plan(text).entries.map(({ input }) => JSON.stringify(input.program.ranks[0]).match(/"bytes":(\d+)/)?.[1])).toEqual(['16384', '131072', '16384', '131072']);
    expect(plan(text.replace('streams }', 'streams, streams: 3 }')).entries.map(({ input }) => input.places.length)).toEqual([6, 6, 6, 6]);
    expect(plan(text).entries[2]?.input.places.map(({ vm }) => vm)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('takes lists of places, and refuses those that a point does not have', () => {
    const list = '[{ host: 0, vm: 0 }, { host: 0, vm: 2 }, { host: 1, vm: 1 }, { host: 1, vm: 1 }]';
    const text = `name: test\n${cluster}\nreplicates: 1\njobs: [{ vms: { perHost: 4 }, placement: ${list}, workload: { kind: streams, streams: 2 } }]\nsweep: { axes: { path: [native, sr-iov] } }`;
    expect(plan(text).entries.map(({ input }) => input.places.map(({ host, core }) => `${String(host)}${String(core)}`).join(' '))).toEqual(['00 04 12 13', '00 04 12 13']);
    const one = advection.replace('paths', `ranks: 4\n    placement: ${list}\n    paths`);
    expect(plan(`${one}sweep: { axes: { hosts: [1, 2] } }`)).toMatchObject({ findings: [{ path: 'jobs[0].ranks', message: 'Rank 2 is placed on a host or VM that this point of the sweep does not have.' }] });
  });

  it('simulates what is not random once, under one seed', () => {
    const quiet = `${advection}noise: { compute: 0, startSkewNs: 0, service: 0 }\n`;
    const { entries, findings } = plan(quiet);
    expect([entries.length, entries[0]?.input.seed]).toEqual([1, 0]);
    expect(findings).toMatchObject([{ severity: 'note', path: 'replicates' }]);
    const jitter: Partial<PathModel> = { otherHost: { send: [{ kind: 'delay', id: 'a', title: 'a', executor: 'wire', cost: { fixedNs: 5, jitter: 0.1 } }], receive: [] } };
    expect(plan(quiet, { 'xen-bridged': jitter }).entries.length).toBe(5);
  });

  it('draws again for every replicate where the workload varies, noise or not', () => {
    const quiet = `name: test\n${cluster}\nnoise: { compute: 0, startSkewNs: 0, service: 0 }\njobs:\n  - vms: { perHost: 4, vcpus: 2 }\n    paths: xen-bridged\n    workload: { kind: manager-worker, tasks: 9, variation: exponential }\n`;
    expect(new Set(plan(quiet).entries.map(({ input }) => ('seed' in input ? input.seed : 0))).size).toBe(5);
    expect(plan(quiet.replace('exponential', 'none')).entries.length).toBe(1);
  });

  it('says at the field or the axis what a workload cannot do', () => {
    const text = (workload: string, sweep: string): string => `name: test\n${cluster}\nreplicates: 1\njobs: [{ ranks: 12, vms: { perHost: 4, vcpus: 2 }, paths: native, workload: { ${workload} } }]\nsweep: { axes: { ${sweep} } }`;
    const found = (workload: string, sweep = ''): readonly string[] => plan(text(workload, sweep)).findings.map(({ path, message }) => `${path}: ${message}`);
    expect(found('kind: stencil-2d, decomposition: 5x3')).toEqual(['jobs[0].workload.decomposition: A 2-D stencil of 12 ranks cannot be cut 5x3: that makes 15 parts.']);
    expect(found('kind: stencil-2d', 'decomposition: [4x3, 5x3]')).toEqual(['sweep.axes.decomposition[1]: A 2-D stencil of 12 ranks cannot be cut 5x3: that makes 15 parts.']);
    expect(found('kind: nas', 'ranks: [4, 12]')).toEqual(['sweep.axes.ranks[1]: NAS CG needs a power of two, not 12 ranks.']);
    expect(found('kind: collective', 'algorithm: [ring, bruck]')).toEqual(['sweep.axes.algorithm[1]: allreduce has no algorithm "bruck".']);
    expect(plan(text('kind: stencil-2d', 'decomposition: [4x3, 5x3, 12x1]')).entries.map(({ factors }) => factors['decomposition'])).toEqual(['4x3', '12x1']);
  });

  it.each<[string, string, string, Readonly<Record<string, Partial<PathModel>>>]>([
    ['functions', 'jobs[0].vms.perHost', 'sr-iov needs 4 functions of one NIC, one for each vNIC that VMs have on it; it can take 2.', { 'sr-iov': { limits: { mtuBytes: 9000, functionsPerNic: 2, queueSetsPerFunction: 1 } } }],
    ['MTU', 'cluster.nic.mtuBytes', 'sr-iov carries frames of at most 1500 bytes, the MTU is 9000.', { 'sr-iov': { limits: { mtuBytes: 1500, functionsPerNic: 8, queueSetsPerFunction: 1 } } }],
    ['traffic between VMs', 'sweep.axes.path[0]', 'sr-iov does not describe traffic between two VMs of one host', { 'sr-iov': { sameHost: undefined } }],
  ])('refuses a point against its limits: %s', (_, path, message, changes) => {
    const { entries, findings } = plan(`${advection}sweep: { axes: { path: [sr-iov, native], placement: [intra-block] } }`, changes);
    expect(findings).toMatchObject([{ severity: 'error', path, message: expect.stringContaining(message) as string }]);
    expect(new Set(entries.map(({ factors }) => factors['path']))).toEqual(new Set(['native']));
  });

  it('refuses too many ranks, paths that nobody knows, and paths that do not fit together', () => {
    const small = advection.replace('vcpus: 2', 'vcpus: 1');
    expect(plan(`${small}sweep: { axes: { ranks: [16] } }`).findings).toMatchObject([{ path: 'sweep.axes.ranks[0]', message: 'VM 0 of host 0 would hold 2 ranks on 1 vCPUs.' }]);
    expect(expand(read(advection), []).findings).toMatchObject([{ severity: 'error', path: 'jobs[0].paths', message: 'The data path "xen-bridged" is not known or cannot be described.' }]);
    expect(plan(advection.replace('xen-bridged', '{ sameHost: native, otherHost: sr-iov }')).findings).toMatchObject([{ path: 'jobs[0].paths', message: expect.stringContaining('sr-iov needs VMs, native runs without') as string }]);
    expect(plan(`${advection}replicates: 10000\nsweep: { axes: { ranks: 2 .. 16 +1 } }`)).toMatchObject({ entries: [], findings: [{ path: 'sweep.axes' }] });
  });

  it('is deterministic, and a fingerprint is the hash of the input alone', () => {
    const axes = fc.record({
      path: fc.subarray(['native', 'xen-bridged', 'sr-iov'], { minLength: 1 }), ranks: fc.subarray([2, 4, 8, 16], { minLength: 1 }),
      placement: fc.subarray(['inter', 'hybrid', 'intra-block', 'intra-round-robin'], { minLength: 1 }),
    }, { requiredKeys: [] });
    fc.assert(fc.property(axes, fc.integer({ min: 1, max: 3 }), fc.nat(9), (values, replicates, seed) => {
      const text = `${advection}replicates: ${String(replicates)}\nseed: ${String(seed)}\nsweep: { axes: ${JSON.stringify(values)} }`;
      const [left, right] = [plan(text), plan(`title: Another title\nquestion: Why?\n${text}`)];
      expect(right.entries).toEqual(left.entries);
      for (const { fingerprint: own, input } of left.entries) {
        expect(own).toBe(fingerprint(input));
        expect(own).toBe(sha256(canonicalJson(JSON.parse(JSON.stringify(input)))));
      }
      const distinct = (texts: readonly string[]): number => new Set(texts).size;
      expect(distinct(left.entries.map((entry) => entry.fingerprint))).toBe(distinct(left.entries.map(({ input }) => JSON.stringify(input))));
    }), { seed: 20_261_120, numRuns: 15 });
  });

  it('plans 10,000 runs quickly', () => {
    const experiment = read(`${advection}replicates: 28\nsweep: { axes: { ranks: 2 .. 16 +1, placement: [inter, hybrid, intra-block, intra-round-robin], distribution: [1x1xN, 1xNx1, Nx1x1], path: [xen-bridged, sr-iov] } }`);
    const models = answer(pathRequests(experiment));
    const started = performance.now();
    expect(expand(experiment, models).entries.length).toBe(10_080);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('replicateSeed', () => {
  it('gives unrelated whole numbers of 32 bits', () => {
    const seeds = [0, 1, 2].flatMap((seed) => Array.from({ length: 1000 }, (_, replicate) => replicateSeed(seed, replicate)));
    expect(new Set(seeds).size).toBe(3000);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 4_294_967_296)).toBe(true);
    const mean = seeds.reduce((sum, seed) => sum + seed / 4_294_967_296, 0) / seeds.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
  });
});
