import type { ResourceScope, Stage } from './stage.ts';

/** Something that stages queue for. Cores and driver-domain vCPUs are not declared here: they come with the platform. */
export interface Resource {
  /** kebab-case, unique in the model. */
  readonly id: string;
  /** Short name shown beside what waits for it. */
  readonly title: string;
  /** One instance per rank, VM, function, NIC, host, link direction or switch port. */
  readonly scope: ResourceScope;
  /** Parallel servers of one instance. Default 1. */
  readonly servers?: number;
  /**
   * How waiting segments are chosen; what is served is never interrupted. Default `fifo`.
   * - `round-robin`: each key in turn, one segment each, not by who posted first.
   * - `share`: each key has time in proportion to the weight of its VM's vCPUs (start-time fair queueing).
   * - `priority`: by the `priority` of the stage.
   * - `rate-cap`: each key in turn, and none above its rate.
   */
  readonly discipline?: 'fifo' | 'round-robin' | 'share' | 'priority' | 'rate-cap';
  /** What `round-robin`, `share` and `rate-cap` tell apart. Default `vm`. */
  readonly key?: 'rank' | 'vm' | 'function' | 'connection';
  /** With `rate-cap`: payload bytes per second for each key; there is no burst above it. */
  readonly rateBytesPerSecond?: number;
}

/** The stages of one relation between the two ranks of a message. */
export interface Pipelines {
  /** From the post to the last wire stage. */
  readonly send: readonly Stage[];
  /** From the wire to the receiving process. */
  readonly receive: readonly Stage[];
  /** Sender side, after delivery: CQ event, ACK every n segments, grant unmap. */
  readonly complete?: readonly Stage[];
  /** One-sided write of the data's sender, whole: from the post to the completion that it sees. */
  readonly put?: readonly Stage[];
  /** One-sided read, whole: the data's receiver posts it, on its side, and sees the completion. */
  readonly get?: readonly Stage[];
}

/** How messages become segments and how both ends agree. */
export interface Protocol {
  /** Largest message sent without asking the receiver first, bytes. */
  readonly eagerLimitBytes: number;
  /** Memory for eager messages that nobody has asked for yet, bytes per receiving rank. Default 64 MiB. */
  readonly unexpectedBytes?: number;
  /** How larger messages are agreed. */
  readonly rendezvous: 'rts-cts' | 'rget' | 'rput';
  /** Segments in flight of one connection (sender rank, receiver rank). */
  readonly windowSegments: number;
  /** When given, bounds the bytes in flight instead of the segments, as TCP does. */
  readonly windowBytes?: number;
  /** Largest segment: a GSO unit, bytes of payload. */
  readonly segmentBytes: number;
  /** Payload of one frame, bytes: MTU less the headers that lie inside it. */
  readonly framePayloadBytes: number;
  /** Bytes on the wire per frame beside the payload: preamble, Ethernet, IP, TCP, FCS, gap. */
  readonly headerBytes: number;
  /** Smallest frame on the wire, header and gap included, bytes. */
  readonly minimumFrameBytes: number;
  /** Bytes of an RTS or CTS. Default 64. */
  readonly controlBytes?: number;
  /**
   * What happens to segments that a ring dropped. `none`: nothing, so no ring may drop. `timeout`: sent again after
   * `rtoNs`, which grows by the factor `backoff` with every try, at most `retries` times. `rnr`: sent again every
   * `timerNs`. `onExhausted`: the run fails, or the connection is set up anew for `bootstrap.connectNs`.
   */
  readonly reliability:
    | { readonly kind: 'none' }
    | { readonly kind: 'timeout'; readonly rtoNs: number; readonly backoff: number; readonly retries: number; readonly onExhausted: 'fail' | 'reconnect' }
    | { readonly kind: 'rnr'; readonly timerNs: number; readonly retries: number; readonly onExhausted: 'fail' | 'reconnect' };
}

/** What the path can and cannot do. Shown beside every number; contradictions with the pipelines are refused. */
export interface Capabilities {
  /** No guest-kernel stage on the data path. */
  readonly osBypass: boolean;
  /** No per-byte work and no queueing in the hypervisor or a driver domain; a notification through it is allowed. */
  readonly hypervisorBypass: boolean;
  /** No stage copies the payload: all have `copies` 0. */
  readonly zeroCopy: boolean;
  /** How arriving frames find their queue, and where. */
  readonly steering: readonly ('mac' | 'vntag' | 'etag' | 'vlan' | 'ip' | 'udp-port' | 'ethertype')[];
  /** What keeps a VM's NIC traffic from others' memory and queues. `driver-domain` needs one in the model. */
  readonly isolation: readonly ('iommu' | 'anti-spoof' | 'queue-protection' | 'driver-domain')[];
  /**
   * `transparent`: the device moves with its VM. `detach-reattach`: another path carries the traffic meanwhile. Both need a
   * {@link MigrationModel}. `not-applicable`: there is no VM.
   */
  readonly liveMigration: 'unsupported' | 'detach-reattach' | 'transparent' | 'not-applicable';
  /** Whether a VM's state can be saved with the device attached. */
  readonly snapshot: 'unsupported' | 'supported' | 'not-applicable';
}

