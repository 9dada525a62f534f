/** Who shares what of the NIC. */
export type Sharing = 'vnic-per-process' | 'nic-per-process' | 'nic-shared';

/** Options of the VFIO path; units and origins are in the manifest. */
export interface VfioBypassConfig {
  readonly sharing: Sharing;
  readonly reliability: 'none' | 'timeout';
  readonly postNs: number;
  readonly doorbellNs: number;
  readonly doorbellFlightNs: number;
  readonly inlineBytes: number;
  readonly descriptorReadNs: number;
  readonly payloadReadNs: number;
  readonly dmaPerByteNs: number;
  readonly firmwareTransmitNs: number;
  readonly firmwareReceiveNs: number;
  readonly translationNs: number;
  readonly dmaWriteNs: number;
  readonly completionWriteNs: number;
  readonly pollNs: number;
  readonly sharedQueueNs: number;
  readonly sendQueueSlots: number;
  readonly receiveQueueSlots: number;
  readonly windowSegments: number;
  readonly eagerLimitBytes: number;
  readonly acknowledgeNs: number;
  readonly rtoNs: number;
  readonly backoff: number;
  readonly retries: number;
}
