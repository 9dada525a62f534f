import type { SteeringTables } from './steering.ts';

/** State of rings, batches, caches and sleeping devices, one entry per instance. */
export interface StageStates {
  readonly rings: Ring[];
  readonly ringByName: Map<string, { readonly group: number; readonly side: 'sender' | 'receiver' }>;
  /** First instance of a stage's batches, caches or sleeping devices: all sizes and relations that pass the stage share them. */
  readonly firstByStage: Map<string, number>;
  readonly batches: Batch[];
  /** By instance of their scope. */
  readonly caches: Cache[];
  /** Numbers of buffers, by pair of ranks and tag. */
  readonly regions: Map<string, number>;
  readonly steering: SteeringTables;
  /** By stage and vNIC of a rank: whether it misses. */
  readonly misses: Map<number, boolean>;
  /** By visit: ns when a segment that was lost later came there first. */
  readonly lost: Map<number, number>;
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
  /** ns when segments went on last; long before the run where none did. */
  wentOn: number;
}

/** Keys in order of last use. */
export interface Cache {
  readonly entries: number;
  readonly keys: Map<number, number>;
}

/** No state yet. */
export function createStageStates(): StageStates {
  return { rings: [], ringByName: new Map(), firstByStage: new Map(), batches: [], caches: [], regions: new Map(), steering: new Map(), misses: new Map(), lost: new Map(), lastActive: [] };
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
