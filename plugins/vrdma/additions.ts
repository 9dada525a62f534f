import type { Platform, Stage, VerbsAdditions } from '@doorbell/sdk';
import type { VrdmaConfig } from './config.ts';

/** What transport and hypervisor add to verbs on bare metal. */
export function additionsOf(config: VrdmaConfig, platform: Platform): VerbsAdditions {
  const { posted, polled } = config.virtualisation === 'none' ? nothing
    : config.dataPath === 'direct' ? direct(config, platform) : relayed(config);
  return { ...buffered(config), ...transported(config), posted, polled };
}

type AtGuest = Required<Pick<VerbsAdditions, 'posted' | 'polled'>>;
const nothing: AtGuest = { posted: [], polled: [] };

/** The guest writes into the adapter's queues itself: virtual numbers become real ones on the way in, and virtual again on the way back. */
function direct(config: VrdmaConfig, { host }: Platform): AtGuest {
  // The exit and what the hypervisor does in it take the guest's core.
  const trap = onCore('doorbell-trap', 'Doorbell rung by the hypervisor', (config.exitCycles / host.coreHz) * 1e9 + config.trapNs);
  return {
    posted: [onCore('shadow-post', 'Shadow queue, post', config.shadowPostNs), ...(config.doorbell === 'trapped' ? [trap] : [])],
    polled: [onCore('shadow-poll', 'Shadow queue, poll', config.shadowPollNs)],
  };
}

/** A router on the host takes work requests out of shared memory and posts them itself; completions come back the same way. */
function relayed(config: VrdmaConfig): AtGuest {
  const asleep = config.router === 'signalled';
  const signalRouter: Stage = {
    id: 'signal-router', title: 'Signal to the router', executor: 'hypervisor', kind: 'notify', target: 'driver-domain', idleNs: config.signalNs,
  };
  // The host's kernel wakes both. The library waits for the router's signal, not the process for its vCPU: a process that polls gains nothing here.
  const signalLibrary: Stage = {
    id: 'signal-library', title: 'Signal to the library', executor: 'hypervisor', kind: 'notify', target: 'device', idleNs: config.signalNs,
  };
  return {
    posted: [...(asleep ? [signalRouter] : []), relay('relay-transmit', 'Router, work request', config)],
    polled: [relay('relay-receive', 'Router, completion', config), ...(asleep ? [signalLibrary] : [])],
  };
}

function relay(id: string, title: string, { relayNs }: VrdmaConfig): Stage {
  return { id, title, executor: 'driver-domain', kind: 'serve', cost: { perUnitNs: relayNs, unit: 'operation' } };
}

/** What the adapter takes for IP and UDP, or for TCP, MPA and DDP; InfiniBand is what the adapter's own costs are for. */
function transported({ transport, roceNs, iwarpNs }: VrdmaConfig): Pick<VerbsAdditions, 'fetched' | 'landed'> {
  if (transport === 'infiniband') return {};
  const cost = { perUnitNs: transport === 'roce' ? roceNs : iwarpNs, unit: 'segment' } as const;
  return {
    fetched: [{ id: 'transport-transmit', title: 'Transport headers, transmit', executor: 'device', kind: 'delay', cost }],
    landed: [{ id: 'transport-receive', title: 'Transport headers, receive', executor: 'device', kind: 'delay', cost }],
  };
}

/** Lossless transports hold the sender's port when the adapter's buffer is full, by PFC or credits; TCP finds out later. */
function buffered({ transport, bufferSegments }: VrdmaConfig): Pick<VerbsAdditions, 'arrived' | 'written'> {
  const ring = 'receive-buffer';
  return {
    arrived: [{
      id: ring, title: 'Adapter, receive buffer', executor: 'device', kind: 'ring', ring, scope: 'nic', slots: bufferSegments,
      onFull: transport === 'iwarp' ? 'drop' : 'pause',
    }],
    written: [{ id: 'receive-buffer-free', title: 'Free receive buffer', executor: 'device', kind: 'release', ring }],
  };
}

function onCore(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'guest-user', kind: 'serve', cost: { perUnitNs: ns, unit: 'operation' } };
}
