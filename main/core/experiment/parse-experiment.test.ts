import { describe, expect, it } from 'vitest';
import { parseExperiment } from './parse-experiment.ts';

const small = `
name: small
jobs:
  - paths: sr-iov
    workload: { kind: advection }
`;

/** Path, message and place of every finding. */
function complaints(text: string): readonly string[] {
  return parseExperiment(text).findings.map(({ path, message, hint, line }) => `${String(line)} ${path}: ${message} ${hint ?? ''}`);
}

describe('parseExperiment', () => {
  it('needs a name, a path and a workload, and fills in the rest', () => {
    const { experiment, findings } = parseExperiment(small);
    expect(findings).toEqual([]);
    expect(experiment).toMatchObject({
      format: 1, name: 'small', title: 'small', replicates: 5, seed: 1, events: [], sweep: { axes: {} },
      cluster: { hosts: 2, host: { cores: 8, coreHz: 2e9 }, nic: { linkBitsPerSecond: 1e10, mtuBytes: 1500, gsoBytes: 65_536 }, network: { kind: 'back-to-back' } },
      jobs: [{
        id: 'job', ranks: 16, vms: { perHost: 1, vcpus: 8, memoryMiB: 1536 }, placement: 'inter', paths: { sameHost: { id: 'sr-iov' }, otherHost: { id: 'sr-iov' } },
        workload: { kind: 'advection', grid: 512, steps: 64, distribution: '1x1xN' }, mpi: { waiting: 'poll' },
      }],
      noise: { compute: 0.01, startSkewNs: 100_000, service: 0.02 },
    });
  });

  it('reads JSON, units, ranges, single values as lists, and the names of distributions', () => {
    const { experiment, findings } = parseExperiment(`{
      "name": "json", "cluster": { "hosts": 4, "nic": { "linkBitsPerSecond": "25 Gb/s", "mtuBytes": "4 KiB" } }, "noise": { "compute": "5 %" },
      "jobs": [{ "workload": { "kind": "advection", "distribution": "1×16×1" } }], "sweep": { "axes": { "ranks": "2 .. 16 x2", "path": "native", "distribution": ["16x1x1", "1x1xn"] } } }`);
    expect(findings).toEqual([]);
    expect(experiment).toMatchObject({
      cluster: { nic: { linkBitsPerSecond: 2.5e10, mtuBytes: 4096 }, network: { kind: 'switch', switchNs: 300 } }, noise: { compute: 0.05 },
      jobs: [{ workload: { distribution: '1xNx1' }, paths: { otherHost: { id: 'native' } } }],
      sweep: { axes: { ranks: [2, 4, 8, 16], path: ['native'], distribution: ['Nx1x1', '1x1xN'] } },
    });
  });

  it('keeps the order of the axes', () => {
    const { experiment } = parseExperiment(`${small}sweep: { axes: { ranks: [2], placement: [inter], path: [native] } }`);
    expect(Object.keys(experiment?.sweep.axes ?? {})).toEqual(['ranks', 'placement', 'path']);
  });

  it('takes path rules per relation', () => {
    const { experiment } = parseExperiment(small.replace('sr-iov', '{ sameHost: { id: inter-vm-shm, config: { copies: 1 } }, otherHost: sr-iov }'));
    expect(experiment?.jobs[0]?.paths).toEqual({ sameHost: { id: 'inter-vm-shm', config: { copies: 1 } }, otherHost: { id: 'sr-iov' } });
  });

  it('says where, what and how to mend it', () => {
    expect(complaints('name: small\nformat: 1\nclustr: {}\njobs:\n  - paths: native\n    workload:\n      kind: advection\n      stepz: 3\n      steps: -1\n      grid: 1.5\n')).toEqual([
      '3 clustr: "clustr" is not known here. Did you mean "cluster"?',
      '8 jobs[0].workload.stepz: "stepz" is not known here. Did you mean "steps"?',
      '9 jobs[0].workload.steps: -1 is too small. Use at least 1.',
      '10 jobs[0].workload.grid: 1.5 is not a whole number. Use a whole number.',
    ]);
  });

  it.each([
    ['name: a\njobs:\n  - paths: native\n    workload: { kind: streems }', '4 jobs[0].workload.kind: "streems" is not known here. Did you mean "streams"?'],
    ['name: a\njobs: []', '2 jobs: There is no job.'],
    ['name: a\njobs:\n  - workload: { kind: advection }', '3 jobs[0].paths: No data path is named.'],
    ['name: a', 'jobs: A value is missing. Add the field.'],
    ['format: 2\nname: 3', '1 format: The document has format 2; this version reads up to format 1. Open it with a newer Doorbell.'],
    ['- a', 'The document is not a map of fields.'],
    [`${small}events: [{ kind: migrate, atNs: 5 }]`, '6 events[0].vm: A number is missing.'],
    [`${small}sweep: { axes: { size: [1] } }`, '6 sweep.axes.size: The workload advection has no size.'],
    [`${small}sweep: { axes: { path: [native, { id: native }] } }`, '6 sweep.axes.path[1]: The axis has this value twice.'],
    [`${small}sweep: { axes: { path: [native] }, except: [{ path: sr-iov }] }`, '6 sweep.except[0].path: No point of the sweep has this value'],
    [`${small}sweep:\n  axes:\n    ranks: [8, 64]`, '8 sweep.axes.ranks[1]: 64 ranks do not fit: 2 hosts have room for 16.'],
    [`${small}cluster: { network: { kind: back-to-back } }\nsweep:\n  also:\n    - { hosts: 4 }`, '9 sweep.also[0].hosts: 4 hosts cannot be cabled back to back. Write `network: { kind: switch'],
    [small.replace('{ kind: advection }', '{ kind: ping-pong }\n    ranks: 4'), '6 jobs[0].ranks: This workload has 2 ranks, not 4.'],
    [small.replace('sr-iov', 'sr-iov\n    ranks: 2\n    placement: [{ host: 0, vm: 0 }, { host: 2, vm: 1 }]'), '6 jobs[0].placement[1].host: There is no host 2.'],
    [small.replace('sr-iov', '{ id: sr-iov, config: { a: { b: .inf } } }'), '4 jobs[0].paths.config.a: A setting is a word, a finite number'],
    [small.replace('sr-iov', '{ id: sr-iov, presett: a, confg: {} }'), '4 jobs[0].paths.confg: "confg" is not known here. Did you mean "config"?'],
    [small.replace('sr-iov', '{ sameHots: native }'), '4 jobs[0].paths.sameHots: "sameHots" is not known here. Did you mean "sameHost"?'],
    [`${small.replace('sr-iov', 'native\n    ranks: 1\n    placement: [{ host: 0, vm: 0 }]')}sweep: { axes: { ranks: [1, 2] } }`, '8 sweep: The placement is a list'],
    ['name: a\nname: b', '2 : "name" is given twice. Keep one of the two.'],
    ['name: [', '1 : Not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ])('refuses %j', (text, complaint) => {
    expect(parseExperiment(text).experiment).toBeUndefined();
    expect(complaints(text).join('\n')).toContain(complaint);
  });

  it('warns of more vCPUs than cores, and goes on', () => {
    const { experiment, findings } = parseExperiment(small.replace('workload', 'vms: { perHost: 6, vcpus: 2 }\n    workload'));
    expect(experiment).toBeDefined();
    expect(findings).toMatchObject([{ severity: 'warning', path: 'jobs[0].vms', line: 5 }]);
  });
});
