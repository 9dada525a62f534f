import type { CostUnit, Stage } from '@doorbell/sdk';

/** Work of the process on its own core, ns for each unit. */
export function onCore(id: string, title: string, ns: number, unit: CostUnit): Stage {
  return { id, title, executor: 'guest-user', kind: 'serve', cost: { perUnitNs: ns, unit } };
}

/** Time that passes in the device for every segment, several under way at once. */
export function delay(id: string, title: string, ns: number, side: 'sender' | 'receiver'): Stage {
  return { id, title, executor: 'device', kind: 'delay', side, cost: { perUnitNs: ns, unit: 'segment' } };
}
