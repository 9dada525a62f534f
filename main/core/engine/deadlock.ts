import type { RunFailure } from '../contract/index.ts';
import { waitingOf } from './graph-ranks.ts';
import { any } from './receives.ts';
import type { World } from './world.ts';

/** Ranks named before the list is cut. */
const named = 8;

/** Nothing will ever happen again and some ranks have not ended: names them and what they wait for. */
export function waitingRanks({ ranks, messages, graph }: World): RunFailure {
  const lines: string[] = [];
  let waiting = 0;
  for (let rank = 0; rank < ranks.code.length; rank++) {
    if (ranks.waitsFor[rank] === 0) continue;
    waiting++;
    if (lines.length >= named) continue;
    const on = ranks.waitsOn[rank];
    if (graph !== undefined) {
      lines.push(`rank ${rank} waits for ${waitingOf(graph, rank, 2)}`);
    } else if (ranks.waitsFor[rank] === 1) {
      lines.push(`rank ${rank} waits for rank ${messages.to[on]} to receive ${messages.profile[on].bytes} B with tag ${messages.tag[on]}`);
    } else if (ranks.waitsFor[rank] === 2) {
      const from = ranks.receives.from[on];
      lines.push(`rank ${rank} waits to receive from ${from === any ? 'any rank' : `rank ${from}`}${ranks.receives.tag[on] === any ? '' : ` with tag ${ranks.receives.tag[on]}`}`);
    } else {
      lines.push(`rank ${rank} waits for ${ranks.open[rank]} open requests`);
    }
  }
  const more = waiting > lines.length ? ` and ${waiting - lines.length} more` : '';
  return {
    kind: 'deadlock', message: `${waiting} ranks wait for ever: ${lines.join('; ')}${more}.`,
    hint: 'Give every send a receive of the same tag, and let neighbours not all send first when messages are larger than the eager limit.',
  };
}
