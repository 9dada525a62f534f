import type { CollectiveSettings, Operation, Program } from '../contract/index.ts';
import { checkCollective } from './schedules.ts';

/** Largest request handle. */
const largestHandle = 65535;

/** Largest tag: matching keeps it in 32 bits. */
const largestTag = 2147483647;

/** The first thing in a program that cannot be simulated, in words. */
export function wrongProgram(program: Program, settings?: CollectiveSettings): string | undefined {
  const ranks = program.ranks.length;
  const communicators = program.communicators ?? [];
  const bad = communicators.findIndex((members) => members.length === 0 || new Set(members).size < members.length || !members.every((member) => within(member, ranks)));
  if (bad >= 0) return `Communicator ${bad} has members that are no ranks of the program, or has a member twice, or none.`;
  const members = communicators.map((list) => new Set(list));
  // Ranks share lists: each is looked at once, and what depends on the rank is asked for each.
  const lists = new Map<readonly Operation[], readonly number[]>();
  for (const operations of new Set(program.ranks)) {
    const used = new Set<number>();
    const wrong = wrongOperation(operations, { ranks, members, used, loops: 0, timers: program.timers ?? 0, settings });
    if (wrong !== undefined) return `Rank ${program.ranks.indexOf(operations)} ${wrong}`;
    lists.set(operations, [...used]);
  }
  for (const [rank, operations] of program.ranks.entries()) {
    const outside = lists.get(operations)?.find((comm) => !members[comm].has(rank));
    if (outside !== undefined) return `Rank ${rank} uses communicator ${outside}, of which it is no member.`;
  }
  return undefined;
}

interface Context {
  readonly ranks: number;
  readonly members: readonly ReadonlySet<number>[];
  readonly used: Set<number>;
  readonly loops: number;
  readonly timers: number;
  readonly settings: CollectiveSettings | undefined;
}

function within(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

function amount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function wrongOperation(operations: readonly Operation[], context: Context): string | undefined {
  for (const o of operations) {
    const wrong = wrongOne(o, context) ?? ('comm' in o ? wrongComm(o.comm, context) : undefined) ?? wrongPeerOf(o, context) ?? wrongHandle(o);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongOne(o: Operation, context: Context): string | undefined {
  switch (o.op) {
    case 'compute': case 'pack': {
      if (!amount(o.ns)) return `computes for ${o.ns} ns.`;
      const spread = o.op === 'compute' && o.variation?.kind === 'uniform' ? o.variation.spread : 0;
      return spread >= 0 && spread <= 1 ? undefined : `varies a computation by ${spread} of its length; the spread lies between 0 and 1.`;
    }
    case 'send': case 'isend':
      if (!amount(o.bytes)) return `sends ${o.bytes} bytes.`;
      if (!within(o.tag, largestTag)) return `sends with tag ${o.tag}; tags are whole numbers from 0.`;
      return o.op === 'send' && o.stream === true && o.synchronous === true ? 'sends a stream that is synchronous; it can be one of both.' : undefined;
    case 'receive': case 'ireceive':
      if (!amount(o.bytes)) return `receives ${o.bytes} bytes.`;
      return o.tag === 'any' || within(o.tag, largestTag) ? undefined : `receives with tag ${o.tag}; tags are whole numbers from 0.`;
    case 'probe': return o.tag === 'any' || within(o.tag, largestTag) ? undefined : `probes for tag ${o.tag}; tags are whole numbers from 0.`;
    case 'put': return amount(o.bytes) ? undefined : `puts ${o.bytes} bytes.`;
    case 'get': return amount(o.bytes) ? undefined : `gets ${o.bytes} bytes.`;
    case 'waitany': return o.requests.length === 0 ? 'waits for any of no requests.' : undefined;
    case 'loop':
      if (!amount(o.count)) return `repeats a loop ${o.count} times.`;
      return wrongOperation(o.body, { ...context, loops: context.loops + 1 });
    case 'leave': return context.loops === 0 ? 'leaves a loop, but is in none.' : undefined;
    case 'collective': return wrongComm(o.comm, context) ?? checkCollective(o, o.comm === undefined ? context.ranks : context.members[o.comm].size, context.settings);
    case 'start': case 'stop': return within(o.timer, context.timers) ? undefined : `uses timer ${o.timer}, which the program does not have.`;
    case 'wait': case 'waitall': case 'test': return undefined;
  }
}

function wrongComm(comm: number | undefined, { members, used }: Context): string | undefined {
  if (comm === undefined) return undefined;
  if (!within(comm, members.length)) return `uses communicator ${comm}, which the program does not have.`;
  used.add(comm);
  return undefined;
}

function wrongPeerOf(o: Operation, { ranks, members }: Context): string | undefined {
  const peer = 'to' in o ? o.to : 'from' in o ? o.from : undefined;
  if (peer === undefined || typeof peer === 'string') return undefined;
  const does = o.op === 'send' || o.op === 'isend' ? 'sends to' : o.op === 'put' ? 'puts to' : o.op === 'get' ? 'gets from' : o.op === 'probe' ? 'probes for' : 'receives from';
  if (!within(peer, ranks)) return `${does} rank ${peer}, which does not exist.`;
  const comm = 'comm' in o ? o.comm : undefined;
  return comm === undefined || members[comm].has(peer) ? undefined : `${does} rank ${peer} in communicator ${comm}, of which that is no member.`;
}

function wrongHandle(o: Operation): string | undefined {
  const handles = 'requests' in o ? o.requests ?? [] : 'request' in o && o.request !== undefined ? [o.request] : [];
  const bad = handles.find((handle) => !within(handle, largestHandle + 1));
  return bad === undefined ? undefined : `uses request ${bad}; requests have whole numbers from 0 to ${largestHandle}.`;
}
