import { pageBytes } from '@doorbell/sdk';
import type { LinearCost, Stage } from '@doorbell/sdk';
import type { XenBridgedConfig } from './config.ts';

/** A pass through the driver domain that ends in a guest's memory: its cost with the copy. */
interface Pass {
  readonly id: string;
  readonly title: string;
  readonly perUnitNs: number;
  readonly perByteNs: number;
}

/** How pages are filled: frame by frame from the NIC, or page by page where nothing was cut into frames. */
type Filled = { readonly unit: 'frame'; readonly frameBytes: number } | { readonly unit: 'page' };

/**
 * Copying costs by the byte. Flipping does without the copy, but each page changes its owner: a short frame takes a whole
 * page, and the driver domain gets an empty one that somebody has to zero.
 */
export function deliver(config: XenBridgedConfig, filled: Filled, { id, title, perUnitNs, perByteNs }: Pass): readonly Stage[] {
  if (config.delivery === 'copy') {
    return [{ id, title, executor: 'driver-domain', kind: 'serve', copies: 1, cost: { perUnitNs, unit: 'segment', perByteNs } }];
  }
  const perPage = (ns: number): LinearCost => (filled.unit === 'page' ? { perPageNs: ns } : { perUnitNs: ns * Math.ceil(filled.frameBytes / pageBytes), unit: 'frame' });
  return [
    { id, title, executor: 'driver-domain', kind: 'serve', cost: { perUnitNs, unit: 'segment', perByteNs: Math.max(0, perByteNs - config.grantCopyPerByteNs) } },
    { id: 'page-flip', title: 'Flip pages', executor: 'driver-domain', kind: 'serve', cost: perPage(config.flipPerPageNs) },
    { id: 'page-zero', title: 'Zero pages', executor: 'driver-domain', kind: 'serve', cost: perPage(config.zeroPerPageNs) },
  ];
}
