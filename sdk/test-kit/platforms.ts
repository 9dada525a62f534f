import type { Platform } from '../model/platform.ts';

const tenGigabit: Platform = {
  host: { cores: 8, coreHz: 2e9 },
  nic: { model: 'ten-gigabit', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: ['checksum', 'tso', 'lro'] },
  network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
};

/** Platforms that differ in whatever a path may look at: the kit asks a path about each. */
export const testPlatforms: Readonly<Record<string, Platform>> = {
  'ten gigabit, jumbo frames, back to back': tenGigabit,
  'one gigabit, standard frames, a switch, no offloads': {
    host: { cores: 1, coreHz: 1e9 },
    nic: { ...tenGigabit.nic, model: 'one-gigabit', linkBitsPerSecond: 1e9, mtuBytes: 1500, gsoBytes: 1448, functions: 1, offloads: [] },
    network: { kind: 'switch', propagationNs: 100, switchNs: 2000 },
  },
  'hundred gigabit, many functions, a switch': {
    host: { cores: 64, coreHz: 3e9 },
    nic: { ...tenGigabit.nic, model: 'hundred-gigabit', linkBitsPerSecond: 1e11, functions: 256 },
    network: { kind: 'switch', propagationNs: 25, switchNs: 300 },
  },
  'ten gigabit, a fat tree with slower uplinks': {
    ...tenGigabit,
    network: { kind: 'fat-tree', propagationNs: 10, switchNs: 300, hostsPerLeaf: 16, uplinksPerLeaf: 8, uplinkBitsPerSecond: 5e9, routing: 'hash' },
  },
};
