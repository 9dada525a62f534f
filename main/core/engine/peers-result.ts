import type { RunResult } from '../contract/index.ts';
import { waitedSoFar } from './cpu.ts';
import type { World } from './world.ts';

/** Groups of ranks that a result tells apart: more are not seen in a picture (judgement). */
export const mostGroups = 256;

/** Peers that a rank's waiting is told apart by. */
const mostPeers = 8;

type Peers = Required<Pick<RunResult, 'traffic' | 'waitedFor'>> & Pick<RunResult, 'ranksPerGroup'>;

/** Who sent to whom and who waited for whom, by groups of ranks where there are many. */
export function peersOf({ statistics, ranks, cpu, now }: World): Peers {
  const count = ranks.code.length;
  const per = Math.ceil(count / mostGroups);
  const group = (rank: number): number => Math.floor(rank / per);
  const groups = group(count - 1) + 1;
  const traffic = new Map<number, { messages: number; bytes: number }>();
  const { list, counts } = ranks.connections;
  list.forEach(({ from, to }, connection) => {
    const messages = counts[connection << 1];
    const bytes = counts[(connection << 1) | 1];
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
  list.forEach(({ from, to }, connection) => {
    wait(to, from, statistics.receiverWaitedNs[connection] ?? 0);
    wait(from, to, statistics.senderWaitedNs[connection] ?? 0);
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
