/** Traffic between two ranks that waits outside of its path because a VM is held: in the order in which it would have entered. */
export interface HeldTraffic {
  readonly from: number;
  readonly to: number;
  readonly items: number[];
  /** When its first segment was sent, or its sender could be at work again, ns. */
  sinceNs: number;
  /** Number of the event that will let it go; -1: none. */
  due: number;
}

/** What moves and stops VMs did so far, by number of the VM. */
export interface Vms {
  /** Held VMs and waiting traffic; 0: nothing has to be looked up. */
  holding: number;
  /** Times that a VM is held at once. */
  readonly held: Int32Array;
  /** By pair of ranks, `from × ranks + to`. */
  readonly traffic: Map<number, HeldTraffic>;
  /** That which an event will let go, by the event's number. */
  readonly due: Map<number, HeldTraffic>;
  lastDue: number;
  /** ns at which visits began that were held up before their first stage. */
  readonly heldSince: Map<number, number>;
  /** Segments that a ring lost and that are sent again later. */
  readonly retrying: Set<number>;
  /** Of paused VMs: ranks whose first instruction is due, and ranks whose wait is over. */
  readonly lateStarts: Set<number>;
  readonly lateResumes: Set<number>;
  /** Any VM's device is detached. */
  detouring: boolean;
  /** 1: the VM's device is detached. */
  readonly detoured: Uint8Array;
}

/** All VMs, as many as there are numbers, run where they were placed. */
export function createVms(vms: number): Vms {
  return {
    holding: 0, held: new Int32Array(vms), traffic: new Map(), due: new Map(), lastDue: 0, heldSince: new Map(), retrying: new Set(), lateStarts: new Set(), lateResumes: new Set(),
    detouring: false, detoured: new Uint8Array(vms),
  };
}
