import type { Platform } from '@doorbell/sdk';
import { expect, it } from 'vitest';
import type { PathCard, ResolvedPath } from '../contract/index.ts';
import { builtInManifest, builtInModel } from '../engine/testing/built-in-paths.ts';
import { usedCards } from './used-cards.ts';

const platform: Platform = {
  host: { cores: 8, coreHz: 2e9 },
  nic: { model: 'test', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: [] },
  network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
};
const cards = ['native', 'xen-mp'].map((id) => builtInManifest(id) as unknown as PathCard);
const resolved = (config: Readonly<Record<string, unknown>>): ResolvedPath => (
  { key: '', model: builtInModel('native', platform, config), plugin: { id: 'native', version: '1.0.0', sha256: '' } });

it('keeps paths that are used, and of them the options of the flavour', () => {
  const tcp = usedCards(cards, [resolved({})]);
  expect(tcp.map(({ id }) => id)).toEqual(['native']);
  expect(Object.keys(tcp[0].config.properties)).toEqual(expect.arrayContaining(['flavour', 'sendPerSegmentNs', 'dmaPerSegmentNs']));
  expect(Object.keys(tcp[0].config.properties)).not.toContain('postNs');
  const both = usedCards(cards, [resolved({}), resolved({ flavour: 'verbs' })]);
  expect(Object.keys(both[0].config.properties)).toEqual(expect.arrayContaining(['sendPerSegmentNs', 'postNs']));
});
