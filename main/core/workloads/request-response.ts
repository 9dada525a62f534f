import type { Operation, RequestResponseWorkload } from '../contract/index.ts';
import { compute, eachRank, loop, timed, type BuiltWorkload } from './built-workload.ts';

const requestTag = 0;
const responseTag = 1;
/** Different sets of servers a client goes round; more would only make its program longer. */
const mostTurns = 16;

/** The servers that a client asks, request by request, until the turn starts over. */
export function turnOf({ servers, fanOut }: Pick<RequestResponseWorkload, 'servers' | 'fanOut'>, client: number): readonly (readonly number[])[] {
  const turns = Math.min(servers, mostTurns);
  return Array.from({ length: turns }, (_, turn) => {
    const first = client + Math.floor((turn * servers) / turns);
    return Array.from({ length: Math.min(fanOut, servers) }, (__, index) => (first + index) % servers);
  });
}

/** Requests that reach each server. */
export function requestsOfServers(workload: RequestResponseWorkload, clients: number): readonly number[] {
  const requests = Array.from({ length: workload.servers }, () => 0);
  for (let client = 0; client < clients; client += 1) {
    const turn = turnOf(workload, client);
    turn.forEach((servers, index) => {
      const times = Math.floor(workload.requestsPerClient / turn.length) + (index < workload.requestsPerClient % turn.length ? 1 : 0);
      for (const server of servers) requests[server] = (requests[server] ?? 0) + times;
    });
  }
  return requests;
}

/** The first ranks serve whoever comes; the others ask in a closed loop: a request ends with its slowest answer. */
export function requestResponseProgram(workload: RequestResponseWorkload, ranks: number): BuiltWorkload {
  const { servers, requestsPerClient, requestBytes, size, serviceNs, serviceVariation, thinkNs } = workload;
  const clients = ranks - servers;
  const requests = requestsOfServers(workload, clients);
  const answer: readonly Operation[] = [
    { op: 'receive', from: 'any', bytes: requestBytes, tag: requestTag }, ...compute(serviceNs, serviceVariation), { op: 'send', to: 'source', bytes: size, tag: responseTag },
  ];
  const ask = (asked: readonly number[]): readonly Operation[] => [
    ...timed(0, [
      ...asked.map((from): Operation => ({ op: 'ireceive', from, bytes: size, tag: responseTag })),
      ...asked.map((to): Operation => ({ op: 'isend', to, bytes: requestBytes, tag: requestTag })),
      { op: 'waitall' },
    ]),
    ...compute(thinkNs),
  ];
  const program = eachRank(ranks, (rank) => {
    if (rank < servers) return loop(requests[rank] ?? 0, answer);
    const turn = turnOf(workload, rank - servers);
    return [...loop(Math.floor(requestsPerClient / turn.length), turn.flatMap(ask)), ...turn.slice(0, requestsPerClient % turn.length).flatMap(ask)];
  });
  return {
    program: { layer: 'mpi', ranks: program, timers: 1 },
    measures: [
      { metric: 'requestRate', of: 'run-rate', by: clients * requestsPerClient, unit: '1/s' },
      { metric: 'requestLatency', of: 'timer-mean', timer: 0, by: 1 },
      { metric: 'requestLatencyP50', of: 'timer-p50', timer: 0, by: 1 },
      { metric: 'requestLatencyP99', of: 'timer-p99', timer: 0, by: 1 },
    ],
  };
}
