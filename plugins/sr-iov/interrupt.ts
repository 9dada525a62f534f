import type { Platform, Stage } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';

/** What an interrupt takes to arrive: posted ones save the exits, and no interrupt is faster than none. ns */
export function arrivalNs(config: SrIovConfig, platform: Platform, throughHypervisorNs: number): number {
  return config.interruptDelivery === 'exits' ? throughHypervisorNs : Math.max(0, throughHypervisorNs - config.exitsPerInterrupt * exitNs(config, platform));
}

/**
 * How the guest hears of what arrived. Without moderation each segment that finds the vCPU asleep has an interrupt. With it, there is
 * none within `moderationNs` after another, and all that came meanwhile have one together, as NICs' throttles work: its exits are the
 * hypervisor's seconds, once, and what is left of its way is nobody's.
 */
export function interrupts(config: SrIovConfig, platform: Platform): readonly Stage[] {
  const arrival = arrivalNs(config, platform, config.interruptNs);
  const wake = { id: 'interrupt', title: 'Interrupt', kind: 'notify', target: 'guest-vcpu', pollBudgetNs: config.pollBudgetNs } as const;
  if (config.moderationNs === 0) return [{ ...wake, executor: 'hypervisor', idleNs: arrival }];
  const exitsNs = config.interruptDelivery === 'posted' ? 0 : config.exitsPerInterrupt * exitNs(config, platform);
  return [
    { id: 'moderation', title: 'Interrupt moderation', executor: 'device', kind: 'batch', count: 65_536, timeoutNs: config.moderationNs, since: 'last-batch' },
    // Those that waited go on at one instant. Who is told of the first and awake no longer is told once for all of them.
    { id: 'moderated-exits', title: 'Exits of an interrupt', executor: 'hypervisor', kind: 'notify', target: 'device', idleNs: exitsNs },
    { ...wake, executor: 'device', idleNs: Math.max(0, arrival - exitsNs) },
  ];
}

/** Exits happen on the core of the guest that receives: its own work waits for them. */
export function exits(config: SrIovConfig, platform: Platform): readonly Stage[] {
  if (config.interruptDelivery === 'posted' || config.exitsPerSegment === 0) return [];
  return [{
    id: 'interrupt-exits', title: 'Exits on the guest\'s core', executor: 'guest-kernel', kind: 'serve',
    cost: { perUnitNs: config.exitsPerSegment * exitNs(config, platform), unit: 'segment' },
  }];
}

function exitNs({ exitCycles }: SrIovConfig, { host }: Platform): number {
  return (exitCycles / host.coreHz) * 1e9;
}
