import type { Capabilities } from '@doorbell/sdk';
import { describe, expect, it } from 'vitest';
import { eventNeeds, lackedBy } from './event-needs.ts';

const can = (liveMigration: Capabilities['liveMigration'], snapshot: Capabilities['snapshot']): Capabilities => ({ osBypass: true, hypervisorBypass: true, zeroCopy: true, liveMigration, snapshot } as Capabilities);
const others = [{ id: 'vrdma', can: can('transparent', 'supported') }, { id: 'sr-iov', can: can('detach-reattach', 'unsupported') }, { id: 'vfio-bypass', can: can('unsupported', 'unsupported') }];

describe('what events ask of a path', () => {
  it('is nothing without events, and moving and saving with them', () => {
    expect(eventNeeds({})).toEqual({ migration: [], snapshot: [] });
    expect(eventNeeds({ events: [{ kind: 'migrate' }, { kind: 'migrate' }, { kind: 'snapshot' }], manager: { balance: {}, snapshot: { everyNs: '1 s' } } }))
      .toEqual({ migration: ['2 events', 'load balancing'], snapshot: ['an event', 'the period of snapshots'] });
  });

  it('is moving for proactive recovery only where somebody warns', () => {
    const manager = { recovery: { kind: 'proactive' } };
    expect(eventNeeds({ manager, events: [{ kind: 'host-failure', atNs: 1 }] }).migration).toEqual([]);
    expect(eventNeeds({ manager, events: [{ kind: 'host-failure', atNs: 1, warningNs: 1 }] }).migration).toEqual(['proactive recovery']);
  });

  it('is said where the path cannot do it, with what can', () => {
    const needs = eventNeeds({ events: [{ kind: 'migrate' }, { kind: 'snapshot' }] });
    expect(lackedBy(can('unsupported', 'unsupported'), needs, others)).toEqual(['Its VMs cannot migrate. An event asks for it. Use vrdma or sr-iov with a fallback.', 'Its VMs cannot be saved. An event asks for it.']);
    expect(lackedBy(can('not-applicable', 'not-applicable'), needs, others)).toEqual(['It has no VMs to migrate. An event asks for it.', 'It has no VMs to save. An event asks for it.']);
    expect(lackedBy(can('transparent', 'supported'), needs, others)).toEqual([]);
    expect(lackedBy(can('unsupported', 'unsupported'), eventNeeds({}), others)).toEqual([]);
  });
});
