/** Options of KVM virtio-net with vhost. Defaults, bounds, units and origins stand in package.json, under `doorbell.config`. */
export interface Config {
  /** Who serves the virtqueues: vhost-net kernel threads, a polling vhost-user switch (DPDK), or QEMU in user space. */
  readonly backend: 'vhost-net' | 'vhost-user' | 'qemu';
  /** What lies between tap and NIC with vhost-net and qemu; vhost-user brings its own switch. */
  readonly attachment: 'bridge' | 'macvtap' | 'ovs';
  /** Multiqueue: virtqueue pairs of a VM, each with a vhost worker of its own (vhost-net). count */
  readonly queuePairs: number;
  /** VIRTIO_F_EVENT_IDX: kicks and interrupts only when the other side sleeps. Off: a kick per segment, an interrupt per segment. */
  readonly eventIdx: boolean;
  /** VIRTIO_NET_F_MRG_RXBUF: a segment takes as many small buffers as it needs. Off: each segment takes buffers for 64 KiB. */
  readonly mergeableBuffers: boolean;
  /** Guest and host hand each other units of up to 64 KiB. Off: packets of one MTU through the virtqueue. */
  readonly segmentationOffload: boolean;
  /** experimental_zcopytx of vhost-net: pages of the guest are pinned for the NIC instead of copied. */
  readonly zeroCopyTransmit: boolean;
  /** The CPU delivers a virtual interrupt to a running vCPU without an exit. */
  readonly postedInterrupts: boolean;
  /** System call, TCP, IP and queueing discipline in the guest, for each unit of up to 64 KiB. ns */
  readonly tcpSendNs: number;
  /** Copy from the process into socket buffers. ns/B */
  readonly tcpSendPerByteNs: number;
  /** The driver fills header and descriptors, for each segment. ns */
  readonly virtqueueAddNs: number;
  /** One scatter-gather entry for each page. ns */
  readonly virtqueueAddPerPageNs: number;
  /** Segments that one virtqueue holds; an indirect descriptor takes one slot. slots */
  readonly virtqueueSlots: number;
  /** Direct cost of an exit and the entry behind it, in cycles of the host's clock, on the guest's core. cycles */
  readonly exitCycles: number;
  /** From the signal (eventfd, wake-up) to the vhost worker's first instruction on an idle core. ns */
  readonly vhostWakeNs: number;
  /** How long the worker goes on looking for work before it asks for kicks again and sleeps. ns */
  readonly vhostPollNs: number;
  /** Worker takes a descriptor, builds a socket buffer and passes it to the tap, for each segment. ns */
  readonly vhostTransmitNs: number;
  /** Worker copies between the guest's memory and socket buffers, each way. ns/B */
  readonly vhostCopyPerByteNs: number;
  /** Bookkeeping and completion callback of a segment that is not copied. ns */
  readonly zeroCopyNs: number;
  /** get_user_pages_fast and put_page for each page of the guest. ns */
  readonly zeroCopyPerPageNs: number;
  /** Look-up in the forwarding table and netfilter hooks, for each segment and crossing. ns */
  readonly bridgeNs: number;
  /** macvlan finds the device by MAC, for each segment and crossing. ns */
  readonly macvtapNs: number;
  /** Flow key extraction and megaflow look-up of the kernel data path, for each segment and crossing. ns */
  readonly ovsNs: number;
  /** Queueing discipline and NIC driver of the host, for each piece that the NIC gets: a segment with TSO, else a frame that the host cuts (GSO). ns */
  readonly nicDriverNs: number;
  /** From the host's core to the NIC, over PCI Express. ns */
  readonly doorbellFlightNs: number;
  /** The NIC reads the descriptor. ns */
  readonly descriptorReadNs: number;
  /** The NIC reads the first bytes of the payload. ns */
  readonly payloadReadNs: number;
  /** The NIC handles a segment that it sends. ns */
  readonly transmitEngineNs: number;
  /** The NIC handles a segment that arrived. ns */
  readonly receiveEngineNs: number;
  /** Between memory and NIC, each direction. ns/B */
  readonly dmaPerByteNs: number;
  /** Physical interrupt, its handler, and the softirq that polls the NIC, on an idle core of the host. ns */
  readonly interruptNs: number;
  /** How long the host polls the NIC after the last frame before it enables the interrupt again. ns */
  readonly napiPollNs: number;
  /** Host driver takes a frame from the ring, refills it and joins frames (GRO), for each frame. ns */
  readonly napiFrameNs: number;
  /** netif_receive_skb and enqueueing to the tap, for each segment, besides the switch. ns */
  readonly hostReceiveNs: number;
  /** Segments that wait for the receiving VM's vhost worker; more are dropped and TCP sends again. slots */
  readonly tapQueueSlots: number;
  /** Worker takes a segment from the tap and posts it in the receive virtqueue, for each segment. ns */
  readonly vhostReceiveNs: number;
  /** The worker signals and KVM sets the interrupt pending, for each segment, in the worker's time. ns */
  readonly irqfdNs: number;
  /** From the pending interrupt until a vCPU that halted runs the guest's handler. ns */
  readonly vcpuWakeNs: number;
  /** How long a halted vCPU is polled for before its thread sleeps (halt_poll_ns), and the guest's NAPI polls before. ns */
  readonly haltPollNs: number;
  /** virtio-net driver takes a used buffer, builds a socket buffer and refills, for each segment. ns */
  readonly guestNapiNs: number;
  /** Guest allocates and posts a page of receive buffers. ns */
  readonly receiveBufferPageNs: number;
  /** IP, TCP, acknowledgement and system call in the guest, for each unit. ns */
  readonly tcpReceiveNs: number;
  /** Copy from socket buffers to the process. ns/B */
  readonly tcpReceivePerByteNs: number;
  /** The guest's scheduler runs the process that waits in its system call. ns */
  readonly processWakeNs: number;
  /** The polling switch takes a packet from a virtqueue, looks it up and passes it on, for each segment. ns */
  readonly pollTransmitNs: number;
  /** The polling switch takes a packet from the NIC, looks it up and posts it, for each segment. ns */
  readonly pollReceiveNs: number;
  /** Until the polling core comes by this queue. ns */
  readonly pollGapNs: number;
  /** Cores of the host that only poll (vhost-user). count */
  readonly pollCores: number;
  /** From the kick to QEMU's main loop on an idle core, in user space. ns */
  readonly qemuWakeNs: number;
  /** QEMU's virtqueue code and a system call on the tap, for each segment, besides what vhost does. ns */
  readonly qemuPacketNs: number;
  /** Share of a contended core against a guest vCPU's 256: nice 0 against nice 0. count */
  readonly workerWeight: number;
  /** Longest turn of host work on a contended core. ns */
  readonly sliceNs: number;
  /** Lost when a core changes between a vCPU and host work, with the VM exit that it forces. ns */
  readonly contextSwitchNs: number;
  /** Units in flight of one connection. segments */
  readonly windowSegments: number;
  /** Largest message that MPI sends without asking the receiver first. B */
  readonly eagerLimitBytes: number;
  /** Until the VM is paused and vhost stopped. ns */
  readonly migrationQuiesceNs: number;
  /** Until transmit buffers in use are back. ns */
  readonly migrationDrainNs: number;
  /** virtio-net configuration, MAC tables and ring indices that move with the VM. B */
  readonly deviceStateBytes: number;
  /** Reading ring indices back from vhost. ns */
  readonly saveNs: number;
  /** Setting up vhost on the target: memory table, rings, eventfds. ns */
  readonly restoreNs: number;
  /** Self-announcement until switches know the new place. ns */
  readonly announceNs: number;
  /** Creating the tap and plugging it into the bridge. ns */
  readonly assignNs: number;
  /** TCP connection of two ranks. ns */
  readonly connectNs: number;
}
