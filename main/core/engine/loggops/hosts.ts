import type { Calendar } from './calendar.ts';
import { takeNode, turn, type NodePool } from './node-pool.ts';
import type { Progress } from './progress.ts';
import { opKind, type LoggopsProgram } from './program.ts';

/**
 * What waits at each host, and its turns in the queue.
 *
 * LogGOPSim puts an event that cannot run yet back into its queue, at the time when its processor and interface are
 * free, with its order of first insertion. Here such events wait in lists, one per host and class: operations or messages
 * that need the same processor and interface. Only a host's next one has a turn in the queue. The two are equivalent:
 * - All events of a class that waits are at the same time in LogGOPSim's queue, or get there without effect: an event that is
 *   tried before its class is free is put back and changes nothing. That time is when the class is free, and it only grows, so that it
 *   is never earlier than the time of an event in the list. A new send or calculation is inserted at just that time.
 * - So the first event of a class is the one of least order, at the time when the class is free; the host's first event is the least of its classes;
 *   and whenever a host's times or lists change, its turn is worked out anew.
 * Receives need no processor. They happen at the time that they were given when they became ready, in lists of their own.
 */
export interface Hosts {
  /** When a processor, and an interface for sends and for arrivals, is free. Nanoseconds; by host and number. */
  readonly cpuFree: Float64Array;
  readonly sendFree: Float64Array;
  readonly arriveFree: Float64Array;
  /** Whose turn it is: the host's time and class. Valid after `update`. */
  readonly turnTime: Float64Array;
  readonly turnClass: Int32Array;
  readonly classKind: Uint8Array;
  /** Position of an operation's processor and interface in the arrays above, at any host. */
  cpuAt(host: number, operation: number): number;
  nicAt(host: number, operation: number): number;
  /** All that became ready joins the host's lists, in the order in which it is. */
  join(host: number, progress: Progress, order: number): void;
  /** A message that arrived and cannot be handled yet. */
  wait(host: number, node: number): void;
  /** The first of a class, removed. */
  take(host: number, which: number): number;
  /** Works out the host's turn; true when it is before all else, and then it is not in the queue. */
  update(host: number, mayLead: boolean): boolean;
  /** The turn of a host came. */
  taken(host: number): void;
}

/** In `classKind`, besides the kinds of operations: messages that arrived. */
export const arrival = 3;

