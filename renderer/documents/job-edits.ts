import type { Experiment } from '../../main/core/contract/index.ts';
import type { DocumentValue, FieldEdit } from '../../main/core/experiment/index.ts';
import { vmsOfJob } from './cluster-vms.ts';
import { fieldAt } from './edit-document.ts';

/** Jobs as the author wrote them. */
export function writtenJobs(fields: unknown): readonly unknown[] {
  const jobs = fieldAt(fields, ['jobs']);
  return Array.isArray(jobs) ? jobs : [];
}

/** The id of a job as written; what the document takes for one that is not. */
export function jobId(fields: unknown, index: number): string {
  const id = fieldAt(fields, ['jobs', index, 'id']);
  return typeof id === 'string' && id !== '' ? id : 'job';
}

/** `id`, or with the first number behind it that no job has. */
export function freeJobId(fields: unknown, id: string): string {
  const taken = writtenJobs(fields).map((_, index) => jobId(fields, index));
  if (!taken.includes(id)) return id;
  const stem = id.replace(/-\d+$/, '');
  let number = 2;
  while (taken.includes(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** A small application beside the others, over the first job's paths. */
export function addJobEdits(fields: unknown): readonly FieldEdit[] {
  const paths = fieldAt(fields, ['jobs', 0, 'paths']) as DocumentValue | undefined;
  const value: DocumentValue = {
    id: freeJobId(fields, 'job'), vms: { perHost: 1, vcpus: 1 }, ...(paths === undefined ? {} : { paths: typeof paths === 'object' ? withoutExceptions(paths) : paths }),
    workload: { kind: 'advection', grid: 128, steps: 16 },
  };
  return [{ kind: 'insert', path: ['jobs'], index: writtenJobs(fields).length, value }];
}

/** Pairs of VMs are named by numbers of the cluster, so a copy cannot have them. */
function withoutExceptions(paths: DocumentValue): DocumentValue {
  if (typeof paths !== 'object' || Array.isArray(paths)) return paths;
  return Object.fromEntries(Object.entries(paths).filter(([name]) => name !== 'exceptions')) as DocumentValue;
}

/** The same job again, at the end. */
export function duplicateJobEdits(fields: unknown, index: number): readonly FieldEdit[] {
  const job = fieldAt(fields, ['jobs', index]);
  if (typeof job !== 'object' || job === null) return [];
  const copied = Object.entries(job as Readonly<Record<string, DocumentValue>>).flatMap(([name, value]): readonly (readonly [string, DocumentValue])[] => (name === 'id' ? [] : [[name, name === 'paths' ? withoutExceptions(value) : value]]));
  return [{ kind: 'insert', path: ['jobs'], index: writtenJobs(fields).length, value: Object.fromEntries([['id', freeJobId(fields, jobId(fields, index))], ...copied]) }];
}

/** A job's new id, also where tenants and the axis `jobs` name it. */
export function renameJobEdits(fields: unknown, index: number, id: string): readonly FieldEdit[] {
  const before = jobId(fields, index);
  const tenants = fieldAt(fields, ['campaign', 'tenants']);
  const named = Array.isArray(tenants) ? tenants.flatMap((tenant, number) => (fieldAt(tenant, ['job']) === before ? [number] : [])) : [];
  return [
    { kind: 'set', path: ['jobs', index, 'id'], value: id },
    ...named.map((number): FieldEdit => ({ kind: 'set', path: ['campaign', 'tenants', number, 'job'], value: id })),
    ...onAxis(fields, before).map((number): FieldEdit => ({ kind: 'set', path: ['sweep', 'axes', 'jobs', number], value: id })),
  ];
}

/** Where the axis `jobs` names a job. */
function onAxis(fields: unknown, id: string): readonly number[] {
  const values = fieldAt(fields, ['sweep', 'axes', 'jobs']);
  return Array.isArray(values) ? values.flatMap((value, number) => (value === id ? [number] : [])) : [];
}

/** The axis that runs each job without the others and all together, or without it. */
export function isolationEdits(fields: unknown): readonly FieldEdit[] {
  const path = ['sweep', 'axes', 'jobs'];
  if (fieldAt(fields, path) !== undefined) return [{ kind: 'remove', path }];
  return [{ kind: 'set', path, value: [...writtenJobs(fields).map((_, index) => jobId(fields, index)), 'all'] }];
}

/** Takes a job away, and what is said of its VMs; events and exceptions of later jobs go on naming the VMs they named. */
export function removeJobEdits(fields: unknown, experiment: Experiment | undefined, index: number): readonly FieldEdit[] {
  const axis = ['sweep', 'axes', 'jobs'];
  const left = writtenJobs(fields).length - 1;
  // Of one job that is left there is nothing to run without.
  const values: readonly FieldEdit[] = left < 2 ? [{ kind: 'remove', path: axis }] : onAxis(fields, jobId(fields, index)).map((number): FieldEdit => ({ kind: 'remove', path: [...axis, number] }));
  const gone: readonly FieldEdit[] = [...values, { kind: 'remove', path: ['jobs', index] }];
  if (experiment === undefined || experiment.jobs.length !== writtenJobs(fields).length) return gone;
  const { first, count } = vmsOfJob(experiment, index);
  const moved = (vm: unknown): number | undefined => (typeof vm !== 'number' || vm < first ? undefined : vm - count);
  const lost = (vm: unknown): boolean => typeof vm === 'number' && vm >= first && vm < first + count;
  const edits: FieldEdit[] = [];
  const removals: FieldEdit[] = [];
  const events = fieldAt(fields, ['events']);
  (Array.isArray(events) ? (events as readonly unknown[]) : []).forEach((event, number) => {
    const vm = fieldAt(event, ['vm']);
    const vms = fieldAt(event, ['vms']);
    if (lost(vm)) removals.unshift({ kind: 'remove', path: ['events', number] });
    else if (moved(vm) !== undefined) edits.push({ kind: 'set', path: ['events', number, 'vm'], value: moved(vm) ?? 0 });
    if (!Array.isArray(vms)) return;
    const kept = (vms as readonly unknown[]).filter((one) => !lost(one)).map((one) => (moved(one) ?? one) as number);
    if (kept.length === 0) removals.unshift({ kind: 'remove', path: ['events', number] });
    else if (kept.join() !== vms.join()) edits.push({ kind: 'set', path: ['events', number, 'vms'], value: kept });
  });
  writtenJobs(fields).forEach((job, number) => {
    const exceptions = fieldAt(job, ['paths', 'exceptions']);
    if (number <= index || !Array.isArray(exceptions)) return;
    exceptions.forEach((entry, k) => {
      const vms = fieldAt(entry, ['vms']);
      if (Array.isArray(vms)) edits.push({ kind: 'set', path: ['jobs', number, 'paths', 'exceptions', k, 'vms'], value: vms.map((vm) => (moved(vm) ?? vm) as number) });
    });
  });
  return [...edits, ...removals, ...gone];
}
