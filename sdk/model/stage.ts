import type { Cost } from './cost.ts';

/** Who executes a stage. `guest-user` and `guest-kernel` run on the core of the rank concerned. */
export type Executor = 'guest-user' | 'guest-kernel' | 'hypervisor' | 'driver-domain' | 'device' | 'wire';

/** Every executor, in the order from the process to the wire. */
export const executors = ['guest-user', 'guest-kernel', 'hypervisor', 'driver-domain', 'device', 'wire'] as const satisfies readonly Executor[];

/** What every stage has. */
export interface StageBase {
  /** Stable for ever within a major version of the plugin; appears in results. kebab-case. */
  readonly id: string;
  /** Short name shown in the waterfall. */
  readonly title: string;
  /**
   * Who executes the stage, and so where its time goes; see {@link Executor}. `driver-domain` needs `driverDomain` in the
   * model.
   */
  readonly executor: Executor;
  /**
   * Whose resource instances the stage uses: of the rank that sends or of the rank that receives the data.
   * Default: `receiver` in `receive`, else `sender`. In `get` the target is the sender and the origin the receiver.
   */
  readonly side?: 'sender' | 'receiver';
  /** Passed only by pairs of hosts on different leaf switches of a fat tree; for others it is not there. */
  readonly when?: 'other-leaf';
  /** Copies of the payload this stage makes; a path that claims `zeroCopy` has none. Default 0. */
  readonly copies?: number;
  /** What happens here and why, at most 400 characters, shown beside the title. Unstable: needs the proposal `stage-explain@1`. */
  readonly explain?: string;
}

/** Holds its resources together for a cost, after queueing for them. With no resource it is a cost on the executor alone. */
export interface ServeStage extends StageBase {
  readonly kind: 'serve';
  /** How long the resources are held for a segment. */
  readonly cost: Cost;
  /**
   * Ids of declared resources, all held for the whole cost. `guest-user` and `guest-kernel` stages always run on the
   * rank's core and `driver-domain` stages on a driver domain's vCPU, beside what is named here.
   */
  readonly resources?: readonly string[];
  /**
   * The stage works on the segment while it still arrives from the stage before (cut-through): it ends no earlier than
   * the arrival, and its server is busy for the cost that ends there. Default false: store and forward.
   */
  readonly cutThrough?: boolean;
  /** At resources with the discipline `priority`: who waits with a higher number goes first. 0 to 7, default 0. */
  readonly priority?: number;
}

/** Passes time without holding anything, such as propagation. */
export interface DelayStage extends StageBase {
  readonly kind: 'delay';
  /** How long a segment takes to pass. A `fixedNs` would delay the first segment of a message alone: use `perUnitNs`. */
  readonly cost: Cost;
}

/** Cuts what arrives into pieces of at most `bytes` payload (TSO, MTU). The pieces are counted, not simulated one by one. */
export interface SplitStage extends StageBase {
  readonly kind: 'split';
  /** Largest piece, bytes of payload, at least 1. Costs per segment count such pieces from here on. */
  readonly bytes: number;
}

/** Joins what arrives, up to `bytes` payload (LRO, GRO). */
export interface MergeStage extends StageBase {
  readonly kind: 'merge';
  /** Largest joined piece, bytes of payload, at least 1. Costs per segment count such pieces from here on. */
  readonly bytes: number;
}

/**
 * Holds segments until `count` wait or a timeout ends, then lets all of them go on at once: interrupt moderation, doorbell batching.
 * The segments of each rank on the stage's side are held by themselves.
 */
export interface BatchStage extends StageBase {
  readonly kind: 'batch';
  /** Segments that end the wait at once, 1 to 65536. */
  readonly count: number;
  /** Longest wait of a segment, ns; above 0 when `count` is above 1. */
  readonly timeoutNs: number;
  /**
   * What `timeoutNs` counts from. `first`: from the first segment that waits, so a segment alone waits all of it. `last-batch`: from
   * when the batch before went on, whether one segment or many, as NICs pace their interrupts: what comes later than that passes at
   * once and begins the next timeout, what comes earlier waits for its end. Means nothing with a `count` of 1. Default `first`.
   */
  readonly since?: 'first' | 'last-batch';
}

/**
 * Tells somebody that work waits. Costs `idleNs` when the target sleeps; free while it is awake. The time passes and keeps no
 * core busy; it is counted among the seconds of the stage's own executor. Whoever comes while a process, vCPU or driver domain
 * is still waking up waits `idleNs` too, each from its own signal on.
 */
export interface NotifyStage extends StageBase {
  readonly kind: 'notify';
  /**
   * Who is told: the receiving process, the vCPU that it runs on, the host's driver domain, or a device that runs its queue
   * on demand.
   */
  readonly target: 'process' | 'guest-vcpu' | 'driver-domain' | 'device';
  /** From the signal to the first instruction of a sleeping target on an idle core, ns. */
  readonly idleNs: number;
  /**
   * How long the target goes on polling after its last work (a device: after the last signal) before it sleeps, ns. It is
   * awake meanwhile and occupies no core for it. Default 0.
   */
  readonly pollBudgetNs?: number;
}

