import type { LinearCost, Platform, Stage } from '@doorbell/sdk';
import type { Config } from './config.ts';

/** What stages cost depends on what was chosen: worked out once for a configuration and a platform. */
export interface Costs {
  /** One exit and the entry behind it, ns. */
  readonly exitNs: number;
  /** Forwarding of one segment, ns. */
  readonly forwardNs: number;
}

export function costs(config: Config, platform: Platform): Costs {
  return {
    exitNs: config.exitCycles / platform.host.coreHz * 1e9,
    forwardNs: { bridge: config.bridgeNs, macvtap: config.macvtapNs, ovs: config.ovsNs }[config.attachment],
  };
}

const polling = (config: Config): boolean => config.backend === 'vhost-user';
const wakeNs = (config: Config): number => (config.backend === 'qemu' ? config.qemuWakeNs : config.vhostWakeNs);

/**
 * How long the worker is awake after it was told of a small segment: it wakes, does its work, and looks once more. The state
 * of the notified device does not know of the work that the worker's own stages do, so it is counted here.
 */
function awakeNs(config: Config, direction: 'transmit' | 'receive', { exitNs, forwardNs }: Costs): number {
  const exit = direction === 'transmit' && config.eventIdx ? exitNs : 0;
  return exit + wakeNs(config) + workNs(config, direction) + (direction === 'transmit' ? forwardNs + config.nicDriverNs : 0) + config.vhostPollNs;
}

/** In the sending guest, to the kick. */
function guestSend(config: Config, costs: Costs): readonly Stage[] {
  return [
    {
      id: 'tcp-send', title: 'TCP send (guest)', executor: 'guest-kernel', kind: 'serve', copies: 1,
      cost: { perUnitNs: config.tcpSendNs, unit: 'segment', perByteNs: config.tcpSendPerByteNs },
    },
    { id: 'transmit-virtqueue', title: 'Transmit virtqueue', executor: 'guest-kernel', kind: 'ring', ring: 'transmit-virtqueue', scope: 'function', slots: config.virtqueueSlots, onFull: 'block' },
    {
      id: 'virtqueue-add', title: 'Virtqueue add', executor: 'guest-kernel', kind: 'serve',
      cost: { perUnitNs: config.virtqueueAddNs, unit: 'segment', perPageNs: config.virtqueueAddPerPageNs },
    },
    ...kick(config, costs),
  ];
}

/** A polling backend is not told. Others sleep and are woken through an exit, unless they are awake. */
function kick(config: Config, costs: Costs): readonly Stage[] {
  const { exitNs } = costs;
  if (polling(config)) return [pollGap('poll-gap', config)];
  const notify: Stage = {
    id: 'kick', title: 'Kick: ioeventfd, worker wakes', executor: 'hypervisor', kind: 'notify', target: 'device',
    idleNs: wakeNs(config) + (config.eventIdx ? exitNs : 0), pollBudgetNs: awakeNs(config, 'transmit', costs),
  };
  if (config.eventIdx) return [notify];
  return [
    { id: 'kick-exit', title: 'Kick: exit for each segment', executor: 'guest-kernel', kind: 'serve', cost: { perUnitNs: exitNs, unit: 'segment' } },
    notify,
  ];
}

function pollGap(id: string, config: Config): Stage {
  return { id, title: 'Polling core comes by', executor: 'hypervisor', kind: 'delay', cost: { perUnitNs: config.pollGapNs, unit: 'segment' } };
}

/**
 * All that the VM's worker does for a segment in one direction, as one stage: it takes the next segment when this one is done.
 * In several stages the engine would let it begin others in between.
 */
function work(config: Config, direction: 'transmit' | 'receive', restNs: number): Stage {
  const transmit = direction === 'transmit';
  const base = { kind: 'serve', executor: 'driver-domain', resources: ['vhost-worker'], copies: 1 } as const;
  const cost = (ns: number): LinearCost => ({ perUnitNs: ns, unit: 'segment', perByteNs: config.vhostCopyPerByteNs });
  if (polling(config)) {
    const irqfdNs = transmit ? 0 : config.irqfdNs;
    return { ...base, id: `poll-${direction}`, title: `Polling switch, ${direction}`, cost: cost((transmit ? config.pollTransmitNs : config.pollReceiveNs) + irqfdNs) };
  }
  const ns = workNs(config, direction) + restNs;
  return { ...base, id: `${config.backend === 'qemu' ? 'qemu' : 'vhost'}-${direction}`, title: transmit ? 'Worker: virtqueue, tap, switch' : 'Worker: tap, virtqueue, irqfd', cost: cost(ns) };
}

