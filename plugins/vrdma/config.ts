import type { VerbsCost } from '@doorbell/sdk';

/** Options of the paravirtual path; units and origins are in the manifest. */
export interface VrdmaConfig extends VerbsCost {
  readonly transport: 'roce' | 'infiniband' | 'iwarp';
  readonly virtualisation: 'paravirtual' | 'none';
  readonly dataPath: 'direct' | 'software';
  readonly doorbell: 'mapped' | 'trapped';
  readonly router: 'spinning' | 'signalled';
  readonly messageNs: number;
  readonly roceNs: number;
  readonly iwarpNs: number;
  readonly shadowPostNs: number;
  readonly shadowPollNs: number;
  readonly exitCycles: number;
  readonly trapNs: number;
  readonly relayNs: number;
  readonly signalNs: number;
  readonly routerVcpus: number;
  readonly bufferSegments: number;
  readonly packetBytes: number;
  readonly segmentBytes: number;
  readonly windowSegments: number;
  readonly assignFunctionNs: number;
  readonly registerPerPageNs: number;
  readonly createQueueSetNs: number;
  readonly connectNs: number;
  readonly quiesceNs: number;
  readonly drainNs: number;
  readonly deviceStateBytes: number;
  readonly saveNs: number;
  readonly restoreNs: number;
  readonly reconnectPerQueuePairNs: number;
  readonly reconnectPerRegionNs: number;
  readonly announceNs: number;
}