/**
 * Takes a slot of a bounded queue; a `release` stage with the same `ring` gives it back. A full ring lets the segment wait
 * (`block`), holds up the cable or switch port that it came over, for everybody (`pause`), or loses it (`drop`, `rnr`): then
 * the protocol sends it again from the wire on.
 */
export interface RingStage extends StageBase {
  readonly kind: 'ring';
  /** Name of the ring; one instance per instance of `scope`. */
  readonly ring: string;
  /** Whose ring it is: all segments of one instance share its slots. */
  readonly scope: ResourceScope;
  /** Slots of one ring, 1 to 16,777,216; a segment takes one. */
  readonly slots: number;
  /** What happens to a segment that finds no slot. `drop` needs the reliability `timeout`, `rnr` the reliability `rnr`. */
  readonly onFull: 'block' | 'pause' | 'drop' | 'rnr';
}

/** Frees a slot taken by a `ring` stage. */
export interface ReleaseStage extends StageBase {
  readonly kind: 'release';
  /** Name of the ring whose slot the message took before. */
  readonly ring: string;
}

/**
 * Chooses a queue for what arrives. On a miss it goes to a shared one: it takes a server of `onMiss` and keeps it until it is
 * delivered (when sending: until it is on the wire), so that those behind it wait, whomever they are for.
 *
 * A rule by UDP port stands for a process, by MAC, VLAN, VNTag or E-Tag for a vNIC, by IP for a VM, by Ethertype for all of
 * the application's traffic on a NIC. Without `to` and `entries` nothing misses.
 */
export interface SteerStage extends StageBase {
  readonly kind: 'steer';
  /** Field of the frame that rules look at; `capabilities.steering` must name it. */
  readonly by: 'mac' | 'vntag' | 'etag' | 'vlan' | 'ip' | 'udp-port' | 'ethertype';
  /** `receive`: which queue an arriving segment goes to. `send`: which one a posted segment waits in. */
  readonly direction: 'send' | 'receive';
  /**
   * Who applies the rules: the NIC, or software such as a bridge. Shown, and without a cost of its own: give the software a
   * `serve` stage.
   */
  readonly where: 'hardware' | 'software';
  /** Resource id that traffic without a match shares. */
  readonly onMiss: string;
  /** What has queues of its own. A rule that stands for several of them misses. */
  readonly to?: 'function' | 'process';
  /** Rules that a NIC's table holds, first come, first kept; later ones miss. */
  readonly entries?: number;
}

/**
 * A translation or registration cache: hit free, miss for a cost; what was used longest ago goes first. `page`: every 4 KiB
 * page of the segment's buffer; `region`: the buffer. Buffers are told apart by peer and tag.
 */
export interface CacheStage extends StageBase {
  readonly kind: 'cache';
  /** What an entry stands for: a 4 KiB page of the buffer, the buffer, a pair of ranks, or the other rank. */
  readonly key: 'page' | 'region' | 'connection' | 'peer';
  /** Entries of one cache, at least 1. */
  readonly entries: number;
  /** Cost of one miss, ns. */
  readonly missNs: number;
  /** Whose cache it is. Default `rank`; an IOMMU's is one per host. */
  readonly scope?: ResourceScope;
  /** Every use, every n uses, or never. */
  readonly invalidate: 'use' | 'never' | { readonly every: number };
}

/** Takes the branch of the first row whose `upToBytes` is at least the message's size. */
export interface ChooseStage extends StageBase {
  readonly kind: 'choose';
  /**
   * Rows by rising `upToBytes`, the message's size in bytes; the last reaches `Number.MAX_SAFE_INTEGER`. 1 to 16 rows,
   * nested at most 4 deep.
   */
  readonly branches: readonly { readonly upToBytes: number; readonly stages: readonly Stage[] }[];
}

/** One step of a data path. The set is closed, so that every nanosecond of a run has a name. */
export type Stage =
  | ServeStage | DelayStage | SplitStage | MergeStage | BatchStage | NotifyStage
  | RingStage | ReleaseStage | SteerStage | CacheStage | ChooseStage;

/** The kinds of {@link Stage}. */
export type StageKind = Stage['kind'];

/**
 * What one instance of a resource or ring belongs to. `link` is one direction of the cable at the side's NIC, `switch-port`
 * the port towards the receiver's NIC, `uplink` and `downlink` a fat tree's cable between the side's leaf and the segment's
 * spine. `function` is a vNIC: a VM or, without VMs, a process has one or several.
 */
export type ResourceScope = 'rank' | 'vm' | 'function' | 'nic' | 'host' | 'link' | 'switch-port' | 'uplink' | 'downlink';
