import type { Stage } from '@doorbell/sdk';
import type { XenMpConfig } from './config.ts';
import { work } from './stages.ts';

/** From the frontend to the backend: an entry of the ring, pages that the backend maps unless it has them, and an event. */
export function request(config: XenMpConfig): readonly Stage[] {
  return [
    { id: 'requests', title: 'Shared ring', executor: 'guest-kernel', kind: 'ring', ring: 'requests', scope: 'vm', slots: config.ringSlots, onFull: 'block' },
    work('put-request', 'Write the request', 'guest-kernel', { perUnitNs: config.ringWriteNs, unit: 'operation' }),
    {
      id: 'event-to-backend', title: 'Event to the backend', executor: 'hypervisor', kind: 'notify', target: 'driver-domain',
      idleNs: config.eventNs, pollBudgetNs: config.pollBudgetNs,
    },
    work('take-request', 'Take the request', 'driver-domain', { perUnitNs: config.ringReadNs, unit: 'operation' }),
    mapping(config, 'grants', 'grant-cache', 'Map granted pages'),
    { id: 'free-request', title: 'Free the entry', executor: 'driver-domain', kind: 'release', ring: 'requests' },
  ];
}

/** From the backend to the process that waits: its pages are mapped as the sender's are. */
export function answer(config: XenMpConfig): readonly Stage[] {
  return [
    { ...mapping(config, 'receive-grants', 'receive-grant-cache', 'Map the receiver\'s pages'), side: 'receiver' },
    { ...work('put-response', 'Write the response', 'driver-domain', { perUnitNs: config.ringWriteNs, unit: 'operation' }), side: 'receiver' },
  ];
}

export function takeAnswer(config: XenMpConfig): readonly Stage[] {
  return [
    {
      id: 'event-to-guest', title: 'Event to guest', executor: 'hypervisor', kind: 'notify', target: 'guest-vcpu', side: 'receiver',
      idleNs: config.eventToGuestNs,
    },
    { ...work('take-response', 'Take the response', 'guest-user', { perUnitNs: config.ringReadNs, unit: 'operation' }), side: 'receiver' },
  ];
}

/** A software TLB of grants: what is mapped stays mapped. Short payloads lie in the ring itself. */
function mapping(config: XenMpConfig, id: string, cacheId: string, title: string): Stage {
  const cached = config.grantCache !== 'none';
  return {
    id, title, executor: 'driver-domain', kind: 'choose',
    branches: [
      { upToBytes: config.inlineBytes, stages: [] },
      {
        upToBytes: Number.MAX_SAFE_INTEGER,
        stages: [{
          id: cacheId, title, executor: 'driver-domain', kind: 'cache', key: config.grantCache === 'region' ? 'region' : 'page', scope: 'vm',
          entries: config.grantCachePages, missNs: config.grantMissNs, invalidate: cached ? 'never' : 'use',
        }],
      },
    ],
  };
}
