import type { LinearCost, ServeStage, Stage } from '@doorbell/sdk';

/** CPU work of somebody; without a unit its cost is for each frame. */
export function work(id: string, title: string, executor: Stage['executor'], cost: LinearCost): ServeStage {
  return { id, title, executor, kind: 'serve', cost: { unit: 'segment', ...cost } };
}

/** Time in the NIC that holds nothing up, for each frame: frames follow each other through it. */
export function delay(id: string, title: string, ns: number): Stage {
  return { id, title, executor: 'device', kind: 'delay', cost: { perUnitNs: ns, unit: 'segment' } };
}
