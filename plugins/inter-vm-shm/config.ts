/** Options of shared memory between VMs; units and origins are in the manifest. */
export interface InterVmShmConfig {
  readonly mechanism: 'ivshmem' | 'xenloop';
  readonly copyInPerSegmentNs: number;
  readonly copyOutPerSegmentNs: number;
  readonly copyPerByteNs: number;
  readonly lineTransferNs: number;
  readonly memoryBytesPerSecond: number;
  readonly memoryTrafficPerByte: number;
  readonly segmentBytes: number;
  readonly ringSegments: number;
  readonly wakeNs: number;
  readonly stackSendNs: number;
  readonly stackReceiveNs: number;
  readonly stackPerByteNs: number;
  readonly eagerLimitBytes: number;
}
