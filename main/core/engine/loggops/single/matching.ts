import { wildcard } from '../program.ts';
import { layout } from './layout.ts';
import type { SingleState } from './state.ts';

const { messageWholes, operation, sender, next } = layout;

function fits({ program: { peer, tag } }: SingleState, receive: number, source: number, label: number): boolean {
  if (peer[receive] !== wildcard && peer[receive] !== source) return false;
  return tag[receive] === wildcard || label === wildcard || tag[receive] === label;
}

/** A message arrived at a host with wildcards: the posted receive that takes it, removed; or -1, and it is unexpected. */
export function searchPosted(state: SingleState, host: number, message: number): number {
  const { link, posted, lastPosted, unexpected, lastUnexpected, messageWholes: wholes } = state;
  const at = message << messageWholes;
  const label = state.program.tag[wholes[at + operation]];
  let before = 0;
  for (let other = posted[host]; other !== 0; other = link[other - 1]) {
    if (fits(state, other - 1, wholes[at + sender], label)) {
      if (before === 0) posted[host] = link[other - 1];
      else link[before - 1] = link[other - 1];
      if (lastPosted[host] === other) lastPosted[host] = before;
      return other - 1;
    }
    before = other;
  }
  wholes[at + next] = 0;
  if (unexpected[host] === 0) unexpected[host] = message;
  else wholes[(lastUnexpected[host] << messageWholes) + next] = message;
  lastUnexpected[host] = message;
  return -1;
}

/** A receive of a host with wildcards: the unexpected message that it takes, removed; or 0, and it is posted. */
export function searchUnexpected(state: SingleState, host: number, receive: number): number {
  const { link, posted, lastPosted, unexpected, lastUnexpected, messageWholes: wholes, program: { tag } } = state;
  let before = 0;
  for (let other = unexpected[host]; other !== 0; other = wholes[(other << messageWholes) + next]) {
    const at = other << messageWholes;
    if (fits(state, receive, wholes[at + sender], tag[wholes[at + operation]])) {
      if (before === 0) unexpected[host] = wholes[at + next];
      else wholes[(before << messageWholes) + next] = wholes[at + next];
      if (lastUnexpected[host] === other) lastUnexpected[host] = before;
      return other;
    }
    before = other;
  }
  link[receive] = 0;
  if (posted[host] === 0) posted[host] = receive + 1;
  else link[lastPosted[host] - 1] = receive + 1;
  lastPosted[host] = receive + 1;
  return 0;
}

/** Operations whose counterpart never came, when nothing happens any more. */
export function unmatchedOperations(state: SingleState): number[] {
  const { link, messageWholes: wholes, hostWholes, program: { ranks } } = state;
  const found: number[] = [];
  const receives = (first: number): void => { for (let at = first; at > 0; at = link[at - 1]) found.push(at - 1); };
  const messages = (first: number): void => { for (let at = first; at > 0; at = wholes[(at << messageWholes) + next]) found.push(wholes[(at << messageWholes) + operation]); };
  for (const lists of [state.channelFirst, state.posted]) lists.forEach(receives);
  state.channelFirst.forEach((first) => messages(-first));
  state.unexpected.forEach(messages);
  // Receives that no arrival asked for were not posted yet.
  for (let host = 0; host < ranks; host++) {
    const at = host << layout.hostWholes;
    for (let i = 0; i < hostWholes[at + layout.receiveCount]; i++) found.push(hostWholes[at + layout.receiveOperation] + i);
    for (let run = state.moreRuns[host * 3 + 1] ?? 0; run !== 0; run = state.runNext[run]) for (let i = 0; i < state.runCount[run]; i++) found.push(state.runOperation[run] + i);
  }
  return found;
}
