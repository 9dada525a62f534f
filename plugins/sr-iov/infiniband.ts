import { rawProtocol, verbsPipelines, wireStages } from '@doorbell/sdk';
import type { Platform, Stage, VerbsAdditions } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';
import { linkLeft } from './fabric.ts';
import { engines } from './flavour.ts';
import type { Flavour } from './flavour.ts';
import { iotlb } from './iommu.ts';

/** Local route header 8, base transport header 12, invariant and variant CRC 6. Bytes. */
const packetHeaderBytes = 26;

/** Verbs through a virtual function: as on a whole adapter, but that it has to find out whose queue it serves. */
export function infiniband(config: SrIovConfig, platform: Platform): Flavour {
  const protocol = rawProtocol(platform, {
    windowSegments: config.windowSegments, eagerLimitBytes: config.verbsEagerLimitBytes, segmentBytes: Math.max(config.segmentBytes, config.packetBytes),
    framePayloadBytes: config.packetBytes, headerBytes: packetHeaderBytes, minimumFrameBytes: packetHeaderBytes, rendezvous: 'rget',
  });
  const cost = {
    ...config, postNs: config.verbsPostNs, doorbellNs: config.burstNs, pollNs: config.verbsPollNs, eagerLimitBytes: config.verbsEagerLimitBytes,
  };
  const additions: VerbsAdditions = {
    fetched: [...readFromMemory(config), functionLookup(config, 'transmit')], landed: [functionLookup(config, 'receive'), ...iotlb(config, 'write')],
  };
  return {
    protocol,
    otherHost: verbsPipelines(cost, wireStages(linkLeft(config, platform), protocol), engines, additions),
    sameHost: verbsPipelines(cost, [], engines, additions),
    bypassesKernel: true,
  };
}

/** The adapter has several messages at hand: this delays one, and holds up no other. */
export function functionLookup({ functionNs }: SrIovConfig, way: 'transmit' | 'receive'): Stage {
  return { id: `function-${way}`, title: `Function, ${way}`, executor: 'device', kind: 'delay', cost: { perUnitNs: functionNs, unit: 'segment' } };
}

/** What came with the doorbell is read from nowhere. */
function readFromMemory(config: SrIovConfig): readonly Stage[] {
  const walks = iotlb(config, 'read');
  return walks.length === 0 ? [] : [{
    id: 'iotlb', title: 'IOTLB', executor: 'device', kind: 'choose',
    branches: [{ upToBytes: config.inlineBytes, stages: [] }, { upToBytes: Number.MAX_SAFE_INTEGER, stages: walks }],
  }];
}
