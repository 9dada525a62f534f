/** Options of the native path; units and origins are in the manifest. */
export interface NativeConfig {
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
  readonly postNs: number;
  readonly doorbellNs: number;
  readonly doorbellFlightNs: number;
  readonly inlineBytes: number;
  readonly workRequestReadNs: number;
  readonly payloadReadNs: number;
  readonly transmitNs: number;
  readonly receiveNs: number;
  readonly adapterPerByteNs: number;
  readonly translationNs: number;
  readonly payloadWriteNs: number;
  readonly completionWriteNs: number;
  readonly pollNs: number;
  readonly acknowledgeNs: number;
  readonly registrationNs: number;
  readonly registeredRegions: number;
  readonly packetBytes: number;
  readonly segmentBytes: number;
  readonly verbsWindowSegments: number;
  readonly verbsEagerLimitBytes: number;
}
