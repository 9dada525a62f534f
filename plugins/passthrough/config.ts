/** Options of the passthrough path; units and origins are in the manifest. */
export interface PassthroughConfig {
  readonly postNs: number;
  readonly doorbellNs: number;
  readonly doorbellFlightNs: number;
  readonly inlineBytes: number;
  readonly workRequestReadNs: number;
  readonly payloadReadNs: number;
  readonly transmitNs: number;
  readonly messageNs: number;
  readonly receiveNs: number;
  readonly adapterPerByteNs: number;
  readonly translationNs: number;
  readonly nestedPagingNs: number;
  readonly payloadWriteNs: number;
  readonly completionWriteNs: number;
  readonly pollNs: number;
  readonly acknowledgeNs: number;
  readonly registrationNs: number;
  readonly registeredRegions: number;
  readonly packetBytes: number;
  readonly segmentBytes: number;
  readonly windowSegments: number;
  readonly eagerLimitBytes: number;
  readonly assignFunctionNs: number;
  readonly registerPerPageNs: number;
  readonly createQueueSetNs: number;
  readonly connectNs: number;
}
