/** Options of the native path; units and origins are in the manifest. */
export interface NativeConfig {
  readonly sendPerSegmentNs: number;
  readonly sendPerByteNs: number;
  readonly receivePerSegmentNs: number;
  readonly receivePerByteNs: number;
  readonly dmaPerSegmentNs: number;
  readonly dmaPerByteNs: number;
  readonly interruptNs: number;
  readonly pollBudgetNs: number;
  readonly windowSegments: number;
  readonly eagerLimitBytes: number;
}
