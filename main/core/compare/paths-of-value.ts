import type { Value } from './order.ts';

/** Ids of the paths that a value of the path axis names, that between hosts first: `sr-iov (slow) + inter-vm-shm` names two, and so does `sr-iov & vrdma` of two jobs. */
export function pathsOfValue(value: Value): readonly string[] {
  const plain = String(value).replaceAll(/\([^()]*\)/g, '');
  return [...new Set(plain.split(/ [+&] /).map((part) => part.trim().split(/[\s(]/)[0] ?? ''))];
}