/** What a live migration does to the path; required unless migration is `unsupported` or `not-applicable`. */
export interface MigrationModel {
  /** Until the guest posts nothing more, ns. */
  readonly quiesceNs: number;
  /** Until what was posted has left, ns. */
  readonly drainNs: number;
  /** State of the device that moves with the VM, bytes. */
  readonly deviceStateBytes: number;
  /** Reading the device's state, ns. */
  readonly saveNs: number;
  /** Writing the device's state on the target, ns. */
  readonly restoreNs: number;
  /** Afterwards, for every queue pair, ns. */
  readonly reconnectPerQueuePairNs: number;
  /** Afterwards, for every registered memory region, ns. */
  readonly reconnectPerRegionNs: number;
  /** Until the network knows the new place, ns. */
  readonly announceNs: number;
  /**
   * Pages written by the device: `tracked` by hypervisor or IOMMU; `hidden`, so they are copied again; `pinned`, so they
   * are copied last.
   */
  readonly dmaDirtyTracking: 'tracked' | 'hidden' | 'pinned';
  /** With `detach-reattach`: id of the path that carries traffic meanwhile. */
  readonly fallbackPath?: string;
  /**
   * What the other ends of its connections do while the VM is away. `retry`: they know nothing, so what they send is lost, and sent
   * again as `protocol.reliability` says. `wait`: they are told, as the control path of a paravirtual device can, and hold back
   * what they have; telling them is part of `quiesceNs` and `announceNs`. Default `retry`.
   */
  readonly peers?: 'retry' | 'wait';
}

/** What happens once, before the first message. */
export interface Bootstrap {
  /** Giving a function to its VM, ns. */
  readonly assignFunctionNs: number;
  /** Registering memory, ns per 4 KiB page. */
  readonly registerPerPageNs: number;
  /** Creating a set of queues, ns. */
  readonly createQueueSetNs: number;
  /** Connecting two ranks, ns. Also paid when reliability ends in `reconnect`. */
  readonly connectNs: number;
}

/** Ceilings that the planner enforces. */
export interface Limits {
  /** Largest frame payload that the path can carry, bytes; not below the cluster's MTU where it is used. */
  readonly mtuBytes: number;
  /**
   * Functions that one NIC, or the software in its place, can offer: the planner refuses placements that need more. Asked
   * where each VM (under `hypervisorBypass`) or process (under `osBypass`, without VMs) has its own. `platform.nic.functions`
   * where the NIC makes them; a number that nobody reaches, such as 4096, where software does.
   */
  readonly functionsPerNic: number;
  /** Processes that can share one function under OS bypass; the planner refuses more. */
  readonly queueSetsPerFunction: number;
}

/** Where a parameter's value comes from. */
export interface Origin {
  /**
   * `part.field`, such as `netback-transmit.perByteNs`, named once. The part is the id of a stage, resource or ring, or
   * `protocol`, `driver-domain`, `migration`, `bootstrap` or `limits`, and must exist in the model; the field is free.
   */
  readonly parameter: string;
  /** In `unit`. */
  readonly value: number;
  /** `ns`, `ns/B`, `B`, `segments`, ... */
  readonly unit: string;
  /** `published`: a source states it. `fitted`: chosen so that `record` comes out. `judgement`: reasoned, not measured. */
  readonly kind: 'published' | 'fitted' | 'judgement';
  /** Id of a published record, or a citation. Required unless `judgement`. */
  readonly record?: string;
  /** Why this value, in one sentence. */
  readonly note: string;
}

/** A data path as plain data: everything the engine needs, and nothing that runs. */
export interface PathModel {
  /** Version of this shape. */
  readonly format: 1;
  /** Equals the manifest's id. */
  readonly id: string;
  /** Name of this configuration of the path, at most 80 characters. */
  readonly title: string;
  /** Where ranks live: in VMs, or straight on the host (then two ranks of one host are a same-VM pair). */
  readonly guest: 'vm' | 'none';
  /** Between two hosts. Absent in a path that never leaves its host, such as shared memory between VMs; such a path has `sameHost`. */
  readonly otherHost?: Pipelines;
  /** Between two VMs of one host. Absent with `guest: 'none'`. */
  readonly sameHost?: Pipelines;
  /** Between two ranks of one VM. Absent: the MPI library's shared memory. */
  readonly sameVm?: Pipelines;
  /** Everything that stages queue for, at most 32. */
  readonly resources: readonly Resource[];
  /** vCPUs of each host's driver domains, shared by all its VMs; absent where the path has none. */
  readonly driverDomain?: DriverDomain;
  /** How messages become segments, and how both ends agree. */
  readonly protocol: Protocol;
  /** What the path claims; contradictions with the pipelines are refused. */
  readonly capabilities: Capabilities;
  /** Required when `capabilities.liveMigration` is `transparent` or `detach-reattach`, else absent. */
  readonly migration?: MigrationModel;
  /** Absent: all 0. */
  readonly bootstrap?: Bootstrap;
  /** Ceilings that the planner enforces. */
  readonly limits: Limits;
  /** Where each number comes from: `configOrigins` fills it from the manifest. At most 256. */
  readonly origins: readonly Origin[];
}

/**
 * The driver domains of one host, or whatever else of the host works for its VMs on cores: kernel threads such as vhost, soft
 * interrupts, a user-space switch that polls. All `driver-domain` stages of all its VMs run on these vCPUs (threads).
 */
export interface DriverDomain {
  /**
   * vCPUs (threads) in all, each serving one segment at a time. A VM always meets the same one, so with as many as cores
   * (`platform.host.cores`), floating, each VM has a thread of its own until there are more VMs than that.
   */
  readonly vcpus: number;
  /**
   * `floating`: takes an idle core, else preempts a guest's. `pinned`: has cores of its own that guests cannot use, as a
   * switch that polls has.
   */
  readonly pinning: 'floating' | 'pinned';
  /** Share of a contended core against a guest vCPU's 256. */
  readonly weight: number;
  /** Longest turn on a contended core, ns. */
  readonly sliceNs: number;
  /** Lost at each change of the core's owner, ns. */
  readonly switchNs: number;
}
