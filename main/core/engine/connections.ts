import { routeOf, type Profiles } from './profiles.ts';
import type { RunInput } from '../contract/index.ts';

/** One direction between two ranks: messages enter the path in order and within the window. */
export interface Connection {
  readonly windowSegments: number;
  readonly windowBytes: number;
  segmentsInFlight: number;
  bytesInFlight: number;
  /** Messages that wait to enter, oldest first; linked by `messages.next`. */
  head: number;
  tail: number;
  /** Guards against pumping from within. */
  pumping: boolean;
  /** Messages posted, and messages whose first sign was taken in by the receiver: in the same order. */
  posted: number;
  received: number;
  /** One-sided transfers posted. */
  oneSided: number;
  /** Messages whose first sign overtook an earlier message's. */
  readonly early: number[];
}

/** All connections, opened on first use. */
export interface Connections {
  readonly list: Connection[];
  readonly byPair: Map<number, number>;
}

/** None open. */
export function createConnections(): Connections {
  return { list: [], byPair: new Map() };
}

/** Number of the connection of a pair of ranks over the relation they have now. */
export function connectionOf(connections: Connections, input: RunInput, profiles: Profiles, from: number, to: number): number {
  const route = routeOf(input, from, to);
  const key = (from * input.places.length + to) * 3 + (route === 'other-host' ? 0 : route === 'same-host' ? 1 : 2);
  const known = connections.byPair.get(key);
  if (known !== undefined) return known;
  const protocol = profiles.manners(route).model.protocol;
  const number = connections.list.length;
  connections.list.push({
    windowSegments: protocol.windowBytes === undefined ? protocol.windowSegments : Infinity,
    windowBytes: protocol.windowBytes ?? Infinity, segmentsInFlight: 0, bytesInFlight: 0, head: -1, tail: -1, pumping: false,
    posted: 0, received: 0, oneSided: 0, early: [],
  });
  connections.byPair.set(key, number);
  return number;
}
