import { loggopsId } from '../contract/index.ts';
import type { Value } from './order.ts';

/** Whether a value of the path axis is the LogGOPS model, with or without settings in its name. */
export function isCostModel(value: Value): boolean {
  return value === loggopsId || String(value).startsWith(`${loggopsId} (`);
}

/** Whether a value of the path axis is the path without VMs, with or without preset and settings in its name. */
export function isNative(value: Value): boolean {
  return value === 'native' || String(value).startsWith('native (');
}

/** Values that may be recommended: all but `native`, which is no choice for VMs, and the cost model, which is no data path. */
export function candidatesOf(by: string, values: readonly Value[]): readonly Value[] {
  return by === 'path' ? values.filter((value) => !isNative(value) && !isCostModel(value)) : values;
}
