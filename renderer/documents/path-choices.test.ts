import type { Platform } from '@doorbell/sdk';
import { describe, expect, it } from 'vitest';
import { applyEdit, parseExperiment, type FieldEdit } from '../../main/core/experiment/index.ts';
import { readFields } from './edit-document.ts';
import { choicesIn, freeVariants, hardwareEdits, optionEdits, presetEdits } from './path-choices.ts';
import { choiceLabel, exceptionEdits, pathOfPair, relationEdits, removeExceptionEdits } from './path-rules.ts';
import { writtenAxis } from './sweep-axes.ts';

const base = 'name: demo\njobs:\n  - vms: { perHost: 2 }\n    # The bridge, as it is installed.\n    paths: xen-bridged\n    workload: { kind: ping-pong }\n';
const swept = `${base}sweep:\n  axes:\n    path:\n      - sr-iov # as shipped\n      - { id: sr-iov, preset: old, config: { queues: 4 } }\n      - { sameHost: inter-vm-shm, otherHost: { id: sr-iov, preset: old }, exceptions: [{ vms: [0, 3], path: vfio-bypass }] }\n`;

function edited(text: string, edits: readonly FieldEdit[]): string {
  return edits.reduce((before, edit) => {
    const outcome = applyEdit(before, edit);
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.text;
  }, text);
}

const choiceAt = (text: string, index: number) => {
  const choice = choicesIn(readFields(text))[index];
  if (choice === undefined) throw new Error('no such choice');
  return choice;
};

describe('choices of a path in the text', () => {
  it('are found in the sweep, in rules and in exceptions, with where they are', () => {
    expect(choicesIn(readFields(swept)).map(({ id, preset, where }) => `${where}: ${id} ${preset ?? ''}`.trim())).toEqual([
      'Sweep, value 1: sr-iov', 'Sweep, value 2: sr-iov old', 'Sweep, value 3, other host: sr-iov old', 'Sweep, value 3, same host: inter-vm-shm', 'Sweep, value 3, VMs 0 and 3: vfio-bypass',
    ]);
    expect(choicesIn(readFields(base)).map(({ at, id }) => [at, id])).toEqual([[['jobs', 0, 'paths'], 'xen-bridged']]);
    expect(choicesIn('rubbish')).toEqual([]);
  });

  it('take options and give them back, and comments stay', () => {
    const first = choiceAt(swept, 0);
    const set = edited(swept, optionEdits(readFields(swept), first, 'queues', 2));
    expect(set).toContain('- { id: sr-iov, config: { queues: 2 } } # as shipped');
    expect(edited(set, optionEdits(readFields(set), choiceAt(set, 0), 'queues', undefined))).toBe(swept);
    const more = edited(swept, optionEdits(readFields(swept), choiceAt(swept, 1), 'depth', 8));
    expect(more).toContain('{ id: sr-iov, preset: old, config: { queues: 4, depth: 8 } }');
    expect(edited(swept, optionEdits(readFields(swept), choiceAt(swept, 1), 'queues', undefined))).toContain('- { id: sr-iov, preset: old }');
    expect(optionEdits(readFields(swept), first, 'queues', undefined)).toEqual([]);
  });

  it('take presets, inside rules too', () => {
    expect(edited(swept, presetEdits(readFields(swept), choiceAt(swept, 0), 'new'))).toContain('- { id: sr-iov, preset: new } # as shipped');
    expect(edited(swept, presetEdits(readFields(swept), choiceAt(swept, 2), undefined))).toContain('otherHost: sr-iov,');
    expect(edited(swept, presetEdits(readFields(swept), choiceAt(swept, 1), undefined))).toContain('- { id: sr-iov, config: { queues: 4 } }');
    expect(edited(base, presetEdits(readFields(base), choiceAt(base, 0), 'old'))).toContain('# The bridge, as it is installed.\n    paths: { id: xen-bridged, preset: old }');
  });

  it('leave the presets that the sweep has not', () => {
    const presets = ['old', 'new'].map((id) => ({ id, title: id, config: {}, citation: '' }));
    expect(freeVariants(presets, choicesIn(readFields(swept)).filter(({ id }) => id === 'sr-iov')).map((preset) => preset?.id)).toEqual(['old', 'new']);
    expect(freeVariants(presets, []).map((preset) => preset?.id)).toEqual([undefined, 'old', 'new']);
  });
});

