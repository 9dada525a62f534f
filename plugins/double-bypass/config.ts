/** How a NIC finds the queue of an arriving frame. */
export type Steering = 'mac' | 'vntag' | 'etag' | 'vlan' | 'ip' | 'udp-port';

/** Options of the double-bypass path; units and origins are in the manifest. */
export interface DoubleBypassConfig {
  readonly steering: Steering;
  readonly onMiss: 'refuse' | 'shared-queue';
  readonly steeringEntries: number;
  readonly sharedQueueNs: number;
  readonly translation: 'one-dimensional' | 'nested';
  readonly mapping: 'registered' | 'per-use';
  readonly postNs: number;
  readonly frameNs: number;
  readonly doorbellNs: number;
  readonly doorbellFlightNs: number;
  readonly inlineBytes: number;
  readonly workRequestReadNs: number;
  readonly payloadReadNs: number;
  readonly transmitNs: number;
  readonly receiveNs: number;
  readonly nicPerByteNs: number;
  readonly translationNs: number;
  readonly iotlbEntries: number;
  readonly walkReferenceNs: number;
  readonly payloadWriteNs: number;
  readonly completionWriteNs: number;
  readonly pollNs: number;
  readonly acknowledgeNs: number;
  readonly registrationNs: number;
  readonly hypercallNs: number;
  readonly mapPerPageNs: number;
  readonly registeredRegions: number;
  readonly registeredPages: number;
  readonly sendQueueSlots: number;
  readonly receiveQueueSlots: number;
  readonly windowSegments: number;
  readonly eagerLimitBytes: number;
  readonly rtoNs: number;
  readonly backoff: number;
  readonly retries: number;
  readonly queueSets: number;
  readonly assignFunctionNs: number;
  readonly createQueueSetNs: number;
  readonly connectNs: number;
}
