import { chooseAlgorithm, collectiveSchedule, defaultCollectives } from '../collectives/index.ts';
import type { CollectiveOperation, CollectiveSettings, Operation, Program } from '../contract/index.ts';

/** Messages of one rank that are alike: `times` of them. */
export interface AlikeMessages {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly times: number;
  /** `stream`: no rendezvous. `get`: from the target back to the origin, which is `from`. */
  readonly kind: 'send' | 'stream' | 'put' | 'get';
}

/** Of larger communicators so many members stand for all. */
const mostMembers = 48;

/**
 * Every message of a program, loops multiplied and never unrolled, collectives as the library does them. For estimates: answers to
 * `source` go to the next rank, loops that a message ends run their share of their count, and large communicators are sampled.
 */
export function eachMessage(program: Program, settings: CollectiveSettings | undefined, visit: (messages: AlikeMessages) => void): void {
  const ranks = program.ranks.length;
  const leavers = Math.max(1, program.ranks.filter(hasLeave).length);
  const schedules = createSchedules(settings ?? defaultCollectives);
  const world = Array.from({ length: ranks }, (_, rank) => rank);
  const indices = new Map<number, ReadonlyMap<number, number>>();
  const indexOf = (comm: number | undefined, members: readonly number[], rank: number): number => {
    if (comm === undefined) return rank;
    const known = indices.get(comm) ?? new Map(members.map((member, index) => [member, index]));
    indices.set(comm, known);
    return known.get(rank) ?? 0;
  };
  const walk = (rank: number, operations: readonly Operation[], times: number): void => {
    for (const operation of operations) {
      switch (operation.op) {
        case 'loop': {
          const ends = operation.body.some(({ op }) => op === 'leave');
          walk(rank, operation.body, (times * operation.count) / (ends ? leavers : 1));
          break;
        }
        case 'send': case 'isend':
          visit({
            from: rank, to: operation.to === 'source' ? (rank + 1) % ranks : operation.to, bytes: operation.bytes, times,
            kind: operation.op === 'send' && operation.stream === true ? 'stream' : 'send',
          });
          break;
        case 'put': case 'get': visit({ from: rank, to: operation.to, bytes: operation.bytes, times, kind: operation.op }); break;
        case 'collective': {
          const members = operation.comm === undefined ? world : program.communicators?.[operation.comm] ?? [];
          const step = Math.max(1, Math.floor(members.length / mostMembers));
          const member = indexOf(operation.comm, members, rank);
          // Every step-th member speaks for the others.
          if (member % step !== 0) break;
          const weight = members.length / Math.ceil(members.length / step);
          for (const { to, bytes, count } of schedules(operation, member, members.length)) visit({ from: rank, to: members[to] ?? 0, bytes, times: times * count * weight, kind: 'send' });
          break;
        }
        default: break;
      }
    }
  };
  program.ranks.forEach((operations, rank) => { walk(rank, operations, 1); });
}

/** How many messages a program sends, as an estimate counts them. */
export function countMessages(program: Program, settings: CollectiveSettings | undefined): number {
  let messages = 0;
  eachMessage(program, settings, ({ times }) => { messages += times; });
  return Math.round(messages);
}

function hasLeave(operations: readonly Operation[]): boolean {
  return operations.some((operation) => operation.op === 'leave' || (operation.op === 'loop' && hasLeave(operation.body)));
}

interface Sent {
  readonly to: number;
  readonly bytes: number;
  readonly count: number;
}

/** What a member sends during a call, kept for calls that are alike. A call that cannot be scheduled sends nothing; it is refused elsewhere. */
function createSchedules(settings: CollectiveSettings): (call: CollectiveOperation, member: number, members: number) => readonly Sent[] {
  const known = new Map<string, readonly Sent[]>();
  return (call, member, members) => {
    const key = call.counts === undefined ? `${call.collective} ${call.bytes} ${call.root ?? 0} ${call.algorithm ?? chooseAlgorithm(call, members, settings)} ${member} ${members}` : undefined;
    const found = key === undefined ? undefined : known.get(key);
    if (found !== undefined) return found;
    const made = sendsOf(call, member, members, settings);
    if (key !== undefined) known.set(key, made);
    return made;
  };
}

function sendsOf(call: CollectiveOperation, member: number, members: number, settings: CollectiveSettings): readonly Sent[] {
  const sent: Sent[] = [];
  const walk = (operations: readonly Operation[], times: number): void => {
    for (const operation of operations) {
      if (operation.op === 'loop') walk(operation.body, times * operation.count);
      else if ((operation.op === 'send' || operation.op === 'isend') && operation.to !== 'source') sent.push({ to: operation.to, bytes: operation.bytes, count: times });
    }
  };
  try {
    walk(collectiveSchedule(call, member, members, settings), 1);
  } catch {
    return [];
  }
  return sent;
}
