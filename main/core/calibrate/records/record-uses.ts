import type { Manifest } from '@doorbell/sdk';
import { migrationRecords } from '../migration/records.ts';
import { comparisons } from './comparisons.ts';
import { recordFacts } from './facts.ts';
import { otherUses, type OtherUse } from './other-uses.ts';

/** One place where a record is used. */
export type RecordUse =
  | { readonly kind: 'measurement'; readonly path: string; readonly measurement: string }
  | { readonly kind: 'migration' | 'comparison'; readonly id: string }
  | { readonly kind: 'fact'; readonly says: string }
  /** Options of paths say that they come from it. */
  | { readonly kind: 'option'; readonly options: readonly { readonly path: string; readonly option: string }[]; readonly origin: 'published' | 'fitted' | 'judgement' }
  | OtherUse;

/** Where a record is used; nothing where it is forgotten. Options are told only of records that nothing else speaks of. */
export function usesOf(record: string, manifests: readonly Manifest[]): readonly RecordUse[] {
  const figures: readonly RecordUse[] = [
    ...manifests.flatMap(({ id, measurements = [] }) => measurements.filter((each) => each.record === record).map((each): RecordUse => ({ kind: 'measurement', path: id, measurement: each.id }))),
    ...migrationRecords.filter(({ id }) => ofRecord(id) === record).map(({ id }): RecordUse => ({ kind: 'migration', id })),
    ...comparisons.filter(({ id }) => ofRecord(id) === record).map(({ id }): RecordUse => ({ kind: 'comparison', id })),
    ...recordFacts.filter((fact) => fact.record === record).map(({ says }): RecordUse => ({ kind: 'fact', says })),
  ];
  const other = otherUses[record] as OtherUse | undefined;
  const told = other === undefined ? figures : [...figures, other];
  return told.length > 0 ? told : optionsOf(record, manifests);
}

/** The record of a figure: what stands before the slash. */
export function ofRecord(id: string): string {
  return id.split('/')[0];
}

function optionsOf(record: string, manifests: readonly Manifest[]): readonly RecordUse[] {
  return (['published', 'fitted', 'judgement'] as const).flatMap((origin): readonly RecordUse[] => {
    const options = manifests.flatMap(({ id, config }) => Object.entries(config.properties)
      .filter(([, option]) => option.origin?.record === record && option.origin.kind === origin).map(([option]) => ({ path: id, option })));
    return options.length === 0 ? [] : [{ kind: 'option', options, origin }];
  });
}
