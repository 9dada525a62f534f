import { createCalendar } from './calendar.ts';
import { arrival, createHosts } from './hosts.ts';
import { createMatching } from './matching.ts';
import { createNodePool, returnNode, turn } from './node-pool.ts';
import type { LoggopsParameters } from './parameters.ts';
import { createTimers } from '../timers.ts';
import { sawArrival, sawMessage, sawRelease, type Observation } from './observation.ts';
import { createProgress } from './progress.ts';
import { opKind, type LoggopsProgram } from './program.ts';
import type { LoggopsSimulation } from './outcome.ts';
import { sortByKind } from './sort-by-kind.ts';
import { findWaiting } from './waiting.ts';

/**
 * Hosts with any numbers of processors and interfaces, which may go back in time: what becomes ready on a processor that has been idle happens
 * when that was free, as in LogGOPSim.
 */
export function createGeneralSimulation(program: LoggopsProgram, parameters: LoggopsParameters, observation?: Observation): LoggopsSimulation {
  const { L, o, g, G, O, S } = parameters;
  const { ranks, kind, peer, size } = program;
  const pool = createNodePool();
  const queue = createCalendar(pool);
  const hosts = createHosts(program, pool, queue);
  const { cpuFree, sendFree, arriveFree, turnTime, turnClass, classKind, cpuAt, nicAt, update } = hosts;
  const matching = createMatching(program, pool);
  const timers = program.timers === undefined ? undefined : createTimers(program.timers, ranks);
  // Only programs of one processor for each rank read clocks.
  const progress = createProgress(program, (rank) => cpuFree[rank * program.cpus], timers);
  /**
   * An arrival's processor time for bytes after the first: the slower of network and processor. Of a message without bytes these are
   * minus one byte each, and LogGOPSim compares them as unsigned numbers: zero is less than anything negative.
   */
  const perByte = Math.max(O, G);
  const ofNothing = O === 0 ? -G : G === 0 ? -O : -Math.min(O, G);
  let spare = new Int32Array(64);
  let inserted = 0;
  let operations = 0;
  let messages = 0;

  /** What became ready at a host joins its lists, in order of kind. */
  function ready(host: number): void {
    const { count } = progress;
    if (count === 0) return;
    if (count > spare.length) spare = new Int32Array(progress.ready.length);
    sortByKind(progress.ready, count, kind, spare);
    hosts.join(host, progress, inserted);
    inserted += count;
    operations += count;
    progress.count = 0;
  }

  /** A receive and a message met at `host`, on the processor and interface numbers of `by`. */
  function meet(host: number, receive: number, message: number, by: number, time: number): void {
    const received = pool.operation[receive];
    const sent = pool.operation[message];
    const sender = pool.host[message];
    if (observation !== undefined) {
      const end = by === sent ? cpuFree[cpuAt(host, sent)] : Math.max(time, pool.order[message]);
      sawMessage(observation, sent, end - pool.time[message] + (o + L), end);
    }
    returnNode(pool, receive);
    returnNode(pool, message);
    if (size[sent] <= S) {
      if (by === received) progress.started(host, received);
      progress.ended(host, received);
      ready(host);
      return;
    }
    // The sender waited for this. Whatever becomes ready is inserted at the host of lower rank first.
    const cpu = cpuAt(sender, by);
    const nic = nicAt(sender, by);
    if (cpuFree[cpu] < time) {
      if (observation !== undefined) sawRelease(observation, sender, sent, time - cpuFree[cpu]);
      cpuFree[cpu] = time;
    }
    if (sendFree[nic] < time) sendFree[nic] = time;
    if (sender < host) {
      progress.ended(sender, sent);
      ready(sender);
    }
    if (by === received) progress.started(host, received);
    if (sender === host) progress.ended(sender, sent);
    progress.ended(host, received);
    ready(host);
    if (sender > host) {
      progress.ended(sender, sent);
      ready(sender);
    }
    if (sender !== host) update(sender, false);
  }

  function arrive(host: number, message: number, time: number): void {
    const operation = pool.operation[message];
    const bytes = size[operation];
    const cpu = cpuAt(host, operation);
    const idle = time - cpuFree[cpu];
    cpuFree[cpu] = time + o + (bytes > 0 ? (bytes - 1) * perByte : ofNothing);
    arriveFree[nicAt(host, operation)] = time + g + (bytes - 1) * G;
    const receive = matching.arrive(host, message);
    if (observation !== undefined) {
      sawArrival(observation, host, operation, idle, receive >= 0);
      // An unexpected message needs its order no more: when it was taken in stands there.
      if (receive < 0) pool.order[message] = cpuFree[cpu];
    }
    if (receive >= 0) meet(host, receive, message, operation, time);
  }

  function receive(host: number, node: number, time: number): void {
    const operation = pool.operation[node];
    const message = matching.receive(host, node);
    if (message >= 0) {
      meet(host, node, message, operation, time);
    } else {
      progress.started(host, operation);
      ready(host);
    }
  }

  function send(host: number, node: number, time: number): void {
    const operation = pool.operation[node];
    const bytes = size[operation];
    cpuFree[cpuAt(host, operation)] = time + o + (bytes - 1) * O;
    sendFree[nicAt(host, operation)] = time + g + (bytes - 1) * G;
    messages++;
    pool.time[node] = time + o + L;
    pool.order[node] = inserted++;
    queue.push(node);
    progress.started(host, operation);
    if (bytes <= S) progress.ended(host, operation);
    ready(host);
  }

  function calculate(host: number, node: number, time: number): void {
    const operation = pool.operation[node];
    returnNode(pool, node);
    cpuFree[cpuAt(host, operation)] = time + size[operation];
    progress.started(host, operation);
    progress.ended(host, operation);
    ready(host);
  }

  /** The host's turn came. */
  function handle(host: number): void {
    const time = turnTime[host];
    const which = turnClass[host];
    const node = hosts.take(host, which);
    switch (classKind[which]) {
      case opKind.send: send(host, node, time); break;
      case opKind.receive: receive(host, node, time); break;
      case opKind.calculate: calculate(host, node, time); break;
      case arrival: arrive(host, node, time); break;
    }
  }

  for (let rank = 0; rank < ranks; rank++) {
    progress.begin(rank);
    ready(rank);
    update(rank, false);
  }

  return {
    advance(events) {
      for (let handled = 0; handled < events;) {
        const node = queue.pop();
        if (node < 0) return true;
        const operation = pool.operation[node];
        let host: number;
        if (operation >= 0) {
          host = peer[operation];
          const time = pool.time[node];
          if (cpuFree[cpuAt(host, operation)] <= time && arriveFree[nicAt(host, operation)] <= time) arrive(host, node, time);
          else hosts.wait(host, node);
        } else {
          host = pool.host[node];
          returnNode(pool, node);
          if (operation === turn.stale) continue;
          hosts.taken(host);
          handle(host);
        }
        handled++;
        while (update(host, true)) {
          handle(host);
          handled++;
        }
      }
      return false;
    },
    outcome() {
      const unmatched: number[] = [];
      matching.forEach((node) => unmatched.push(pool.operation[node]));
      const waiting = findWaiting(program, unmatched, progress.waitsFor);
      if (waiting !== undefined) return { ok: false, waiting };
      const { cpus } = program;
      const finishNs = Float64Array.from({ length: ranks }, (_, rank) => cpuFree.subarray(rank * cpus, (rank + 1) * cpus).reduce((latest, time) => Math.max(latest, time), 0));
      return { ok: true, result: { finishNs, maxNs: finishNs.reduce((latest, time) => Math.max(latest, time), 0), processorsNs: cpuFree, messages, events: operations + messages, ...(timers === undefined ? {} : { timers }) } };
    },
  };
}
