import type { RunResult } from '../contract/index.ts';
import { waitedSoFar } from './cpu.ts';
import type { World } from './world.ts';

/** Groups of ranks that a result tells apart: more are not seen in a picture (judgement). */
export const mostGroups = 256;

/** Peers that a rank's waiting is told apart by. */
export const mostPeers = 8;

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
  const messages = new Float64Array(groups * groups);
  const bytes = new Float64Array(groups * groups);
  const waits = new Float64Array(groups * groups);
  const others = new Float64Array(groups);
  visitPairs((from, to, count, sum, receiverWaitedNs, senderWaitedNs) => {
    const [sender, receiver] = [group(from), group(to)];
    messages[sender * groups + receiver] += count;
    bytes[sender * groups + receiver] += sum;
    waits[receiver * groups + sender] += receiverWaitedNs;
    waits[sender * groups + receiver] += senderWaitedNs;
  });
  for (let rank = 0; rank < count; rank++) others[group(rank)] += waitedSoFar(cpu, rank, now) - statistics.attributedNs[rank];
  const traffic: (readonly [number, number, number, number])[] = [];
  messages.forEach((sent, pair) => { if (sent > 0) traffic.push([Math.floor(pair / groups), pair % groups, sent, bytes[pair]]); });
  return {
    ...(per === 1 ? {} : { ranksPerGroup: per }),
    traffic,
    waitedFor: Array.from(others, (rest, rank) => fewest(waits.subarray(rank * groups, (rank + 1) * groups), rest).map(([peer, ns]) => [rank, peer, ns] as const)).flat(),
  };
}

/** The peers most waited for, longest first, and all others, with `rest`, under -1. */
function fewest(row: Float64Array, rest: number): readonly (readonly [number, number])[] {
  const sorted = Array.from(row, (ns, peer) => [peer, ns] as const).filter(([, ns]) => ns !== 0).sort((x, y) => y[1] - x[1] || x[0] - y[0]);
  const left = sorted.slice(mostPeers).reduce((sum, [, ns]) => sum + ns, rest);
  return [...sorted.slice(0, mostPeers), ...(left === 0 ? [] : [[-1, left] as const])];
}
