/** Options of the bridged path; units and origins are in the manifest. */
export interface XenBridgedConfig {
  readonly sendPerSegmentNs: number;
  readonly sendPerByteNs: number;
  readonly receivePerSegmentNs: number;
  readonly receivePerByteNs: number;
  readonly ringSlots: number;
  readonly grantPerPageNs: number;
  readonly eventToDomainNs: number;
  readonly eventToGuestNs: number;
  readonly pollBudgetNs: number;
  readonly transmitPerSegmentNs: number;
  readonly transmitPerByteNs: number;
  readonly deliverPerSegmentNs: number;
  readonly deliverPerByteNs: number;
  readonly bridgePerSegmentNs: number;
  readonly bridgePerByteNs: number;
  readonly dmaPerSegmentNs: number;
  readonly dmaPerByteNs: number;
  readonly driverDomainVcpus: number;
  readonly pinning: 'floating' | 'pinned';
  readonly weight: number;
  readonly sliceNs: number;
  readonly switchNs: number;
  readonly windowSegments: number;
  readonly eagerLimitBytes: number;
}
