import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../main/core/contract/index.ts';
import { applyEdit, parseExperiment, type FieldEdit } from '../../main/core/experiment/index.ts';
import { clusterVms, vmsOfJob } from './cluster-vms.ts';
import { readFields } from './edit-document.ts';
import { addJobEdits, duplicateJobEdits, freeJobId, removeJobEdits, renameJobEdits } from './job-edits.ts';
import { readList } from './read-list.ts';

const one = `name: demo # keep me
cluster: { hosts: 2 }
jobs:
  - id: halo
    vms: { perHost: 2, vcpus: 2 }
    paths: { otherHost: native, exceptions: [{ vms: [0, 1], path: sr-iov }] }
    workload: { kind: advection, grid: 64 }
`;
const edited = (text: string, edits: readonly FieldEdit[]): string => edits.reduce((before, edit) => {
  const outcome = applyEdit(before, edit);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.text;
}, text);

/** Three jobs of 4, 2 and 4 VMs. */
const [base] = [parseExperiment(one).experiment as Experiment];
const halo = base.jobs[0] as Experiment['jobs'][number];
const three: Experiment = { ...base, jobs: [halo, { ...halo, id: 'small', hosts: [1], vms: { ...halo.vms, perHost: 2 } }, { ...halo, id: 'last' }] };

describe('VMs of several jobs', () => {
  it('count job by job, and there host by host of the job', () => {
    expect(clusterVms(three).map(({ vm, job, host, localVm }) => [vm, job, host, localVm])).toEqual([
      [0, 0, 0, 0], [1, 0, 0, 1], [2, 0, 1, 0], [3, 0, 1, 1], [4, 1, 1, 0], [5, 1, 1, 1], [6, 2, 0, 0], [7, 2, 0, 1], [8, 2, 1, 0], [9, 2, 1, 1],
    ]);
    expect(vmsOfJob(three, 2)).toEqual({ first: 6, count: 4 });
  });
});

describe('jobs in the text', () => {
  it('are added, copied without exceptions, and renamed where tenants name them; comments stay', () => {
    const added = edited(one, addJobEdits(readFields(one)));
    expect(readFields(added)).toMatchObject({ jobs: [{ id: 'halo' }, { id: 'job', paths: { otherHost: 'native' }, workload: { kind: 'advection' } }] });
    const copied = edited(added, duplicateJobEdits(readFields(added), 0));
    expect(readFields(copied)).toMatchObject({ jobs: [{}, {}, { id: 'halo-2', vms: { perHost: 2 }, workload: { grid: 64 } }] });
    expect(copied).toContain('# keep me');
    expect(copied.match(/exceptions/g)).toHaveLength(1);
    const named = `${one}campaign: { tenants: [{ id: a, job: other }, { id: b, job: halo }] }\n`;
    expect(readFields(edited(named, renameJobEdits(readFields(named), 0, 'ring')))).toMatchObject({ jobs: [{ id: 'ring' }], campaign: { tenants: [{ job: 'other' }, { job: 'ring' }] } });
  });

  it('have names of their own', () => {
    const fields = { jobs: [{ id: 'a-2' }, {}, { id: 'a' }] };
    expect([freeJobId(fields, 'b'), freeJobId(fields, 'job'), freeJobId(fields, 'a-2')]).toEqual(['b', 'job-2', 'a-3']);
  });

  it('take their events with them when they go, and later VMs keep theirs under their new numbers', () => {
    const text = JSON.stringify({
      ...three, events: [{ kind: 'migrate', vm: 5, to: 0 }, { kind: 'migrate', vm: 6, to: 1 }, { kind: 'snapshot', vms: [0, 4, 9] }, { kind: 'migrate', vm: 0, to: 1 }, { kind: 'snapshot', vms: [4] }, { kind: 'host-failure', host: 1 }],
      jobs: three.jobs.map((job, index) => (index === 2 ? { ...job, paths: { otherHost: 'native', exceptions: [{ vms: [6, 9], path: 'sr-iov' }] } } : job)),
    });
    expect(readFields(edited(text, removeJobEdits(readFields(text), three, 1)))).toMatchObject({
      jobs: [{ id: 'halo' }, { id: 'last', paths: { exceptions: [{ vms: [4, 7] }] } }],
      events: [{ kind: 'migrate', vm: 4, to: 1 }, { kind: 'snapshot', vms: [0, 7] }, { kind: 'migrate', vm: 0 }, { kind: 'host-failure' }],
    });
  });
});

it('a list of numbers is read with ranges, and what is none stays', () => {
  expect(readList('0, 2 4-6, x')).toEqual([0, 2, 4, 5, 6, 'x']);
});
