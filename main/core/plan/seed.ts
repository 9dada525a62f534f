/**
 * Seed of one replicate, 0 to 2³²−1: replicate r of every point has the same seed, so that data paths are compared under
 * the same draws. Neighbouring seeds and replicates give unrelated values.
 */
export function replicateSeed(seed: number, replicate: number): number {
  return mix(mix(seed >>> 0) ^ Math.imul(replicate, 0x9e37_79b9));
}

/** The 32-bit finaliser of MurmurHash3: every input bit moves half of the output bits. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
