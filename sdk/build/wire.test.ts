import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePlatform } from '../testing/sample-model.ts';
import { stagesForSize } from '../check/visit.ts';
import type { Platform } from '../model/platform.ts';
import type { Protocol } from '../model/path-model.ts';
import { costOf } from './cost.ts';
import { goodputCeiling, rawProtocol, tcpProtocol } from './protocol.ts';
import { byteTimeNs, wireResources, wireStages } from './wire.ts';

const standard: Platform = { ...samplePlatform, nic: { ...samplePlatform.nic, mtuBytes: 1500 } };
const switched: Platform = { ...samplePlatform, network: { kind: 'switch', propagationNs: 20, switchNs: 300 } };

/** ns on the sender's link for a message. */
function linkTime(platform: Platform, protocol: Protocol, bytes: number): number {
  const wire = stagesForSize(wireStages(platform, protocol), bytes).find((stage) => stage.id === 'wire');
  if (wire?.kind !== 'serve') throw new Error('There is no wire stage.');
  return costOf(wire.cost, bytes, protocol);
}

describe('the ceilings that follow from headers and MTU', () => {
  it.each([
    ['TCP, jumbo frames', samplePlatform, tcpProtocol(samplePlatform), 1237.6],
    ['TCP, standard frames', standard, tcpProtocol(standard), 1176.9],
    ['raw, jumbo frames', samplePlatform, rawProtocol(samplePlatform), 1244.7],
    ['raw, standard frames', standard, rawProtocol(standard), 1219.1],
  ])('%s', (_, platform, protocol, megabytesPerSecond) => {
    expect(goodputCeiling(platform, protocol) / 1e6).toBeCloseTo(megabytesPerSecond, 1);
    const bytes = protocol.framePayloadBytes * 10_000;
    expect(bytes / linkTime(platform, protocol, bytes) * 1e3).toBeCloseTo(megabytesPerSecond, 1);
  });
});

describe('the wire', () => {
  it('sends no frame below the minimum', () => {
    const protocol = rawProtocol(samplePlatform);
    for (const bytes of [0, 1, 46]) expect(linkTime(samplePlatform, protocol, bytes)).toBeCloseTo(84 * 0.8, 9);
    expect(linkTime(samplePlatform, protocol, 47)).toBeCloseTo(85 * 0.8, 9);
  });

  it('needs no padding where headers alone exceed the minimum', () => {
    const protocol = tcpProtocol(samplePlatform);
    expect(wireStages(samplePlatform, protocol).map((stage) => stage.kind)).toEqual(['serve', 'delay']);
    expect(linkTime(samplePlatform, protocol, 1)).toBeCloseTo(91 * 0.8, 9);
  });

  it('takes the time of every byte on it, frame by frame', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1 << 24 }), fc.constantFrom(samplePlatform, standard), fc.boolean(), (bytes, platform, raw) => {
      const protocol = raw ? rawProtocol(platform) : tcpProtocol(platform);
      const frames = Math.max(1, Math.ceil(bytes / protocol.framePayloadBytes));
      const onWire = Math.max(protocol.minimumFrameBytes, bytes + frames * protocol.headerBytes);
      expect(linkTime(platform, protocol, bytes)).toBeCloseTo(onWire * byteTimeNs(platform), 3);
    }), { seed: 20103, numRuns: 500 });
  });

  it('passes a switch: its latency, then the port towards the receiver, cut through', () => {
    const stages = wireStages(switched, tcpProtocol(switched));
    expect(stages.map(({ id }) => id)).toEqual(['wire', 'propagation', 'switch', 'switch-port']);
    expect(stages[3]).toMatchObject({ side: 'receiver', cutThrough: true, resources: ['switch-port'] });
    expect(wireResources(switched).map(({ scope }) => scope)).toEqual(['link', 'switch-port']);
    expect(wireResources(samplePlatform).map(({ scope }) => scope)).toEqual(['link']);
  });

  it('passes a fat tree: over a spine between leaves, which pairs on one leaf leave out', () => {
    const tree = (uplinkBitsPerSecond: number): Platform => ({
      ...samplePlatform, network: { kind: 'fat-tree', propagationNs: 20, switchNs: 300, hostsPerLeaf: 4, uplinksPerLeaf: 2, uplinkBitsPerSecond, routing: 'hash' },
    });
    const stages = wireStages(tree(1e10), tcpProtocol(switched));
    expect(stages.map(({ id }) => id)).toEqual(['wire', 'propagation', 'switch', 'uplink', 'spine', 'downlink', 'leaf', 'switch-port']);
    expect(stages.filter(({ when }) => when === 'other-leaf').map(({ id }) => id)).toEqual(['uplink', 'spine', 'downlink', 'leaf']);
    expect(wireResources(tree(1e10)).map(({ scope }) => scope)).toEqual(['link', 'switch-port', 'uplink', 'downlink']);
    // An uplink slower than the link cannot send what it has not got yet.
    expect(stages[3]).toMatchObject({ cutThrough: true });
    expect(wireStages(tree(5e9), tcpProtocol(switched))[3]).toMatchObject({ cutThrough: false });
    // Raw frames may be shorter than the minimum, so there each cable is a choice.
    expect(wireStages(tree(1e10), rawProtocol(switched)).filter(({ kind, when }) => kind === 'choose' && when === 'other-leaf')).toHaveLength(2);
  });
});
