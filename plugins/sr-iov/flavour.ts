import type { Pipelines, Protocol } from '@doorbell/sdk';

/** What a flavour makes of a virtual function. */
export interface Flavour {
  readonly protocol: Protocol;
  readonly otherHost: Pipelines;
  readonly sameHost: Pipelines;
  /** Neither a kernel nor a copy is on the data path. */
  readonly bypassesKernel: boolean;
}

/** Resources that every flavour uses: one engine of the NIC for each direction. */
export const engines = { transmit: 'engine-transmit', receive: 'engine-receive' } as const;
