import type { Platform, Stage } from '@doorbell/sdk';
import type { SrIovConfig } from './config.ts';

/** What an interrupt takes to arrive: posted ones save the exits, and no interrupt is faster than none. ns */
export function arrivalNs(config: SrIovConfig, platform: Platform, throughHypervisorNs: number): number {
  return config.interruptDelivery === 'exits' ? throughHypervisorNs : Math.max(0, throughHypervisorNs - config.exitsPerInterrupt * exitNs(config, platform));
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
