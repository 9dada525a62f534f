import { assignChannels } from './channels.ts';
import type { NodePool } from './node-pool.ts';
import { opKind, wildcard, type LoggopsProgram } from './program.ts';

/** Posted receives and unexpected messages of all hosts. */
export interface Matching {
  /** A receive of `host`: the unexpected message it takes, removed; or -1, and the receive is posted. */
  receive(host: number, node: number): number;
  /** A message that arrived at `host`: the posted receive that takes it, removed; or -1, and it is unexpected. */
  arrive(host: number, node: number): number;
  /** Calls for every node that is left. */
  forEach(visit: (node: number) => void): void;
}

/** No receive, no message. */
export function createMatching(program: LoggopsProgram, pool: NodePool): Matching {
  const { kind, peer, tag, ranks } = program;
  const channels = assignChannels(program);
  const channelOf = channels.of;
  // A channel holds receives or messages, never both: whichever comes second takes the first of the others.
  const heads = new Int32Array(channels.count).fill(-1);
  const tails = new Int32Array(channels.count);
  const searched = channels.searching ? ranks : 0;
  const posted = new Int32Array(searched).fill(-1);
  const postedTails = new Int32Array(searched);
  const unexpected = new Int32Array(searched).fill(-1);
  const unexpectedTails = new Int32Array(searched);

  function meet(channel: number, node: number, mine: number): number {
    const head = heads[channel];
    if (head >= 0 && kind[pool.operation[head]] !== mine) {
      heads[channel] = pool.next[head];
      return head;
    }
    pool.next[node] = -1;
    if (head < 0) heads[channel] = node;
    else pool.next[tails[channel]] = node;
    tails[channel] = node;
    return -1;
  }

  function fits(receive: number, message: number): boolean {
    const operation = pool.operation[receive];
    const sent = pool.operation[message];
    if (peer[operation] !== wildcard && peer[operation] !== pool.host[message]) return false;
    return tag[operation] === wildcard || tag[sent] === wildcard || tag[operation] === tag[sent];
  }

  function append(host: number, node: number, first: Int32Array, last: Int32Array): void {
    pool.next[node] = -1;
    if (first[host] < 0) first[host] = node;
    else pool.next[last[host]] = node;
    last[host] = node;
  }

  function remove(host: number, before: number, node: number, first: Int32Array, last: Int32Array): number {
    if (before < 0) first[host] = pool.next[node];
    else pool.next[before] = pool.next[node];
    if (last[host] === node) last[host] = before;
    return node;
  }

  return {
    receive(host, node) {
      const channel = channelOf[pool.operation[node]];
      if (channel >= 0) return meet(channel, node, opKind.receive);
      let before = -1;
      for (let other = unexpected[host]; other >= 0; other = pool.next[other]) {
        if (fits(node, other)) return remove(host, before, other, unexpected, unexpectedTails);
        before = other;
      }
      append(host, node, posted, postedTails);
      return -1;
    },
    arrive(host, node) {
      const channel = channelOf[pool.operation[node]];
      if (channel >= 0) return meet(channel, node, opKind.send);
      let before = -1;
      for (let other = posted[host]; other >= 0; other = pool.next[other]) {
        if (fits(other, node)) return remove(host, before, other, posted, postedTails);
        before = other;
      }
      append(host, node, unexpected, unexpectedTails);
      return -1;
    },
    forEach(visit) {
      for (const lists of [heads, posted, unexpected]) {
        for (const first of lists) for (let node = first; node >= 0; node = pool.next[node]) visit(node);
      }
    },
  };
}