it('the hardware of a testbed goes into the cluster field by field, with units, and reads back as it is', () => {
  const testbed: Platform = {
    host: { cores: 16, coreHz: 2.6e9 }, nic: { model: 'cx3', linkBitsPerSecond: 56e9, mtuBytes: 2048, gsoBytes: 65_536, functions: 16, offloads: ['checksum'] },
    network: { kind: 'switch', propagationNs: 10, switchNs: 200 },
  };
  const text = `${base}cluster:\n  hosts: 4 # kept\n  host: { cores: 8, flopsPerCycle: 4 }\n  network: { kind: fat-tree, hostsPerLeaf: 2 }\n`;
  const after = edited(text, hardwareEdits(readFields(text), testbed));
  expect(after).toContain('hosts: 4 # kept');
  expect(after).toContain('linkBitsPerSecond: 56 Gb/s');
  const { experiment } = parseExperiment(after);
  expect(experiment?.cluster).toMatchObject({ hosts: 4, host: { cores: 16, coreHz: 2.6e9, flopsPerCycle: 4 }, nic: testbed.nic, network: testbed.network });
  expect(experiment?.cluster.network).not.toHaveProperty('hostsPerLeaf');
});

describe('rules in the text', () => {
  const at = ['jobs', 0, 'paths'];

  it('grow out of one path, and become one path again', () => {
    const set = edited(base, relationEdits(readFields(base), at, 'sameHost', 'inter-vm-shm', 'native'));
    expect(set).toContain('paths: { sameHost: inter-vm-shm, otherHost: xen-bridged }');
    expect(edited(set, relationEdits(readFields(set), at, 'sameHost', undefined, 'native'))).toBe(base);
    expect(edited(set, relationEdits(readFields(set), at, 'otherHost', 'sr-iov', 'native'))).toContain('{ sameHost: inter-vm-shm, otherHost: sr-iov }');
    expect(edited(base, relationEdits(readFields(base), at, 'otherHost', 'sr-iov', 'native'))).toContain('paths: sr-iov');
    expect(relationEdits(readFields(base), at, 'sameVm', undefined, 'native')).toEqual([]);
  });

  it('take exceptions and give them back', () => {
    const one = edited(base, exceptionEdits(readFields(base), at, [0, 2], 'sr-iov', 'native'));
    const two = edited(one, exceptionEdits(readFields(one), at, [1, 2], 'vrdma', 'native'));
    expect(readFields(two)).toMatchObject({ jobs: [{ paths: { otherHost: 'xen-bridged', exceptions: [{ vms: [0, 2], path: 'sr-iov' }, { vms: [1, 2], path: 'vrdma' }] } }] });
    expect(edited(two, removeExceptionEdits(readFields(two), at, 1))).toBe(one);
    expect(readFields(edited(one, removeExceptionEdits(readFields(one), at, 0)))).toEqual(readFields(base));
  });

  it('say which path a pair takes', () => {
    const rules = { sameHost: { id: 'inter-vm-shm' }, otherHost: { id: 'sr-iov', preset: 'old' }, exceptions: [{ vms: [3, 0] as const, path: { id: 'vrdma' } }] };
    expect([[0, 0], [0, 1], [0, 2], [0, 3], [3, 0], [2, 3]].map(([a = 0, b = 0]) => { const { choice } = pathOfPair(rules, { first: 0, perHost: 2 }, a, b); return choice === undefined ? '-' : choiceLabel(choice); }))
      .toEqual(['-', 'inter-vm-shm', 'sr-iov (old)', 'vrdma', 'vrdma', 'inter-vm-shm']);
  });

  it('are named in the sweep', () => {
    expect(writtenAxis(readFields(swept), 'path')?.map(({ label, path }) => [label, path])).toEqual([
      ['sr-iov', 'sr-iov'], ['sr-iov (old, queues 4)', 'sr-iov'], ['sr-iov (old) + inter-vm-shm + 1 exception', 'sr-iov'],
    ]);
  });
});
