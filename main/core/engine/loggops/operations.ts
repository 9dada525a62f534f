import { withRoom } from './growing.ts';

/** Operations that are being collected. */
export interface Operations {
  count: number;
  cpus: number;
  nics: number;
  rankStart: Int32Array;
  ranks: number;
  kind: Uint8Array;
  peer: Int32Array;
  tag: Int32Array;
  size: Float64Array;
  cpu: Uint8Array;
  nic: Uint8Array;
}

/** No rank, no operation. */
export function createOperations(): Operations {
  return {
    count: 0, cpus: 1, nics: 1, rankStart: new Int32Array(64), ranks: 0,
    kind: new Uint8Array(256), peer: new Int32Array(256), tag: new Int32Array(256), size: new Float64Array(256), cpu: new Uint8Array(256), nic: new Uint8Array(256),
  };
}

/** The next rank begins. */
export function addRank(operations: Operations): void {
  operations.rankStart = withRoom(operations.rankStart, operations.ranks + 2);
  operations.rankStart[operations.ranks++] = operations.count;
}

/** Adds an operation to the newest rank and answers its number. */
export function addOperation(operations: Operations, kind: number, size: number, peer: number, tag: number, cpu: number, nic: number): number {
  const at = operations.count++;
  if (at === operations.kind.length) {
    for (const key of ['kind', 'cpu', 'nic'] as const) operations[key] = withRoom(operations[key], at + 1);
    for (const key of ['peer', 'tag'] as const) operations[key] = withRoom(operations[key], at + 1);
    operations.size = withRoom(operations.size, at + 1);
  }
  operations.kind[at] = kind;
  operations.size[at] = size;
  operations.peer[at] = peer;
  operations.tag[at] = tag;
  operations.cpu[at] = cpu;
  operations.nic[at] = nic;
  if (cpu >= operations.cpus) operations.cpus = cpu + 1;
  if (nic >= operations.nics) operations.nics = nic + 1;
  return at;
}

/** The arrays without the room at their ends. */
export function collected({ count, ranks, cpus, nics, rankStart, kind, peer, tag, size, cpu, nic }: Operations) {
  rankStart[ranks] = count;
  return {
    ranks, cpus, nics, rankStart: rankStart.subarray(0, ranks + 1), kind: kind.subarray(0, count), peer: peer.subarray(0, count),
    tag: tag.subarray(0, count), size: size.subarray(0, count), cpu: cpu.subarray(0, count), nic: nic.subarray(0, count),
  };
}
