/** Options of the SR-IOV path; units and origins are in the manifest. */
export interface SrIovConfig {
  readonly flavour: 'ethernet-tcp';
  readonly sendPerSegmentNs: number;
  readonly sendPerByteNs: number;
  readonly receivePerSegmentNs: number;
  readonly receivePerByteNs: number;
  readonly doorbellNs: number;
  readonly transmitPerSegmentNs: number;
  readonly transmitPerByteNs: number;
  readonly deliverPerSegmentNs: number;
  readonly deliverPerByteNs: number;
  readonly interruptNs: number;
  readonly pollBudgetNs: number;
  readonly windowSegments: number;
  readonly eagerLimitBytes: number;
}
