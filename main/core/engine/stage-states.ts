/** State of rings, batches, caches and sleeping devices, one entry per instance. */
export interface StageStates {
  readonly rings: Ring[];
  readonly ringByName: Map<string, { readonly group: number; readonly side: 'sender' | 'receiver' }>;
  /** First instance of a stage's batches, caches or sleeping devices: all sizes and relations that pass the stage share them. */
  readonly firstByStage: Map<string, number>;
  readonly batches: Batch[];
  readonly caches: Cache[];
  /** ns when a device last worked, for `notify`. */
  readonly lastActive: number[];
}

/** A bounded queue. */
export interface Ring {
  readonly slots: number;
  taken: number;
  waiting: number[];
}

/** Segments held back. */
export interface Batch {
  held: number[];
  stamp: number;
}

/** Keys in order of last use. */
export interface Cache {
  readonly entries: number;
  readonly keys: Map<number, number>;
}

/** No state yet. */
export function createStageStates(): StageStates {
  return { rings: [], ringByName: new Map(), firstByStage: new Map(), batches: [], caches: [], lastActive: [] };
}

/** Looks `key` up and makes it the newest; false on a miss. The oldest goes when there is no room. */
export function touch(cache: Cache, key: number, uses: number): boolean {
  const hit = cache.keys.delete(key);
  cache.keys.set(key, uses);
  if (cache.keys.size > cache.entries) {
    for (const oldest of cache.keys.keys()) {
      cache.keys.delete(oldest);
      break;
    }
  }
  return hit;
}
