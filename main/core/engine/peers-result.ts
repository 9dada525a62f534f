import type { RunResult } from '../contract/index.ts';
import { waitedSoFar } from './cpu.ts';
import type { World } from './world.ts';

/** Groups of ranks that a result tells apart: more are not seen in a picture (judgement). */
export const mostGroups = 256;

/** Peers that a rank's waiting is told apart by. */
const mostPeers = 8;

type Peers = Required<Pick<RunResult, 'traffic' | 'waitedFor'>> & Pick<RunResult, 'ranksPerGroup'>;

/** Is told of every direction between two ranks: messages completed and their bytes, and what its receiver and its sender waited for the other. */
export type PairVisitor = (from: number, to: number, messages: number, bytes: number, receiverWaitedNs: number, senderWaitedNs: number) => void;

/** Tells `visit` of all pairs, in any order. */
export type VisitPairs = (visit: PairVisitor) => void;

/** The pairs of a world's connections. */
export function connectedPairs({ statistics, ranks: { connections: { list, counts } } }: World): VisitPairs {
  return (visit) => {
    list.forEach(({ from, to }, number) => { visit(from, to, counts[number << 1], counts[(number << 1) | 1], statistics.receiverWaitedNs[number] ?? 0, statistics.senderWaitedNs[number] ?? 0); });
  };
}

/** Who sent to whom and who waited for whom, by groups of ranks where there are many. */
export function peersOf({ statistics, ranks, cpu, now }: World, visitPairs: VisitPairs): Peers {
  const count = ranks.code.length;
  const per = Math.ceil(count / mostGroups);
  const group = (rank: number): number => Math.floor(rank / per);
  const groups = group(count - 1) + 1;
  const traffic = new Map<number, { messages: number; bytes: number }>();
  visitPairs((from, to, messages, bytes) => {
    if (messages === 0) return;
    const key = group(from) * groups + group(to);
    const sum = traffic.get(key);
    if (sum === undefined) traffic.set(key, { messages, bytes });
    else {
      sum.messages += messages;
      sum.bytes += bytes;
    }
  });
  const waits = Array.from({ length: groups }, () => new Map<number, number>());
  const wait = (rank: number, peer: number, ns: number): void => {
    if (ns === 0) return;
    const row = waits[group(rank)];
    const to = peer < 0 ? -1 : group(peer);
    row.set(to, (row.get(to) ?? 0) + ns);
  };
  visitPairs((from, to, _messages, _bytes, receiverWaitedNs, senderWaitedNs) => {
    wait(to, from, receiverWaitedNs);
    wait(from, to, senderWaitedNs);
  });
  for (let rank = 0; rank < count; rank++) wait(rank, -1, waitedSoFar(cpu, rank, now) - statistics.attributedNs[rank]);
  return {
    ...(per === 1 ? {} : { ranksPerGroup: per }),
    traffic: [...traffic].sort((x, y) => x[0] - y[0]).map(([pair, { messages, bytes }]) => [Math.floor(pair / groups), pair % groups, messages, bytes] as const),
    waitedFor: waits.flatMap((row, rank) => fewest(row).map(([peer, ns]) => [rank, peer, ns] as const)),
  };
}

/** The peers most waited for, longest first, and all others under -1. */
function fewest(row: ReadonlyMap<number, number>): readonly (readonly [number, number])[] {
  const sorted = [...row].filter(([peer]) => peer >= 0).sort((x, y) => y[1] - x[1] || x[0] - y[0]);
  const rest = sorted.slice(mostPeers).reduce((sum, [, ns]) => sum + ns, row.get(-1) ?? 0);
  return [...sorted.slice(0, mostPeers), ...(rest === 0 ? [] : [[-1, rest] as const])];
}
