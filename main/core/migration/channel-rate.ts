import type { MigrationSettings } from '../contract/index.ts';

/**
 * What an RDMA channel carries of a link's data rate. Origin: published, qemu.rdma.rate: 26 Gb/s on 40 Gb/s InfiniBand, whose data
 * rate after 8b/10b coding is 32 Gb/s; an application that writes 7500 MB of 8 GB again and again, pages pinned beforehand.
 */
export const rdmaShareOfLink = 26 / 32;

/**
 * What a TCP channel carries of a link's rate where no core bounds it: payload of a full Ethernet frame, with IP, TCP and its
 * timestamps, preamble and gap, 1448 of 1538 bytes. Arithmetic.
 */
export const tcpShareOfLink = 1448 / 1538;

/**
 * What one core feeds into a TCP channel at most, bit/s. Origin: published, sosp25: the channel took 16 Gb/s on a NIC of 200 Gb/s
 * and an EPYC of 2022. Older cores feed less, above all without segmentation offload: then `bitsPerSecond` must say it.
 */
export const tcpBitsPerSecondOfCore = 16e9;

/** What the migration's channel carries of memory at most, bytes/s: as the settings say, never above the link, else what channels of its kind reach. */
export function channelBytesPerSecond({ channel, bitsPerSecond }: Pick<MigrationSettings, 'channel' | 'bitsPerSecond'>, linkBitsPerSecond: number): number {
  if (bitsPerSecond !== undefined) return Math.min(bitsPerSecond, linkBitsPerSecond) / 8;
  if (channel === 'rdma') return (linkBitsPerSecond * rdmaShareOfLink) / 8;
  return Math.min(linkBitsPerSecond * tcpShareOfLink, tcpBitsPerSecondOfCore) / 8;
}
