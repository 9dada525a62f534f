import type { VerbsCost } from '@doorbell/sdk';

/** Options of the passthrough path; units and origins are in the manifest. */
export interface PassthroughConfig extends VerbsCost {
  readonly messageNs: number;
  readonly nestedPagingNs: number;
  readonly packetBytes: number;
  readonly segmentBytes: number;
  readonly windowSegments: number;
  readonly assignFunctionNs: number;
  readonly registerPerPageNs: number;
  readonly createQueueSetNs: number;
  readonly connectNs: number;
}
