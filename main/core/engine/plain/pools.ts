import { extend } from '../items.ts';
import { inMessage, inRank, inRequest } from './layout.ts';
import type { PlainState } from './state.ts';

/** Records that a rank gets at once when it has none left. */
const atOnce = 2;

/** A message of a rank that sends, with whatever its record held before. */
export function takeMessage(state: PlainState, rank: number): number {
  const at = (rank << 6) | inRank.freeMessage;
  if (state.rank[at] < 0) addMessages(state, at);
  const m = state.rank[at];
  state.rank[at] = state.message[m | inMessage.next];
  state.messagesInUse++;
  return m;
}

/** Gives a message back. */
export function returnMessage(state: PlainState, m: number): void {
  const { message, rank } = state;
  const at = (message[m | inMessage.from] << 6) | inRank.freeMessage;
  message[m | inMessage.next] = rank[at];
  rank[at] = m;
  state.messagesInUse--;
}

/** A receive of a rank, with whatever its record held before. */
export function takeRequest(state: PlainState, rank: number): number {
  const at = (rank << 6) | inRank.freeRequest;
  if (state.rank[at] < 0) addRequests(state, at);
  const request = state.rank[at];
  state.rank[at] = state.request[request | inRequest.next];
  state.requestsInUse++;
  return request;
}

/** Gives a receive back. */
export function returnRequest(state: PlainState, rank: number, request: number): void {
  const at = (rank << 6) | inRank.freeRequest;
  state.request[request | inRequest.next] = state.rank[at];
  state.rank[at] = request;
  state.requestsInUse--;
}

function addMessages(state: PlainState, at: number): void {
  const first = state.messages;
  state.messages += atOnce;
  if (state.message.length < state.messages * 32) {
    const size = Math.max(64, state.messages, first * 2);
    state.message = extend(state.message, size * 32);
    state.messageNs = new Float64Array(state.message.buffer);
  }
  for (let entry = state.messages - 1; entry >= first; entry--) {
    state.message[(entry << 5) | inMessage.next] = state.rank[at];
    state.rank[at] = entry << 5;
  }
}

function addRequests(state: PlainState, at: number): void {
  const first = state.requests;
  state.requests += atOnce;
  if (state.request.length < state.requests * 8) {
    state.request = extend(state.request, Math.max(64, state.requests, first * 2) * 8);
    state.requestBytes = new Float64Array(state.request.buffer);
  }
  for (let entry = state.requests - 1; entry >= first; entry--) {
    state.request[(entry << 3) | inRequest.next] = state.rank[at];
    state.rank[at] = entry << 3;
  }
}
