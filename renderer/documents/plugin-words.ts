import type { Capabilities } from '@doorbell/sdk';
import type { Finding, PathCard, PluginOrigin, PluginState, Relation } from '../../main/core/contract/index.ts';

export const stateWords: Readonly<Record<PluginState, string>> = { enabled: 'Enabled', disabled: 'Disabled', broken: 'Broken', incompatible: 'Incompatible' };
export const originWords: Readonly<Record<PluginOrigin, string>> = { 'built-in': 'ships with Doorbell', installed: 'installed', unpacked: 'loaded from a folder', kernel: 'part of the engine' };
export const relationWords: Readonly<Record<Relation, string>> = { 'same-vm': 'within a VM', 'same-host': 'between VMs of a host', 'other-host': 'between hosts' };
export const useWords = { fitted: 'fitted to it', 'held-out': 'held out', consistency: 'same testbed as a fit' } as const;

/** A capability in words, and whether the path has it. */
export interface CapabilityWord {
  readonly title: string;
  readonly has: boolean;
  readonly text: string;
}

const support = { unsupported: 'no', 'detach-reattach': 'detach and re-attach', transparent: 'yes', supported: 'yes', 'not-applicable': 'not applicable' } as const;

export function capabilityWords(can: Capabilities): readonly CapabilityWord[] {
  const plain = (title: string, has: boolean): CapabilityWord => ({ title, has, text: has ? 'yes' : 'no' });
  return [
    plain('OS bypass', can.osBypass), plain('Hypervisor bypass', can.hypervisorBypass), plain('Zero copy', can.zeroCopy),
    { title: 'Live migration', has: can.liveMigration === 'transparent' || can.liveMigration === 'detach-reattach', text: support[can.liveMigration] },
    { title: 'Snapshot', has: can.snapshot === 'supported', text: support[can.snapshot] },
    { title: 'Steering', has: can.steering.length > 0, text: can.steering.length === 0 ? 'none' : can.steering.join(', ') },
    { title: 'Isolation', has: can.isolation.length > 0, text: can.isolation.length === 0 ? 'none' : can.isolation.join(', ') },
  ];
}

/** Whether a card matches what was typed: every word in its name, id, summary, state or origin. */
export function matchesCard(card: PathCard, filter: string): boolean {
  const text = [card.id, card.title, card.summary, card.version, stateWords[card.state], originWords[card.origin]].join(' ').toLowerCase();
  return filter.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** Errors first, then warnings, then notes; each group in its order. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const rank = { error: 0, warning: 1, note: 2 } as const;
  return [...findings].sort((a, b) => rank[a.severity] - rank[b.severity]);
}
