import type { Capabilities } from '@doorbell/sdk';
import { writtenEvents, writtenPeriods } from './events.ts';
import { fieldAt } from './edit-document.ts';

/** What events and policies ask of every path. */
export interface EventNeeds {
  /** What moves VMs, in words; empty where nothing does. */
  readonly migration: readonly string[];
  readonly snapshot: readonly string[];
}

/** What the text lets happen. */
export function eventNeeds(fields: unknown): EventNeeds {
  const events = writtenEvents(fields);
  const { snapshotNs, balanceNs } = writtenPeriods(fields);
  const moves = events.filter(({ kind }) => kind === 'migrate').length;
  const saves = events.filter(({ kind }) => kind === 'snapshot').length;
  const proactive = fieldAt(fields, ['manager', 'recovery', 'kind']) === 'proactive' && events.some(({ kind, warningNs }) => kind === 'host-failure' && warningNs !== undefined);
  const times = (count: number, one: string, many: string): readonly string[] => (count === 0 ? [] : [count === 1 ? one : `${count} ${many}`]);
  return {
    migration: [...times(moves, 'an event', 'events'), ...(balanceNs === undefined ? [] : ['load balancing']), ...(proactive ? ['proactive recovery'] : [])],
    snapshot: [...times(saves, 'an event', 'events'), ...(snapshotNs === undefined ? [] : ['the period of snapshots'])],
  };
}

const joined = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`);
const asks = (words: readonly string[]): string => `${joined(words).replace(/^./, (letter) => letter.toUpperCase())} ${words.length > 1 || /^\d/.test(words[0] ?? '') ? 'ask' : 'asks'} for it.`;

/** What a path cannot do of it, each in a sentence; `others` are the paths that could be taken instead. */
export function lackedBy(can: Capabilities, needs: EventNeeds, others: readonly { readonly id: string; readonly can: Capabilities }[]): readonly string[] {
  const found: string[] = [];
  if (needs.migration.length > 0 && can.liveMigration === 'unsupported') {
    const transparent = others.filter((other) => other.can.liveMigration === 'transparent').map(({ id }) => id);
    const detaching = others.filter((other) => other.can.liveMigration === 'detach-reattach').map(({ id }) => `${id} with a fallback`);
    const all = [...transparent, ...detaching];
    found.push(`Its VMs cannot migrate. ${asks(needs.migration)}${all.length === 0 ? '' : ` Use ${all.length === 1 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? ''}`}.`}`);
  }
  if (needs.migration.length > 0 && can.liveMigration === 'not-applicable') found.push(`It has no VMs to migrate. ${asks(needs.migration)}`);
  if (needs.snapshot.length > 0 && can.snapshot === 'unsupported') found.push(`Its VMs cannot be saved. ${asks(needs.snapshot)}`);
  if (needs.snapshot.length > 0 && can.snapshot === 'not-applicable') found.push(`It has no VMs to save. ${asks(needs.snapshot)}`);
  return found;
}
