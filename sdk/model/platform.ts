/** The hardware and software that a path is described for: plain data out of the experiment's cluster. */
export interface Platform {
  /** One host; all are alike. */
  readonly host: {
    /** Cores of one host, at least 1. */
    readonly cores: number;
    /** Clock of one core, Hz. */
    readonly coreHz: number;
  };
  /** One NIC; all are alike. */
  readonly nic: {
    /** Name of a preset that a path may know, such as `neterion-x3110`. */
    readonly model: string;
    /** One direction of the link, bit/s. */
    readonly linkBitsPerSecond: number;
    /** Largest frame payload, bytes: 1500 or 9000 on Ethernet. */
    readonly mtuBytes: number;
    /** Largest unit the stack hands to the NIC, bytes of payload. */
    readonly gsoBytes: number;
    /** PCI functions (VFs or vNICs) one NIC offers. */
    readonly functions: number;
    /** What the NIC does for the stack: checksums, cutting (TSO), joining (LRO), spreading over queues (RSS). */
    readonly offloads: readonly ('checksum' | 'tso' | 'lro' | 'rss')[];
  };
  /** What lies between the NICs. */
  readonly network: {
    /**
     * `fat-tree`: hosts on leaf switches, leaves on spine switches, one uplink of each leaf to each spine. A path needs no
     * word of it: `wireStages` knows the way.
     */
    readonly kind: 'back-to-back' | 'switch' | 'fat-tree';
    /** Of one cable, between a NIC and what it is plugged into or between two switches, ns. */
    readonly propagationNs: number;
    /** Added by each switch between first bit in and first bit out, ns; 0 when back to back. */
    readonly switchNs: number;
    /** Hosts on one leaf switch; host h is on leaf ⌊h / hostsPerLeaf⌋. Only, and always, with `fat-tree`, like what follows. */
    readonly hostsPerLeaf?: number;
    /** Uplinks of a leaf, and so the number of spines. */
    readonly uplinksPerLeaf?: number;
    /** One direction of one uplink, bit/s. */
    readonly uplinkBitsPerSecond?: number;
    /** Which spine a segment takes: by its pair of ranks, as ECMP does, or the leaf's next one in turn. */
    readonly routing?: 'hash' | 'round-robin';
  };
}
