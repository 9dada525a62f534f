/** The hardware and software that a path is described for: plain data out of the experiment's cluster. */
export interface Platform {
  readonly host: {
    readonly cores: number;
    /** Clock of one core, Hz. */
    readonly coreHz: number;
  };
  readonly nic: {
    /** Name of a preset that a path may know, such as `neterion-x3110`. */
    readonly model: string;
    /** One direction of the link, bit/s. */
    readonly linkBitsPerSecond: number;
    readonly mtuBytes: number;
    /** Largest unit the stack hands to the NIC, bytes of payload. */
    readonly gsoBytes: number;
    /** PCI functions (VFs or vNICs) one NIC offers. */
    readonly functions: number;
    readonly offloads: readonly ('checksum' | 'tso' | 'lro' | 'rss')[];
  };
  readonly network: {
    readonly kind: 'back-to-back' | 'switch';
    /** From NIC to NIC, cable only, ns. */
    readonly propagationNs: number;
    /** Added by a switch between first bit in and first bit out, ns; 0 when back to back. */
    readonly switchNs: number;
  };
}
