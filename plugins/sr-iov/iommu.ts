import type { Stage } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';

/** The host's IOMMU walks its tables for pages that its cache has lost; with large pages it has them all. */
export function iotlb(config: SrIovConfig, what: 'read' | 'write'): readonly Stage[] {
  if (config.guestPages === 'huge') return [];
  return [{
    id: `iotlb-${what}`, title: `IOTLB, ${what}`, executor: 'device', kind: 'cache', key: 'page', scope: 'host',
    entries: config.iotlbEntries, missNs: config.iotlbMissNs, invalidate: 'never',
  }];
}
