import type { Platform } from '@doorbell/sdk';

/** Hosts and links of published migrations; of the NIC only the rate of the link counts here. */
function testbed(model: string, cores: number, coreHz: number, linkBitsPerSecond: number, mtuBytes = 1500): Platform {
  return {
    host: { cores, coreHz },
    nic: { model, linkBitsPerSecond, mtuBytes, gsoBytes: 65_536, functions: 64, offloads: ['checksum', 'tso'] },
    network: { kind: 'switch', propagationNs: 25, switchNs: 300 },
  };
}

export const testbeds = {
  /** Xeon of 2004, gigabit Ethernet. */
  gigabit2005: testbed('gigabit', 2, 2e9, 1e9),
  /** InfiniBand 4X SDR, 8 Gb/s of data. */
  sdr2007: testbed('infiniband-sdr', 4, 2.4e9, 8e9, 2048),
  /** InfiniBand QDR, 32 Gb/s of data. */
  qdr2013: testbed('infiniband-qdr', 8, 2.6e9, 32e9, 2048),
  /** Xeon E5-2699 v3, X540. */
  haswell2016: testbed('x540', 36, 2.3e9, 10e9),
  /** A gigabit link between servers of today. */
  gigabit2022: testbed('gigabit', 8, 3e9, 1e9),
  /** Some hundred Gb/s: a core bounds TCP. */
  fast2026: testbed('200g', 32, 3e9, 200e9),
  /** EPYC 9654, ConnectX-7. */
  connectx7: testbed('connectx-7-vf', 96, 2.4e9, 200e9, 4096),
} as const;
