import type { RankTime, RunResult } from '../../contract/index.ts';
import { sizeTimes } from '../message-sizes.ts';
import { mostPeers } from '../peers-result.ts';
import { throughputOf } from '../result.ts';
import type { Observation } from './observation.ts';
import type { Tally } from './tally.ts';

type Observed = Required<Pick<RunResult, 'messages' | 'sizes' | 'throughput'>>;

/** What a run tells of its messages. */
export function observedMessages({ rows, sizes, throughput }: Observation): Observed {
  return {
    messages: rows.map(({ path, relation, bytes, messages, sumNs, minNs, maxNs }) => ({ path, relation, bytes, messages, meanNs: sumNs / messages, minNs, maxNs })),
    sizes: sizeTimes(sizes, rows), throughput: throughputOf(throughput),
  };
}

/**
 * Whom ranks of one processor waited for, in rows as {@link RunResult.waitedFor} has them. A rank's idle time before a message that
 * its program asked for is for its sender, before the receive of what it sent for the receiver; the gap of its interface and
 * what else there is goes under -1.
 */
export function observedWaits({ receiverWaitedNs, senderWaitedNs }: Observation, { pairs, pairFrom, pairTo, ranksPerGroup }: Tally, ranks: readonly RankTime[]): NonNullable<RunResult['waitedFor']> {
  const groups = Math.ceil(ranks.length / ranksPerGroup);
  const waits = Array.from({ length: groups }, () => new Map<number, number>());
  const left = new Float64Array(groups);
  for (const { rank, waitingNs } of ranks) left[Math.floor(rank / ranksPerGroup)] += waitingNs;
  const wait = (who: number, whom: number, ns: number): void => {
    if (ns === 0) return;
    waits[who].set(whom, (waits[who].get(whom) ?? 0) + ns);
    left[who] -= ns;
  };
  for (let pair = 0; pair < pairs; pair++) {
    wait(pairTo[pair], pairFrom[pair], receiverWaitedNs[pair]);
    wait(pairFrom[pair], pairTo[pair], senderWaitedNs[pair]);
  }
  return waits.flatMap((row, who) => {
    const sorted = [...row].sort((x, y) => y[1] - x[1] || x[0] - y[0]);
    const others = sorted.slice(mostPeers).reduce((sum, [, ns]) => sum + ns, left[who]);
    // Parameters with fractions leave what rounding makes of them.
    const rest = Math.round(others * 64) === 0 ? [] : [[who, -1, others] as const];
    return [...sorted.slice(0, mostPeers).map(([whom, ns]) => [who, whom, ns] as const), ...rest];
  });
}
