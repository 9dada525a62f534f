import type { RunFailure } from '../contract/index.ts';
import { waitingOf } from './graph-ranks.ts';
import { handle } from './handles.ts';
import { inMessage, messagesInUse, way } from './messages.ts';
import { ownNumber, rankNames, type RankNames } from './rank-names.ts';
import { wait } from './ranks.ts';
import { any, inRequest, requestsInUse } from './receives.ts';
import { ownerOf } from './transport.ts';
import type { World } from './world.ts';

/** Ranks, and requests of one rank, that are named before the list is cut. */
const named = 8;
const namedRequests = 4;

/** Nothing will ever happen again and some ranks have not ended: names them and what they wait for. */
export function waitingRanks(world: World): RunFailure {
  const { ranks } = world;
  const lines: string[] = [];
  let waiting = 0;
  for (let rank = 0; rank < ranks.code.length; rank++) {
    if (ranks.waitsFor[rank] === wait.nothing) continue;
    waiting++;
    if (lines.length < named) lines.push(`${names(world).rank(rank)} ${insideOf(world, rank)}waits ${reasonOf(world, rank)}`);
  }
  const more = waiting > lines.length ? ` and ${waiting - lines.length} more` : '';
  return {
    kind: 'deadlock', message: `${waiting === 1 ? '1 rank waits' : `${waiting} ranks wait`} for ever: ${lines.join('; ')}${more}.`,
    hint: 'Give every send a receive of the same tag and communicator, and let neighbours not all send first when messages are larger than the eager limit.',
  };
}

/** All ranks have ended and nothing is under way: names messages that nobody received and receives that got none; `undefined`: there are none. */
export function unmatched(world: World): RunFailure | undefined {
  const { messages, ranks: { receives } } = world;
  const lines: string[] = [];
  let count = 0;
  const add = (line: () => string): void => {
    count++;
    if (lines.length < named) lines.push(line());
  };
  messagesInUse(messages).forEach((m) => {
    add(() => `nobody receives ${messages.profiles[messages.int[m | inMessage.profile]].bytes} B from ${names(world).rank(messages.int[m | inMessage.from])} to ${names(world).rank(messages.int[m | inMessage.to])} with tag ${messages.int[m | inMessage.tag]}${names(world).communicator(messages.int[m | inMessage.context])}`);
  });
  requestsInUse(receives).forEach((request) => {
    if (receives.int[(request << 4) | inRequest.message] < 0) add(() => `${names(world).rank(receives.int[(request << 4) | inRequest.rank])} began ${receiveOf(world, request)} and no message came`);
  });
  if (count === 0) return undefined;
  const more = count > lines.length ? ` and ${count - lines.length} more` : '';
  return {
    kind: 'deadlock', message: `All ranks ended, but not all of their messages were sent and received: ${lines.join('; ')}${more}.`,
    hint: 'Give every send a receive of the same tag and communicator.',
  };
}

function insideOf({ ranks, input }: World, rank: number): string {
  const call = ranks.call[rank];
  if (call === undefined) return '';
  // All ranks of a job are a communicator of the run, and need no name.
  const all = call.comm === undefined || input.jobs?.some(({ firstCommunicator }) => firstCommunicator === call.comm) === true;
  return `in ${call.collective}${all ? '' : ` of communicator ${ownNumber(input.jobs, call.comm)}`} `;
}

function reasonOf(world: World, rank: number): string {
  const { ranks, graph } = world;
  if (graph !== undefined) return `for ${waitingOf(graph, rank, 2)}`;
  const on = ranks.waitsOn[rank];
  const code = ranks.code[rank];
  switch (ranks.waitsFor[rank]) {
    case wait.send: return sendOf(world, on);
    case wait.receive: return receiveOf(world, on);
    case wait.probe: return `to probe ${envelope(world, code.a[on], code.b[on], code.context[on])}`;
    case wait.any: return `for any of ${requestsOf(world, rank, handle.awaited)}`;
    case wait.list: return `for ${requestsOf(world, rank, handle.awaited)}`;
    default: return `for ${requestsOf(world, rank, undefined)}`;
  }
}

function sendOf(world: World, m: number): string {
  const { messages } = world;
  const { rank, communicator } = names(world);
  const { bytes } = messages.profiles[messages.int[m | inMessage.profile]];
  if (messages.int[m | inMessage.way] === way.get || messages.int[m | inMessage.way] === way.agentGet) return `to get ${bytes} B from ${rank(messages.int[m | inMessage.from])}`;
  if (messages.int[m | inMessage.way] === way.put || messages.int[m | inMessage.way] === way.agentPut) return `to put ${bytes} B to ${rank(messages.int[m | inMessage.to])}`;
  return `for ${rank(messages.int[m | inMessage.to])} to receive ${bytes} B with tag ${messages.int[m | inMessage.tag]}${communicator(messages.int[m | inMessage.context])}`;
}

function receiveOf(world: World, request: number): string {
  const { receives } = world.ranks;
  return `to receive ${envelope(world, receives.int[(request << 4) | inRequest.from], receives.int[(request << 4) | inRequest.tag], receives.int[(request << 4) | inRequest.context])}`;
}

function envelope(world: World, from: number, tag: number, context: number): string {
  const { rank, communicator } = names(world);
  return `from ${from === any ? 'any rank' : rank(from)}${tag === any ? '' : ` with tag ${tag}`}${communicator(context)}`;
}

const names = ({ input }: World): RankNames => rankNames(input);

/** The open requests of a rank, or those of handles in one state. */
function requestsOf(world: World, rank: number, state: number | undefined): string {
  const { ranks, messages } = world;
  const { handles, receives } = ranks;
  const inside = ranks.call[rank] !== undefined;
  const code = ranks.code[rank];
  const concerned = (slot: number, context: number): boolean => ((context & 1) === 1) === inside && (state === undefined || (slot >= 0 && handles.state[slot] === state));
  const name = (slot: number): string => (slot < 0 || inside ? '' : `request ${code.handles[slot - ranks.handleBase[rank]]} `);
  const found: string[] = [];
  requestsInUse(receives).forEach((request) => {
    const m = receives.int[(request << 4) | inRequest.message];
    if (receives.int[(request << 4) | inRequest.rank] !== rank || (m >= 0 && messages.int[m | inMessage.request] !== request) || !concerned(receives.int[(request << 4) | inRequest.handle], receives.int[(request << 4) | inRequest.context])) return;
    found.push(name(receives.int[(request << 4) | inRequest.handle]) + receiveOf(world, request));
  });
  messagesInUse(messages).forEach((m) => {
    if (messages.int[m | inMessage.localDone] === 0 && ownerOf(world, m) === rank && concerned(messages.int[m | inMessage.handle], messages.int[m | inMessage.context])) found.push(name(messages.int[m | inMessage.handle]) + sendOf(world, m));
  });
  const more = found.length > namedRequests ? `, and ${found.length - namedRequests} more` : '';
  return `${found.length} open requests: ${found.slice(0, namedRequests).join(', ')}${more}`;
}
