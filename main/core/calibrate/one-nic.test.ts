import { beforeAll, describe, expect, it } from 'vitest';
import { builtInManifest, builtInPaths, resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { oneNicKinds, oneNicRequests, oneNicRows, type OneNicRow } from './one-nic.ts';

const manifests = builtInPaths.map(builtInManifest);
let rows: readonly OneNicRow[];

beforeAll(() => { rows = oneNicRows(manifests, resolveBuiltIn(oneNicRequests(manifests))); }, 60_000);

function otherHost(title: string): number {
  return rows.find((row) => row.title === title)?.otherHostNs ?? NaN;
}

describe('on one NIC for all data paths', () => {
  it('every kind of every path has a row with CPU time per byte', () => {
    expect(rows.map(({ title }) => title)).toEqual(oneNicKinds.map(({ title }) => title));
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(builtInPaths));
    for (const { title, cpuNsPerByte } of rows) expect(cpuNsPerByte, title).toBeGreaterThan(0);
  });

  it('short messages between hosts rank passthrough, double bypass, a function, the bridge', () => {
    expect(otherHost('passthrough, verbs')).toBeLessThanOrEqual(otherHost('double-bypass, verbs'));
    expect(otherHost('double-bypass, verbs')).toBeLessThanOrEqual(otherHost('sr-iov, verbs'));
    for (const flavour of ['kernel TCP', 'Open-MX', 'verbs']) expect(otherHost(`sr-iov, ${flavour}`)).toBeLessThan(otherHost('xen-bridged, kernel TCP'));
  });

  it('message passing over the split driver is near a function with the same protocol: 14 to 13 us were published', () => {
    const ratio = otherHost('xen-mp, Open-MX') / otherHost('sr-iov, Open-MX');
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });

  it('memory between VMs is first within a host', () => {
    const within = rows.flatMap(({ id, sameHostNs }) => (sameHostNs === undefined ? [] : [{ id, sameHostNs }]));
    expect(within.toSorted((a, b) => a.sameHostNs - b.sameHostNs)[0].id).toBe('inter-vm-shm');
  });

  it('who copies pays for each byte: the bridge most, verbs least', () => {
    const cost = (title: string): number => rows.find((row) => row.title === title)?.cpuNsPerByte ?? NaN;
    expect(cost('xen-bridged, kernel TCP')).toBe(Math.max(...rows.map(({ cpuNsPerByte = 0 }) => cpuNsPerByte)));
    expect(cost('sr-iov, Open-MX')).toBeLessThan(cost('sr-iov, kernel TCP'));
    expect(cost('passthrough, verbs')).toBeLessThan(cost('sr-iov, Open-MX') / 100);
  });

  it('nothing carries more than the link does, but memory', () => {
    for (const { id, title, bytesPerSecond } of rows) if (id !== 'inter-vm-shm') expect(bytesPerSecond, title).toBeLessThan(1.25e9);
  });

  it('paths without the preset have no row', () => {
    const without = manifests.map((manifest) => (manifest.id === 'vrdma' ? { ...manifest, presets: [] } : manifest));
    expect(oneNicRequests(without).some(({ choice }) => choice.id === 'vrdma')).toBe(false);
  });
});
