import type { Value } from './order.ts';

/** Values that may be recommended: all but `native`, which is no choice for VMs. */
export function candidatesOf(by: string, values: readonly Value[]): readonly Value[] {
  return by === 'path' ? values.filter((value) => value !== 'native') : values;
}