/** Of one segment, without its bytes and without what follows the tap. */
function workNs(config: Config, direction: 'transmit' | 'receive'): number {
  return (direction === 'transmit' ? config.vhostTransmitNs : config.vhostReceiveNs + config.irqfdNs) + (config.backend === 'qemu' ? config.qemuPacketNs : 0);
}

/** The worker takes what was posted, and carries it through the tap; `restNs` is what follows there. */
function backendTransmit(config: Config, restNs: number): readonly Stage[] {
  const copy = work(config, 'transmit', restNs);
  if (!zeroCopy(config)) return [copy];
  return [{
    id: 'copy-or-pin', title: 'Copy or pin', executor: 'driver-domain', kind: 'choose',
    branches: [
      // VHOST_GOODCOPY_LEN
      { upToBytes: 256, stages: [copy] },
      { upToBytes: Number.MAX_SAFE_INTEGER, stages: [{
        id: 'vhost-pin', title: 'Worker: pin, tap, switch', executor: 'driver-domain', kind: 'serve', resources: ['vhost-worker'],
        cost: { perUnitNs: workNs(config, 'transmit') + restNs + config.zeroCopyNs, unit: 'segment', perPageNs: config.zeroCopyPerPageNs },
      }] },
    ],
  }];
}

/** Forwarding, by whoever lies behind the tap. */
function forward(config: Config, costs: Costs): Stage {
  const title = { bridge: 'Linux bridge', macvtap: 'macvtap', ovs: 'Open vSwitch' }[config.attachment];
  return { id: `${config.attachment}-receive`, title: `${title}, receive`, executor: 'driver-domain', kind: 'serve', resources: ['host-napi'], cost: { perUnitNs: costs.forwardNs, unit: 'segment' } };
}

const zeroCopy = (config: Config): boolean => config.zeroCopyTransmit && config.backend === 'vhost-net';
const freeTransmit: Stage = { id: 'free-transmit', title: 'Transmit slot freed', executor: 'driver-domain', kind: 'release', ring: 'transmit-virtqueue' };

/** Between hosts: to the last bit that leaves the NIC's engine. */
export function send(config: Config, costs: Costs, platform: Platform): readonly Stage[] {
  const tso = platform.nic.offloads.includes('tso');
  const stages: Stage[] = [...guestSend(config, costs), ...backendTransmit(config, costs.forwardNs + (tso ? config.nicDriverNs : 0))];
  // Frames are cut behind the tap: a cost for each of them.
  if (!tso && !polling(config)) stages.push({ id: 'driver-transmit', title: 'Host cuts frames', executor: 'driver-domain', kind: 'serve', resources: ['vhost-worker'], cost: { perUnitNs: config.nicDriverNs, unit: 'frame' } });
  if (!zeroCopy(config)) stages.push(freeTransmit);
  stages.push(
    { id: 'doorbell-flight', title: 'Doorbell flight', executor: 'device', kind: 'delay', cost: { perUnitNs: config.doorbellFlightNs, unit: 'segment' } },
    { id: 'descriptor-read', title: 'NIC reads descriptor', executor: 'device', kind: 'delay', cost: { perUnitNs: config.descriptorReadNs, unit: 'segment' } },
    { id: 'payload-read', title: 'NIC reads payload', executor: 'device', kind: 'delay', cost: { perUnitNs: config.payloadReadNs, unit: 'segment' } },
    { id: 'transmit', title: 'NIC, transmit', executor: 'device', kind: 'serve', resources: ['transmit'], cost: { perUnitNs: config.transmitEngineNs, unit: 'segment', perByteNs: config.dmaPerByteNs } },
  );
  // Pages of the guest are free when the NIC has read them.
  if (zeroCopy(config)) stages.push(freeTransmit);
  return stages;
}

