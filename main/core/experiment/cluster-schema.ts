import { z } from 'zod';
import type { Cluster } from '../contract/index.ts';
import { count, oneOf, quantity, record } from './schema-parts.ts';

const host = record({
  cores: count(1024).default(8),
  coreHz: quantity('hertz', { min: 1e6, max: 1e12 }).default(2e9),
});

const nic = record({
  model: z.string().min(1).max(80).default('generic-10g'),
  linkBitsPerSecond: quantity('bitsPerSecond', { min: 1e6, max: 1e13 }).default(1e10),
  mtuBytes: quantity('bytes', { min: 256, max: 65_536, integer: true }).default(1500),
  gsoBytes: quantity('bytes', { min: 256, max: 1_048_576, integer: true }).default(65_536),
  functions: count(65_536, 0).default(8),
  offloads: z.array(oneOf(['checksum', 'tso', 'lro', 'rss'])).readonly().default(['checksum', 'tso']),
});

const network = record({
  kind: oneOf(['back-to-back', 'switch']).optional(),
  propagationNs: quantity('nanoseconds', { min: 0, max: 1e9 }).default(10),
  switchNs: quantity('nanoseconds', { min: 0, max: 1e9 }).optional(),
});

/**
 * Defaults: two hosts of 8 cores at 2 GHz; 10 Gb/s NIC, MTU 1500, GSO 64 KiB, 8 functions, checksum and TSO offload;
 * cabled back to back up to two hosts and over a switch beyond, which takes 300 ns; 10 ns of propagation (2 m of cable).
 */
export const clusterSchema = record({
  hosts: count(1024).default(2),
  host: host.prefault({}),
  nic: nic.prefault({}),
  network: network.prefault({}),
}).transform((cluster): Cluster => ({ ...cluster, network: completeNetwork(cluster.network, cluster.hosts) })) satisfies z.ZodType<Cluster>;

function completeNetwork({ kind, propagationNs, switchNs }: z.output<typeof network>, hosts: number): Cluster['network'] {
  const kindOrDefault = kind ?? (hosts <= 2 ? 'back-to-back' : 'switch');
  return { kind: kindOrDefault, propagationNs, switchNs: switchNs ?? (kindOrDefault === 'switch' ? 300 : 0) };
}
