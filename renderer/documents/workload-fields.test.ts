import { expect, test } from 'vitest';
import { workloadKinds } from '../../main/core/contract/index.ts';
import { parseExperiment } from '../../main/core/experiment/index.ts';
import { axesOfWorkload, fieldOfAxis } from '../../main/core/workloads/index.ts';
import { workloadForms } from './workload-fields.ts';

const documentOf = (workload: Readonly<Record<string, unknown>>): string => JSON.stringify({ name: 'form', jobs: [{ paths: 'native', workload }] });
const required: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { trace: { file: 'a.goal' } };

test.each(workloadKinds)('the form of %s has every field of the document with a default, and no field that the document refuses', (kind) => {
  const { experiment, findings } = parseExperiment(documentOf({ kind, ...required[kind] }));
  expect(findings).toEqual([]);
  const names = workloadForms[kind].fields.map(({ field }) => field);
  const fields = Object.entries(experiment?.jobs[0]?.workload ?? {}).flatMap(([name, value]) => (name === 'kind' ? [] : typeof value === 'object' ? Object.keys(value as object).map((inner) => `${name}.${inner}`) : [name]));
  expect(names).toEqual(expect.arrayContaining(fields));
  for (const field of names) {
    const [outer = '', inner] = field.split('.');
    const { findings: complaints } = parseExperiment(documentOf({ kind, ...required[kind], [outer]: inner === undefined ? { wrong: true } : { [inner]: { wrong: true } } }));
    expect(complaints.map(({ path, message }) => `${path} ${message}`).join()).not.toContain('is not known here');
  }
});

test.each(workloadKinds)('the form of %s says of every swept field which axis sets it', (kind) => {
  const { fields } = workloadForms[kind];
  for (const axis of axesOfWorkload(kind)) {
    const field = fieldOfAxis(kind, axis);
    if (field !== undefined) expect(fields.find((entry) => entry.field === field)?.axis).toBe(axis);
  }
  for (const { field, axis } of fields) if (axis !== undefined) expect(fieldOfAxis(kind, axis)).toBe(field);
});
