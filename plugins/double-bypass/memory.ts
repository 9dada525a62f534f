import type { CacheStage, Stage } from '@doorbell/sdk';
import type { DoubleBypassConfig } from './config.ts';

/**
 * What a message above the eager limit finds of its buffer: pinned by the guest's kernel, and mapped for the NIC. One-dimensional
 * tables belong to the hypervisor, so mapping takes a hypercall and an entry per page; nested ones belong to the guest, whose
 * kernel writes the entries itself. Shorter messages go through buffers that were registered when the process started.
 */
export function memory(config: DoubleBypassConfig): readonly Stage[] {
  const invalidate = config.mapping === 'per-use' ? 'use' : 'never';
  const region = { executor: 'guest-user', kind: 'cache', key: 'region', entries: config.registeredRegions, invalidate } as const;
  const register: CacheStage = { ...region, id: 'register', title: 'Register memory', missNs: config.registrationNs };
  const hypercall: CacheStage = { ...region, id: 'map-hypercall', title: 'Hypercall to map', missNs: config.hypercallNs };
  const map: CacheStage = { ...region, id: 'map-pages', title: 'Map pages for the NIC', key: 'page', entries: config.registeredPages, missNs: config.mapPerPageNs };
  return [{
    id: 'registration', title: 'Memory registration', executor: 'guest-user', kind: 'choose',
    branches: [
      { upToBytes: config.eagerLimitBytes, stages: [] },
      { upToBytes: Number.MAX_SAFE_INTEGER, stages: config.translation === 'nested' ? [register, map] : [register, hypercall, map] },
    ],
  }];
}