/** Hosts where everything is free and nothing waits. */
export function createHosts(program: LoggopsProgram, pool: NodePool, queue: Calendar): Hosts {
  const { ranks, cpus, nics, kind, cpu, nic } = program;
  const { classes, classKind, classCpu, classNic, classOf, arrivals } = classify(program);
  const single = cpus === 1 && nics === 1;
  const cpuFree = new Float64Array(ranks * cpus);
  const sendFree = new Float64Array(ranks * nics);
  const arriveFree = new Float64Array(ranks * nics);
  const heads = new Int32Array(ranks * classes).fill(-1);
  const tails = new Int32Array(ranks * classes);
  const turnNode = new Int32Array(ranks).fill(-1);
  const turnTime = new Float64Array(ranks);
  const turnClass = new Int32Array(ranks);

  /** Sorted by order; nearly always at the end. */
  function insert(list: number, node: number): void {
    const { next, order } = pool;
    const head = heads[list];
    if (head < 0) {
      heads[list] = tails[list] = node;
      next[node] = -1;
    } else if (order[tails[list]] < order[node]) {
      next[tails[list]] = node;
      tails[list] = node;
      next[node] = -1;
    } else if (order[node] < order[head]) {
      next[node] = head;
      heads[list] = node;
    } else {
      let before = head;
      while (order[next[before]] < order[node]) before = next[before];
      next[node] = next[before];
      next[before] = node;
    }
  }

  /** When the class is free; of receives, when the first is due. */
  function dueAt(host: number, which: number, node: number): number {
    const what = classKind[which];
    if (what === opKind.receive) return pool.time[node];
    const free = single ? cpuFree[host] : cpuFree[host * cpus + classCpu[which]];
    if (what === opKind.calculate) return free;
    const interfaces = what === opKind.send ? sendFree : arriveFree;
    const open = single ? interfaces[host] : interfaces[host * nics + classNic[which]];
    return free < open ? open : free;
  }

  return {
    cpuFree, sendFree, arriveFree, turnTime, turnClass, classKind,
    cpuAt: (host, operation) => (single ? host : host * cpus + cpu[operation]),
    nicAt: (host, operation) => (single ? host : host * nics + nic[operation]),
    join(host, progress, order) {
      const { ready, count } = progress;
      for (let i = 0; i < count; i++) {
        const operation = ready[i];
        const node = takeNode(pool);
        pool.operation[node] = operation;
        pool.host[node] = host;
        pool.order[node] = order + i;
        const which = single ? kind[operation] : classOf[operation];
        // Receives of one class have times that grow with their order, because the time when a processor is free does.
        if (kind[operation] === opKind.receive) pool.time[node] = single ? cpuFree[host] : cpuFree[host * cpus + cpu[operation]];
        const list = host * classes + which;
        pool.next[node] = -1;
        if (heads[list] < 0) heads[list] = node;
        else pool.next[tails[list]] = node;
        tails[list] = node;
      }
    },
    wait(host, node) {
      insert(host * classes + (single ? arrival : arrivals[classOf[pool.operation[node]]]), node);
    },
    take(host, which) {
      const list = host * classes + which;
      const node = heads[list];
      heads[list] = pool.next[node];
      return node;
    },
    update(host, mayLead) {
      let time = Infinity;
      let order = Infinity;
      let least = -1;
      const base = host * classes;
      for (let which = 0; which < classes; which++) {
        const node = heads[base + which];
        if (node < 0) continue;
        const due = dueAt(host, which, node);
        if (due > time || (due === time && pool.order[node] > order)) continue;
        time = due;
        order = pool.order[node];
        least = which;
      }
      const old = turnNode[host];
      if (old >= 0) {
        if (pool.order[old] === order && pool.time[old] === time) return false;
        pool.operation[old] = turn.stale;
        turnNode[host] = -1;
      }
      if (least < 0) return false;
      turnTime[host] = time;
      turnClass[host] = least;
      if (mayLead && queue.leads(time, order)) return true;
      const node = takeNode(pool);
      pool.time[node] = time;
      pool.order[node] = order;
      pool.operation[node] = turn.valid;
      pool.host[node] = host;
      turnNode[host] = node;
      queue.push(node);
      return false;
    },
    taken(host) {
      turnNode[host] = -1;
    },
  };
}

/** The classes of a host: with one processor and one interface these are the three kinds, and arrivals. */
function classify({ cpus, nics, kind, cpu, nic }: LoggopsProgram) {
  const ofKey = new Map<number, number>();
  const kinds: number[] = [];
  const classCpu: number[] = [];
  const classNic: number[] = [];
  function classFor(what: number, onCpu: number, onNic: number): number {
    const usesNic = what === opKind.send || what === arrival;
    const key = (what * 256 + onCpu) * 256 + (usesNic ? onNic : 0);
    const known = ofKey.get(key);
    if (known !== undefined) return known;
    ofKey.set(key, kinds.length);
    kinds.push(what);
    classCpu.push(onCpu);
    classNic.push(onNic);
    return kinds.length - 1;
  }
  for (const what of [opKind.send, opKind.receive, opKind.calculate, arrival]) classFor(what, 0, 0);
  const single = cpus === 1 && nics === 1;
  const classOf = new Int32Array(single ? 0 : kind.length);
  for (let i = 0; i < classOf.length; i++) {
    classOf[i] = classFor(kind[i], cpu[i], nic[i]);
    if (kind[i] === opKind.send) classFor(arrival, cpu[i], nic[i]);
  }
  const arrivals = Int32Array.from(kinds, (what, at) => (what === opKind.send ? classFor(arrival, classCpu[at], classNic[at]) : -1));
  return { classes: kinds.length, classKind: Uint8Array.from(kinds), classCpu: Int32Array.from(classCpu), classNic: Int32Array.from(classNic), classOf, arrivals };
}
