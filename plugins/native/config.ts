import type { VerbsCost } from '@doorbell/sdk';

/** Options of the native path; units and origins are in the manifest. */
export interface NativeConfig extends Omit<VerbsCost, 'eagerLimitBytes'> {
  readonly messageNs: number;
  readonly flavour: 'kernel-tcp' | 'verbs';
  readonly adapter: 'lumped' | 'staged';
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
  readonly packetBytes: number;
  readonly segmentBytes: number;
  readonly verbsWindowSegments: number;
  readonly verbsEagerLimitBytes: number;
}
