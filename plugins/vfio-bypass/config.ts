/** Options of the VFIO path; units and origins are in the manifest. */
export interface VfioBypassConfig {
  readonly postNs: number;
  readonly doorbellNs: number;
  readonly doorbellFlightNs: number;
  readonly descriptorReadNs: number;
  readonly payloadReadNs: number;
  readonly dmaPerByteNs: number;
  readonly firmwareTransmitNs: number;
  readonly firmwareReceiveNs: number;
  readonly dmaWriteNs: number;
  readonly completionWriteNs: number;
  readonly pollNs: number;
  readonly sendQueueSlots: number;
  readonly windowSegments: number;
  readonly eagerLimitBytes: number;
}
