import { z } from 'zod';
import type { Cluster } from '../contract/index.ts';
import { count, number, oneOf, quantity, record } from './schema-parts.ts';

const host = record({
  cores: count(1024).default(8),
  coreHz: quantity('hertz', { min: 1e6, max: 1e12 }).default(2e9),
  flopsPerCycle: number({ min: 0.001, max: 1024 }).optional(),
  memoryBytesPerSecond: quantity('bytesPerSecond', { min: 1e6, max: 1e15 }).optional(),
});

const nic = record({
  model: z.string().min(1).max(80).default('generic-10g'),
  perHost: count(64).default(1),
  linkBitsPerSecond: quantity('bitsPerSecond', { min: 1e6, max: 1e13 }).default(1e10),
  mtuBytes: quantity('bytes', { min: 256, max: 65_536, integer: true }).default(1500),
  gsoBytes: quantity('bytes', { min: 256, max: 1_048_576, integer: true }).default(65_536),
  functions: count(65_536, 0).default(8),
  offloads: z.array(oneOf(['checksum', 'tso', 'lro', 'rss'])).readonly().default(['checksum', 'tso']),
});

const treeFields = ['hostsPerLeaf', 'uplinksPerLeaf', 'oversubscription', 'uplinkBitsPerSecond', 'routing'] as const;

const network = record({
  kind: oneOf(['back-to-back', 'switch', 'fat-tree']).optional(),
  propagationNs: quantity('nanoseconds', { min: 0, max: 1e9 }).default(10),
  switchNs: quantity('nanoseconds', { min: 0, max: 1e9 }).optional(),
  hostsPerLeaf: count(1024).optional(),
  uplinksPerLeaf: count(1024).optional(),
  oversubscription: number({ min: 0.01, max: 1000 }).optional(),
  uplinkBitsPerSecond: quantity('bitsPerSecond', { min: 1e6, max: 1e13 }).optional(),
  routing: oneOf(['hash', 'round-robin']).optional(),
}).superRefine((written, context) => {
  const complain = (field: string, message: string): void => { context.addIssue({ code: 'custom', path: [field], message }); };
  if (written.kind !== 'fat-tree') {
    for (const field of treeFields) {
      if (written[field] !== undefined) complain(field, `Only a fat tree has ${field}.\nWrite \`kind: fat-tree\`, or remove it.`);
    }
  } else if (written.uplinksPerLeaf !== undefined && written.oversubscription !== undefined) {
    complain('oversubscription', 'The uplinks are counted, so their oversubscription follows.\nGive one of the two.');
  }
});

/**
 * Defaults: two hosts of 8 cores at 2 GHz; 10 Gb/s NIC, MTU 1500, GSO 64 KiB, 8 functions, checksum and TSO offload;
 * cabled back to back up to two hosts and over a switch beyond, which takes 300 ns; 10 ns of propagation (2 m of cable).
 * A fat tree has 16 hosts on a leaf, uplinks as fast as a host's link, as many as do not oversubscribe it, routing by hash
 * (judgements: a half-populated 32-port leaf, and what ECMP does).
 */
export const clusterSchema = record({
  hosts: count(1024).default(2),
  host: host.prefault({}),
  nic: nic.prefault({}),
  network: network.prefault({}),
}).transform((cluster): Cluster => ({ ...cluster, network: completeNetwork(cluster.network, cluster) })) satisfies z.ZodType<Cluster>;

interface Ends {
  readonly hosts: number;
  readonly nic: { readonly perHost: number; readonly linkBitsPerSecond: number };
}

function completeNetwork({ kind, propagationNs, switchNs, ...tree }: z.output<typeof network>, { hosts, nic }: Ends): Cluster['network'] {
  const kindOrDefault = kind ?? (hosts <= 2 ? 'back-to-back' : 'switch');
  const base = { kind: kindOrDefault, propagationNs, switchNs: switchNs ?? (kindOrDefault === 'back-to-back' ? 0 : 300) };
  if (kindOrDefault !== 'fat-tree') return base;
  const { hostsPerLeaf = 16, uplinkBitsPerSecond = nic.linkBitsPerSecond, oversubscription = 1, routing = 'hash' } = tree;
  const fromHosts = hostsPerLeaf * nic.perHost * nic.linkBitsPerSecond;
  const uplinksPerLeaf = tree.uplinksPerLeaf ?? Math.min(1024, Math.max(1, Math.ceil(fromHosts / (oversubscription * uplinkBitsPerSecond))));
  return { ...base, hostsPerLeaf, uplinksPerLeaf, uplinkBitsPerSecond, routing };
}
