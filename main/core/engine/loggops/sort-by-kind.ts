import { opKind } from './program.ts';

/** Sorts operations by kind, keeping the order within a kind. */
export function sortByKind(operations: Int32Array, count: number, kind: Uint8Array, spare: Int32Array): void {
  let last = 0;
  let sorted = true;
  for (let i = 0; i < count; i++) {
    if (kind[operations[i]] < last) sorted = false;
    last = kind[operations[i]];
  }
  if (sorted) return;
  let to = 0;
  for (let wanted: number = opKind.send; wanted <= opKind.calculate; wanted++) {
    for (let i = 0; i < count; i++) if (kind[operations[i]] === wanted) spare[to++] = operations[i];
  }
  for (let i = 0; i < count; i++) operations[i] = spare[i];
}
