import type { PathChoice, PathRules, Relation } from '../../main/core/contract/index.ts';
import type { DocumentValue, FieldEdit, FieldPath } from '../../main/core/experiment/index.ts';
import { fieldAt } from './edit-document.ts';
import { isWrittenRules } from './path-choices.ts';

/** VMs of one job: the number of its first, and how many it has on each host. */
export interface JobVms {
  readonly first: number;
  readonly perHost: number;
}

/** What the VMs `a` and `b` take, and why. */
export interface PairPath {
  readonly relation: Relation;
  /** Absent: the MPI library's shared memory. */
  readonly choice?: PathChoice;
  readonly exception: boolean;
}

/** The path of a pair of VMs of a job, by their numbers in the cluster. */
export function pathOfPair({ sameVm, sameHost, otherHost, exceptions = [] }: PathRules, { first, perHost }: JobVms, a: number, b: number): PairPath {
  if (a === b) return { relation: 'same-vm', ...(sameVm === undefined ? {} : { choice: sameVm }), exception: false };
  const relation = Math.floor((a - first) / perHost) === Math.floor((b - first) / perHost) ? 'same-host' : 'other-host';
  const own = exceptions.find(({ vms }) => vms.includes(a) && vms.includes(b));
  if (own !== undefined) return { relation, choice: own.path, exception: true };
  return { relation, choice: relation === 'same-host' ? sameHost ?? otherHost : otherHost, exception: false };
}

/** `sr-iov`, with its preset where it has one. */
export function choiceLabel({ id, preset, config }: PathChoice): string {
  return `${id}${preset === undefined ? '' : ` (${preset})`}${preset === undefined && config !== undefined ? ' (configured)' : ''}`;
}

/** Sets a relation's path in rules, or takes it back where `value` is undefined. One path for all becomes rules, and rules with nothing but it one path again. */
export function relationEdits(fields: unknown, at: FieldPath, relation: 'sameVm' | 'sameHost' | 'otherHost', value: DocumentValue | undefined, fallback: string): readonly FieldEdit[] {
  const raw = fieldAt(fields, at);
  if (!isWrittenRules(raw)) {
    if (value === undefined) return [];
    const other = (raw ?? fallback) as DocumentValue;
    return [{ kind: 'set', path: at, value: relation === 'otherHost' ? value : { [relation]: value, otherHost: other } }];
  }
  if (value !== undefined) return [{ kind: 'set', path: [...at, relation], value }];
  const left = Object.keys(raw).filter((key) => key !== relation);
  if (raw[relation] === undefined || relation === 'otherHost') return [];
  return left.length === 1 && left[0] === 'otherHost' ? [{ kind: 'set', path: at, value: raw['otherHost'] as DocumentValue }] : [{ kind: 'remove', path: [...at, relation] }];
}

/** Adds an exception for a pair of VMs. */
export function exceptionEdits(fields: unknown, at: FieldPath, vms: readonly [number, number], path: string, fallback: string): readonly FieldEdit[] {
  const raw = fieldAt(fields, at);
  const value: DocumentValue = { vms: [...vms], path };
  if (!isWrittenRules(raw)) return [{ kind: 'set', path: at, value: { otherHost: (raw ?? fallback) as DocumentValue, exceptions: [value] } }];
  const list = raw['exceptions'];
  return [Array.isArray(list) ? { kind: 'insert', path: [...at, 'exceptions'], index: list.length, value } : { kind: 'set', path: [...at, 'exceptions'], value: [value] }];
}

/** Takes an exception back; rules with nothing but one path become that path. */
export function removeExceptionEdits(fields: unknown, at: FieldPath, index: number): readonly FieldEdit[] {
  const raw = fieldAt(fields, at);
  if (!isWrittenRules(raw) || !Array.isArray(raw['exceptions'])) return [];
  if (raw['exceptions'].length > 1) return [{ kind: 'remove', path: [...at, 'exceptions', index] }];
  const left = Object.keys(raw).filter((key) => key !== 'exceptions');
  return left.length === 1 && left[0] === 'otherHost' ? [{ kind: 'set', path: at, value: raw['otherHost'] as DocumentValue }] : [{ kind: 'remove', path: [...at, 'exceptions'] }];
}
