import { wireStages } from '@doorbell/sdk';
import type { Pipelines, Platform, Protocol, Stage } from '@doorbell/sdk';
import type { XenMpConfig } from './config.ts';
import { fromNic, toNic } from './nic-stages.ts';
import { answer, request, takeAnswer } from './split-driver.ts';
import { work } from './stages.ts';

/** Between two hosts, and between two guests of one host. */
export function pipelines(config: XenMpConfig, platform: Platform, protocol: Protocol): { readonly otherHost: Pipelines; readonly sameHost: Pipelines } {
  const split = config.backend === 'driver-domain';
  const runsIn = split ? 'driver-domain' : 'guest-kernel';
  const post = work('post', 'Post', 'guest-kernel', { perUnitNs: config.postNs, unit: 'operation' });
  const poll = work('poll', 'Poll', 'guest-user', { perUnitNs: config.pollNs, unit: 'operation' });
  const down: readonly Stage[] = [post, ...(split ? request(config) : []), ...protocolSend(config, runsIn), ...toNic(config, runsIn)];
  const up: readonly Stage[] = [
    ...fromNic(config), ...protocolReceive(config, runsIn), ...(split ? [...answer(config), ...takeAnswer(config)] : []), poll,
  ];
  return {
    otherHost: { send: [...down, ...wireStages(platform, protocol)], receive: up },
    // A backend in software copies from guest to guest; adapters that place data, and functions, do it in the NIC.
    sameHost: split && config.lowerProtocol === 'open-mx'
      ? { send: [post, ...request(config), copyAcross(config)], receive: [...answer(config), ...takeAnswer(config), poll] }
      : { send: down, receive: up },
  };
}

/** Who has the NIC runs the protocol; where it works per byte, the adapter has none of it. */
function protocolSend(config: XenMpConfig, runsIn: Stage['executor']): readonly Stage[] {
  if (config.lowerProtocol === 'open-mx') return [work('protocol-send', 'Open-MX, send', runsIn, { perUnitNs: config.protocolSendNs })];
  return [work('adapter-post', 'Post to the adapter', runsIn, { perUnitNs: config.iwarpPostNs })];
}

function protocolReceive(config: XenMpConfig, runsIn: Stage['executor']): readonly Stage[] {
  const side = { side: 'receiver' } as const;
  if (config.lowerProtocol === 'iwarp') return [wakeBackend(config), { ...work('adapter-poll', 'Poll the adapter', runsIn, { perUnitNs: config.iwarpPostNs }), ...side }];
  return [
    wakeBackend(config),
    { ...work('interrupt', 'Interrupt', runsIn, { perUnitNs: config.interruptNs }), ...side },
    { ...work('protocol-receive', 'Open-MX, receive', runsIn, { perUnitNs: config.protocolReceiveNs, perByteNs: config.copyPerByteNs }), ...side, copies: 1 },
  ];
}

/** Frames arrive where the NIC belongs: in the driver domain, or in the guest. */
function wakeBackend(config: XenMpConfig): Stage {
  const target = config.backend === 'driver-domain' ? 'driver-domain' : 'guest-vcpu';
  return {
    id: 'event-from-nic', title: 'Event from the NIC', executor: 'hypervisor', kind: 'notify', target, side: 'receiver', idleNs: config.eventNs,
    pollBudgetNs: config.pollBudgetNs,
  };
}

/** One copy, from the pages that the sender granted to those of the receiver; the match with a request costs one dispatch. */
function copyAcross(config: XenMpConfig): Stage {
  return { ...work('copy-across', 'Copy from guest to guest', 'driver-domain', { perUnitNs: config.ringReadNs, perByteNs: config.copyPerByteNs }), copies: 1 };
}