/** From the frame that arrives to the process that has it. */
export function receive(config: Config, costs: Costs): readonly Stage[] {
  return [
    { id: 'receive', title: 'NIC, receive', executor: 'device', kind: 'serve', resources: ['receive'], cutThrough: true, cost: { perUnitNs: config.receiveEngineNs, unit: 'segment', perByteNs: config.dmaPerByteNs } },
    ...(polling(config) ? [pollGap('poll-gap-receive', config)] : [
      { id: 'interrupt', title: 'Interrupt, NAPI begins', executor: 'hypervisor', kind: 'notify', target: 'driver-domain', idleNs: config.interruptNs, pollBudgetNs: config.napiPollNs },
      { id: 'host-napi', title: 'Host NAPI', executor: 'driver-domain', kind: 'serve', resources: ['host-napi'], cost: { perUnitNs: config.napiFrameNs, unit: 'frame' } },
      forward(config, costs),
      { id: 'tap-enqueue', title: 'To the tap', executor: 'driver-domain', kind: 'serve', resources: ['host-napi'], cost: { perUnitNs: config.hostReceiveNs, unit: 'segment' } },
    ] satisfies Stage[]),
    ...guestReceive(config, costs, 'tap-queue', 'drop'),
  ];
}

/** From the tap's queue into the guest. */
function guestReceive(config: Config, costs: Costs, ring: string, onFull: 'drop' | 'block'): readonly Stage[] {
  return [
    ...(polling(config) ? [] : [
      { id: ring, title: 'Tap queue', executor: 'driver-domain', kind: 'ring', ring, scope: 'function', slots: config.tapQueueSlots, onFull },
      { id: config.backend === 'qemu' ? 'wake-qemu' : 'wake-vhost', title: 'Worker wakes', executor: 'hypervisor', kind: 'notify', target: 'device', idleNs: wakeNs(config), pollBudgetNs: awakeNs(config, 'receive', costs) },
    ] satisfies Stage[]),
    { id: 'receive-virtqueue', title: 'Receive virtqueue', executor: 'driver-domain', kind: 'ring', ring: 'receive-virtqueue', scope: 'function', slots: config.virtqueueSlots, onFull: 'block' },
    work(config, 'receive', 0),
    ...(polling(config) ? [] : [{ id: 'free-tap', title: 'Tap slot freed', executor: 'driver-domain', kind: 'release', ring }] satisfies Stage[]),
    ...inject(config, costs),
    {
      id: 'guest-napi', title: 'Guest NAPI', executor: 'guest-kernel', kind: 'serve',
      cost: config.mergeableBuffers || !config.segmentationOffload
        ? { perUnitNs: config.guestNapiNs, unit: 'segment', perPageNs: config.receiveBufferPageNs }
        : { perUnitNs: config.guestNapiNs + 17 * config.receiveBufferPageNs, unit: 'segment' },
    },
    { id: 'free-receive', title: 'Receive slot freed', executor: 'guest-kernel', kind: 'release', ring: 'receive-virtqueue' },
    { id: 'wake-process', title: 'Process wakes', executor: 'guest-kernel', kind: 'notify', target: 'process', idleNs: config.processWakeNs },
    {
      id: 'tcp-receive', title: 'TCP receive (guest)', executor: 'guest-kernel', kind: 'serve', copies: 1,
      cost: { perUnitNs: config.tcpReceiveNs, unit: 'segment', perByteNs: config.tcpReceivePerByteNs },
    },
  ];
}

/** Without posted interrupts the vCPU exits for the interrupt and for its end, once for each message (NAPI) or segment. */
function inject(config: Config, { exitNs }: Costs): readonly Stage[] {
  const notify: Stage = { id: 'inject', title: 'vCPU wakes', executor: 'hypervisor', kind: 'notify', target: 'guest-vcpu', idleNs: config.vcpuWakeNs, pollBudgetNs: config.haltPollNs };
  if (config.postedInterrupts) return [notify];
  return [notify, {
    id: 'injection-exits', title: 'Exits of the injection', executor: 'guest-kernel', kind: 'serve',
    cost: { perUnitNs: 2 * exitNs, unit: config.eventIdx ? 'operation' : 'segment' },
  }];
}

/** Between VMs of one host: the sender's worker hands socket buffers to the other VM's tap. */
export function sendSameHost(config: Config, costs: Costs): readonly Stage[] {
  return [
    ...guestSend(config, costs),
    ...backendTransmit(config, costs.forwardNs + config.hostReceiveNs),
    freeTransmit,
  ];
}

export function receiveSameHost(config: Config, costs: Costs): readonly Stage[] {
  return guestReceive(config, costs, 'tap-queue-local', 'block');
}
