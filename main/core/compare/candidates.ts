import { loggopsId } from '../contract/index.ts';
import type { Value } from './order.ts';

/** Whether a value of the path axis is the LogGOPS model, with or without settings in its name. */
export function isCostModel(value: Value): boolean {
  return value === loggopsId || String(value).startsWith(`${loggopsId} (`);
}

/** Values that may be recommended: all but `native`, which is no choice for VMs, and the cost model, which is no data path. */
export function candidatesOf(by: string, values: readonly Value[]): readonly Value[] {
  return by === 'path' ? values.filter((value) => value !== 'native' && !isCostModel(value)) : values;
}
