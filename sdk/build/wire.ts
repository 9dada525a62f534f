import type { Platform } from '../model/platform.ts';
import type { Protocol, Resource } from '../model/path-model.ts';
import type { LinearCost } from '../model/cost.ts';
import type { ServeStage, Stage } from '../model/stage.ts';

/** Nanoseconds that one byte takes on one direction of the platform's link. */
export function byteTimeNs(platform: Platform): number {
  return 8e9 / platform.nic.linkBitsPerSecond;
}

/**
 * The stages between two NICs: the sender's link, the cable and, with a switch, its latency and the port towards the
 * receiver. Between leaves of a fat tree also an uplink, the spine and a downlink; an uplink slower than a host's link takes
 * a segment in whole before it passes it on. Payload and per-frame overhead pass at line rate, and no frame is shorter than the protocol's minimum.
 * Every segment is delayed alike, so segments never overtake each other.
 */
export function wireStages(platform: Platform, protocol: Protocol): readonly Stage[] {
  const { network } = platform;
  const link = atLineRate(platform, protocol, { id: 'wire', title: 'Wire', executor: 'wire', kind: 'serve', resources: ['link'] });
  const cable: Stage = {
    id: 'propagation', title: 'Cable', executor: 'wire', kind: 'delay', cost: { perUnitNs: network.propagationNs, unit: 'segment' },
  };
  if (network.kind === 'back-to-back') return [...link, cable];
  const latency: Stage = {
    id: 'switch', title: 'Switch', executor: 'wire', kind: 'delay', cost: { perUnitNs: network.switchNs, unit: 'segment' },
  };
  const port = atLineRate(platform, protocol, {
    id: 'switch-port', title: 'Switch port', executor: 'wire', kind: 'serve', side: 'receiver', resources: ['switch-port'],
    cutThrough: true,
  });
  return [...link, cable, latency, ...(network.kind === 'fat-tree' ? spineStages(platform, protocol) : []), ...port];
}

/** From one leaf over a spine to another; both cables are as long as a host's. */
function spineStages(platform: Platform, protocol: Protocol): readonly Stage[] {
  const { network, nic } = platform;
  const uplinkBitsPerSecond = network.uplinkBitsPerSecond ?? nic.linkBitsPerSecond;
  const uplinks: Platform = { ...platform, nic: { ...nic, linkBitsPerSecond: uplinkBitsPerSecond } };
  const between = { executor: 'wire', when: 'other-leaf' } as const;
  const hop = (id: string, title: string): Stage => ({
    ...between, id, title, kind: 'delay', cost: { perUnitNs: network.propagationNs + network.switchNs, unit: 'segment' },
  });
  return [
    ...atLineRate(uplinks, protocol, { ...between, id: 'uplink', title: 'Uplink', kind: 'serve', resources: ['uplink'], cutThrough: uplinkBitsPerSecond >= nic.linkBitsPerSecond }),
    hop('spine', 'Spine switch'),
    ...atLineRate(uplinks, protocol, { ...between, id: 'downlink', title: 'Downlink', kind: 'serve', side: 'receiver', resources: ['downlink'], cutThrough: true }),
    hop('leaf', 'Leaf switch'),
  ];
}

/** The resources that {@link wireStages} names. */
export function wireResources(platform: Platform): readonly Resource[] {
  const link: Resource = { id: 'link', title: 'Link', scope: 'link' };
  if (platform.network.kind === 'back-to-back') return [link];
  const port: Resource = { id: 'switch-port', title: 'Switch port', scope: 'switch-port' };
  if (platform.network.kind === 'switch') return [link, port];
  return [link, port, { id: 'uplink', title: 'Uplink', scope: 'uplink' }, { id: 'downlink', title: 'Downlink', scope: 'downlink' }];
}

/** A linear cost cannot be padded, so messages below the minimum frame take a branch of their own. */
function atLineRate(platform: Platform, protocol: Protocol, stage: Omit<ServeStage, 'cost'>): readonly Stage[] {
  const byteNs = byteTimeNs(platform);
  const cost: LinearCost = { perUnitNs: protocol.headerBytes * byteNs, unit: 'frame', perByteNs: byteNs };
  const full: Stage = { ...stage, cost };
  const paddedBytes = protocol.minimumFrameBytes - protocol.headerBytes;
  if (paddedBytes <= 0) return [full];
  const padded: Stage = { ...stage, cost: { fixedNs: protocol.minimumFrameBytes * byteNs } };
  return [{
    id: `${stage.id}-frame`, title: stage.title, executor: 'wire', kind: 'choose', ...(stage.when === undefined ? {} : { when: stage.when }),
    branches: [
      { upToBytes: paddedBytes, stages: [padded] },
      { upToBytes: Number.MAX_SAFE_INTEGER, stages: [full] },
    ],
  }];
}
