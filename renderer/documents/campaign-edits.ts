import type { DocumentValue, FieldEdit } from '../../main/core/experiment/index.ts';
import { fieldAt } from './edit-document.ts';
import { jobId, writtenJobs } from './job-edits.ts';

/** Tenants as the author wrote them. */
export function writtenTenants(fields: unknown): readonly unknown[] {
  const tenants = fieldAt(fields, ['campaign', 'tenants']);
  return Array.isArray(tenants) ? tenants : [];
}

export function tenantId(fields: unknown, index: number): string {
  const id = fieldAt(fields, ['campaign', 'tenants', index, 'id']);
  return typeof id === 'string' ? id : `tenant ${index + 1}`;
}

function freeId(fields: unknown, stem: string): string {
  const taken = writtenTenants(fields).map((_, index) => tenantId(fields, index));
  let number = 1;
  while (taken.includes(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** Ten jobs, one every ten minutes: enough for some to wait. */
function newTenant(fields: unknown, job: string): DocumentValue {
  return { id: freeId(fields, 'tenant'), job, arrivals: { kind: 'poisson', meanNs: '10 min', count: 10 }, repeats: 100 };
}

/** A campaign with a tenant for each job, in place of the events of one run and the axes over them. */
export function addCampaignEdits(fields: unknown): readonly FieldEdit[] {
  const jobs = writtenJobs(fields).map((_, index) => jobId(fields, index));
  const tenants = jobs.map((job, index): DocumentValue => ({ id: `tenant-${index + 1}`, job, arrivals: { kind: 'poisson', meanNs: '10 min', count: 10 }, repeats: 100 }));
  return [
    { kind: 'set', path: ['campaign'], value: { tenants, scheduler: { kind: 'fifo' } } },
    ...[['events'], ['sweep', 'axes', 'events']].map((path): FieldEdit => ({ kind: 'remove', path })),
  ];
}

/** Takes the campaign away, and the axes that only it has. */
export function removeCampaignEdits(): readonly FieldEdit[] {
  return [{ kind: 'remove', path: ['campaign'] }, ...['scheduler', 'sharing', 'mtbf'].map((axis): FieldEdit => ({ kind: 'remove', path: ['sweep', 'axes', axis] }))];
}

export function addTenantEdits(fields: unknown): readonly FieldEdit[] {
  return [{ kind: 'insert', path: ['campaign', 'tenants'], index: writtenTenants(fields).length, value: newTenant(fields, jobId(fields, 0)) }];
}

export function duplicateTenantEdits(fields: unknown, index: number): readonly FieldEdit[] {
  const tenant = fieldAt(fields, ['campaign', 'tenants', index]);
  if (typeof tenant !== 'object' || tenant === null) return [];
  const stem = tenantId(fields, index).replace(/-\d+$/, '');
  return [{ kind: 'insert', path: ['campaign', 'tenants'], index: writtenTenants(fields).length, value: { ...(tenant as Readonly<Record<string, DocumentValue>>), id: freeId(fields, stem) } }];
}

/** Another way to arrive has other fields. */
export function arrivalEdits(index: number, kind: string): readonly FieldEdit[] {
  return [{ kind: 'set', path: ['campaign', 'tenants', index, 'arrivals'], value: kind === 'at' ? { kind, ns: ['0 s'] } : { kind: 'poisson', meanNs: '10 min', count: 10 } }];
}

/** Sets a field of the scheduler, which may be written as a word alone; takes it back where `value` is undefined. */
export function schedulerEdits(fields: unknown, field: string, value: DocumentValue | undefined): readonly FieldEdit[] {
  const written = fieldAt(fields, ['campaign', 'scheduler']);
  if (typeof written === 'string') return value === undefined ? [] : [{ kind: 'set', path: ['campaign', 'scheduler'], value: field === 'kind' ? value : { kind: written, [field]: value } }];
  return [value === undefined ? { kind: 'remove', path: ['campaign', 'scheduler', field] } : { kind: 'set', path: ['campaign', 'scheduler', field], value }];
}
